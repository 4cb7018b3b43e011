package org.mekiki.inspect.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which alarms are open, as their events tell. */
class OpenAlarmsTest {
  private static final Instant THEN = Instant.parse("2026-01-31T12:00:00Z");
  private static final Instant LATER = THEN.plusSeconds(60);

  private final OpenAlarms<String> alarms = new OpenAlarms<>(3);

  @Test
  void anAlarmThatPartitionsLeftOpenEndsWithTheNextOneInItsPlace() {
    raise("old", THEN);
    raise("new", LATER);
    assertThat(alarms.open()).containsExactly("new");
    assertThat(clear("new", LATER)).isTrue();
    assertThat(alarms.open()).isEmpty();
  }

  @Test
  void theOrderInWhichPartitionsAreReadDoesNotCount() {
    raise("new", LATER);
    clear("new", LATER);
    assertThat(raise("old", THEN)).isFalse();
    assertThat(alarms.open()).isEmpty();

    assertThat(clear("old", THEN)).isFalse();
    assertThat(raise("newest", LATER.plusSeconds(1))).isTrue();
    assertThat(alarms.open()).containsExactly("newest");
  }

  @Test
  void aClearThatIsReadFirstEndsItsAlarm() {
    clear("1", THEN);
    assertThat(alarms.open()).isEmpty();
    raise("2", LATER);
    assertThat(clear("1", THEN)).isFalse();
    assertThat(alarms.open()).containsExactly("2");
  }

  @Test
  void kindsAndCamerasAreApart() {
    alarms.raised("1", "cam-1", "drift", THEN, "1");
    alarms.raised("2", "cam-1", "no-frames", THEN, "2");
    alarms.raised("3", "cam-2", "drift", THEN, "3");
    alarms.cleared("1", "cam-1", "drift", THEN, "1");
    assertThat(alarms.open()).containsExactly("2", "3");
  }

  @Test
  void clearedOnesMakeRoomFirstThenTheOldest() {
    alarms.cleared("0", "cam-0", "drift", LATER, "0");
    for (int camera = 1; camera < 5; camera++) {
      alarms.raised("" + camera, "cam-" + camera, "drift", THEN.plusSeconds(camera), "" + camera);
    }
    assertThat(alarms.open()).containsExactly("2", "3", "4");
  }

  private boolean raise(String id, Instant at) {
    return alarms.raised(id, "cam-1", "drift", at, id);
  }

  private boolean clear(String id, Instant raisedAt) {
    return alarms.cleared(id, "cam-1", "drift", raisedAt, id);
  }
}
