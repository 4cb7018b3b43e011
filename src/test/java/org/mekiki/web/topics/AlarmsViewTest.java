package org.mekiki.web.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mekiki.web.Shots;
import org.mekiki.web.Sources;
import org.mekiki.web.line.CameraKey;

class AlarmsViewTest {
  private static final Instant AT = Shots.NOW;

  private final AlarmsView view = Sources.alarms();

  @Test
  void listsWhatIsOpenTheNewestFirst() {
    view.raised("1", "cam-1", "drift", AT, "cam-1: drifts", Map.of());
    view.raised(
        "2", "line 1/cam", "anomalous", AT.plusSeconds(1), "3 of 5", Map.of("badFrames", 3));
    assertThat(view.alarms().open())
        .containsExactly(
            new AlarmsView.Open(
                "2",
                "line 1/cam",
                CameraKey.of("line 1/cam"),
                "anomalous",
                AT.toEpochMilli() + 1000,
                "3 of 5",
                Map.of("badFrames", 3),
                0),
            new AlarmsView.Open(
                "1", "cam-1", "cam-1", "drift", AT.toEpochMilli(), "cam-1: drifts", Map.of(), 0));
    assertThat(view.alarms().drift()).isEqualTo(new AlarmsView.Limits(0.25, 0.1, 100, 3_600_000));
  }

  @Test
  void anAlarmOfAPartitionLeadsToNoCameraAndIsNotTakenForOne() {
    view.raisedForPartition(
        "1", "mekiki.frames-3", "expired", AT, "mekiki.frames-3: 12 records", Map.of());
    view.acknowledgeAll("mekiki.frames-3", 7);
    assertThat(view.alarms().open())
        .singleElement()
        .satisfies(
            open -> {
              assertThat(open.camera()).isEqualTo("mekiki.frames-3");
              assertThat(open.key()).isEmpty();
              assertThat(open.acknowledgedAtMillis()).isZero();
            });
    view.cleared("1", "mekiki.frames-3", "expired", AT);
    assertThat(view.alarms().open()).isEmpty();
  }

  @Test
  void anAlarmThatIsClearedIsGone() {
    view.raised("1", "cam-1", "drift", AT, "", Map.of());
    view.cleared("1", "cam-1", "drift", AT);
    assertThat(view.alarms().open()).isEmpty();
  }

  @Test
  void aCameraHasOneOpenAlarmOfAKindAndALateClearDoesNotEndTheNextOne() {
    view.raised("1", "cam-1", "drift", AT, "", Map.of());
    view.raised("2", "cam-1", "drift", AT, "", Map.of());
    view.cleared("1", "cam-1", "drift", AT);
    assertThat(view.alarms().open()).extracting(AlarmsView.Open::id).containsExactly("2");
  }

  @Test
  void readingAnewForgetsAndSaysSo() {
    view.raised("1", "cam-1", "drift", AT, "", Map.of());
    view.caughtUp();
    assertThat(view.alarms().complete()).isTrue();
    view.beginAnew();
    assertThat(view.alarms().complete()).isFalse();
    assertThat(view.alarms().open()).isEmpty();
  }

  @Test
  void tellsThatSomethingChangedAndOnlyThen() {
    view.raised("1", "cam-1", "drift", AT, "", Map.of());
    long known = view.changes();
    view.raised("1", "cam-1", "drift", AT, "", Map.of());
    view.cleared("9", "cam-1", "drift", AT);
    assertThat(view.changes()).isEqualTo(known);
    view.cleared("1", "cam-1", "drift", AT);
    assertThat(view.changes()).isGreaterThan(known);
  }

  @Test
  void isBounded() {
    for (int i = 0; i < AlarmsView.MOST + 10; i++) {
      view.raised("" + i, "cam-" + i, "drift", AT.plusSeconds(i), "", Map.of());
    }
    assertThat(view.alarms().open()).hasSize(AlarmsView.MOST);
    assertThat(view.alarms().open()).extracting(AlarmsView.Open::id).doesNotContain("9");
  }

  @Test
  void anAlarmThatAPersonTookNoteOfStaysSoUntilItIsCleared() {
    view.raised("1", "cam-1", "drift", AT, "", Map.of());
    assertThat(view.acknowledge("1", 7)).isTrue();
    assertThat(view.acknowledge("other", 7)).isFalse();
    long known = view.changes();
    view.acknowledge("1", 9);
    assertThat(view.changes()).as("nothing new").isEqualTo(known);
    view.beginAnew();
    view.raised("1", "cam-1", "drift", AT, "", Map.of());
    assertThat(view.alarms().open().get(0).acknowledgedAtMillis()).isEqualTo(7);

    view.cleared("1", "cam-1", "drift", AT);
    view.raised("2", "cam-1", "drift", AT, "", Map.of());
    assertThat(view.alarms().open().get(0).acknowledgedAtMillis()).isZero();
    view.acknowledgeAll("cam-1", 11);
    assertThat(view.alarms().open().get(0).acknowledgedAtMillis()).isEqualTo(11);
  }
}
