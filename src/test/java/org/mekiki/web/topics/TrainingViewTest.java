package org.mekiki.web.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mekiki.detect.KeptDetectability;
import org.mekiki.detect.Sights;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.Models;
import org.mekiki.web.Shots;
import org.mekiki.web.topics.TeachingRun.State;

class TrainingViewTest {
  private static final Instant AT = Shots.NOW;
  private static final TeachingRun.Why CUT_OFF =
      new TeachingRun.Why("truncated-image", "the picture is cut off");
  private static final TeachingRun.Why TOO_FEW =
      new TeachingRun.Why("too-few-frames", "1 good frames are too few");

  private final TrainingView view = new TrainingView();
  private final ModelManifest first = Models.manifest("part", 1, Models.selection(1));
  private final ModelManifest second = Models.manifest("part", 2, Models.selection(2));

  private TeachingRun run() {
    return view.details("part").orElseThrow().run();
  }

  @Test
  void followsARunFromTheFirstFrameToTheVersion() {
    view.embedded("part", "1-a", 3L, AT);
    view.rejected("part", "1-a", 3L, CUT_OFF, AT.plusMillis(5));
    view.embedded("part", "1-a", 3L, AT.plusMillis(10));
    assertThat(run())
        .isEqualTo(
            new TeachingRun(
                "1-a",
                State.LEARNING,
                2,
                1,
                3,
                0,
                0,
                CUT_OFF,
                AT.toEpochMilli(),
                AT.toEpochMilli() + 10));

    view.fitting("part", "1-a", 7, AT.plusMillis(20));
    assertThat(run().state()).isEqualTo(State.FITTING);
    view.published("part", "1-a", 7, 2, AT.plusMillis(30));
    assertThat(run().state()).isEqualTo(State.PUBLISHED);
    assertThat(run().version()).isEqualTo(7);
    assertThat(run().frames()).isEqualTo(2);
    assertThat(run().learned()).isEqualTo(2);
  }

  @Test
  void aRunThatFailsSaysWhy() {
    view.embedded("part", "1-a", null, AT);
    view.failed("part", "1-a", TOO_FEW, AT);
    assertThat(run().state()).isEqualTo(State.FAILED);
    assertThat(run().why()).isEqualTo(TOO_FEW);
    assertThat(run().expected()).isZero();
  }

  @Test
  void aLaterRunTakesOverAndWhatIsLeftOfTheEarlierOneIsIgnored() {
    view.embedded("part", "1-a", 9L, AT);
    view.embedded("part", "2-b", 5L, AT);
    view.embedded("part", "1-a", 9L, AT);
    assertThat(run().run()).isEqualTo("2-b");
    assertThat(run().learned()).isEqualTo(1);
    view.published("part", "1-a", 1, 1, AT);
    assertThat(run().state()).isEqualTo(State.LEARNING);
  }

  @Test
  void framesWithoutARunBeginANewOneAfterEachFit() {
    view.embedded("part", "", null, AT);
    view.published("part", "", 1, 1, AT);
    view.embedded("part", "", null, AT.plusSeconds(1));
    assertThat(run().state()).isEqualTo(State.LEARNING);
    assertThat(run().learned()).isEqualTo(1);
  }

  @Test
  void showsTheVersionsWithTheirFactsAndWhichOneScores() {
    view.versions("part", 1, List.of(first, second), Map.of());
    assertThat(view.rows(0))
        .containsExactly(new TrainingView.Row("part", 1, null, 1, List.of(1L, 2L), 0));
    VersionFacts facts = view.details("part").orElseThrow().versions().get(0);
    assertThat(facts.threshold()).isEqualTo(7.25);
    assertThat(facts.frames()).isEqualTo(40);
    assertThat(facts.grid()).isEqualTo("6 × 4, neighbourhood 3");
    assertThat(facts.features()).isEqualTo("3 of 5 (selection)");
    assertThat(facts.scores()).hasSize(first.calibration().validationScores().size()).isSorted();
  }

  @Test
  void showsWhatAVersionCanSeeOnceThatIsKnown() throws IOException {
    view.versions("part", 2, List.of(first, second), Map.of());
    KeptDetectability seen = KeptDetectability.of("ab".repeat(32), Sights.some());

    view.versions("part", 2, List.of(first, second), Map.of(2L, sight(seen)));

    List<VersionFacts> versions = view.details("part").orElseThrow().versions();
    assertThat(versions.get(0).sight()).isNull();
    SightFacts sight = versions.get(1).sight();
    assertThat(sight.frames()).isEqualTo(8);
    assertThat(sight.alarms()).isEqualTo(1);
    assertThat(sight.kinds())
        .containsExactly(
            new SightFacts.Kind("SCRATCH", 60, 32.0, 32.0, 1.0),
            new SightFacts.Kind("SPOT", 60, null, 14.0, 0.875),
            new SightFacts.Kind("MOVED_PATCH", 0, 32.0, 32.0, 1.0),
            new SightFacts.Kind("CHIPPED_EDGE", 0, null, null, null));
    assertThat(sight.blind()).isEqualTo(new SightFacts.Blind(20, 60, 12, 3));
    assertThat(view.blindSpots("part", 2).orElseThrow()).isEqualTo(seen.map().orElseThrow());
    assertThat(view.blindSpots("part", 1)).isEmpty();
    assertThat(view.blindSpots("other", 2)).isEmpty();
  }

  private static TrainingView.Sight sight(KeptDetectability seen) throws IOException {
    return new TrainingView.Sight(seen, seen.toBytes());
  }

  /** A page that is open asks for them again then. */
  @Test
  void aRowTellsThatAVersionWasMeasuredAndMeasuredAgain() throws IOException {
    Set<Integer> told = new HashSet<>();
    view.versions("part", 2, List.of(first, second), Map.of());
    told.add(view.rows(0).get(0).sights());
    for (String sha : List.of("ab", "cd")) {
      KeptDetectability seen = KeptDetectability.of(sha.repeat(32), Sights.some());
      view.versions("part", 2, List.of(first, second), Map.of(2L, sight(seen)));
      told.add(view.rows(0).get(0).sights());
      view.embedded("part", "1-a", 9L, AT);
      assertThat(told).as("a frame changes nothing of it").contains(view.rows(0).get(0).sights());
    }
    assertThat(told).hasSize(3);
  }

  @Test
  void readingAnewCountsNoFrameTwice() {
    view.versions("part", 1, List.of(first), Map.of());
    view.embedded("part", "1-a", null, AT);
    view.beginAnew();
    assertThat(run()).isNull();
    view.embedded("part", "1-a", null, AT);
    assertThat(run().learned()).isEqualTo(1);
    assertThat(view.rows(0).get(0).versions()).containsExactly(1L);
  }

  @Test
  void aModelThatIsDeletedIsNotListed() {
    view.versions("part", 1, List.of(first), Map.of());
    long known = view.changes();
    view.versions("part", 0, List.of(), Map.of());
    assertThat(view.rows(known)).extracting(TrainingView.Row::current).containsExactly(0L);
    assertThat(view.rows(0)).isEmpty();
  }

  @Test
  void tellsOnlyOfWhatHasChanged() {
    view.versions("part", 1, List.of(first), Map.of());
    view.versions("other", 1, List.of(first), Map.of());
    long known = view.changes();
    assertThat(view.rows(known)).isEmpty();
    view.embedded("part", "1-a", null, AT);
    assertThat(view.rows(known)).extracting(TrainingView.Row::model).containsExactly("part");
  }

  @Test
  void isBounded() {
    for (int i = 0; i < TrainingView.MODELS + 100; i++) {
      view.embedded("part-" + i, "", null, AT);
    }
    assertThat(view.rows(0)).hasSize(TrainingView.MODELS);
    assertThat(view.details("part-99")).isEmpty();
    assertThat(view.details("part-100")).isPresent();
  }
}
