package org.mekiki.stream.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.padim.threshold.Threshold;
import org.mekiki.padim.threshold.Thresholds;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.avro.FrameRole;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingEvent.Kind;

/** A run whose frames can't become a model ends with the reason, and the next one is published. */
class RefusedRunTest extends RunsOfATrainer {
  @Test
  void framesThatAreAllTheSamePictureAreRefusedByName() {
    start();
    for (int i = 0; i < 8; i++) {
      training.send("cam", TestFrames.good(1), FrameHeaders.RUN, "frozen");
    }

    TrainingEvent end = failed("frozen", RunFailure.SAME_PICTURE);

    assertThat(end.message())
        .isEqualTo("all 8 good frames are the same picture; is the camera frozen?");
    assertThat(training.fits).containsExactly("cam failed");
    assertTheNextRunIsPublished();
  }

  @Test
  void framesOfWhichMostRepeatAnotherAreLearnedAndWarnedOf() {
    start();
    training.sendRun("cam", "slow", 0, 5);
    for (int i = 0; i < 7; i++) {
      training.send("cam", TestFrames.good(2), FrameHeaders.RUN, "slow");
    }
    training.fitRun("cam", "slow");

    assertThat(end("slow").message())
        .contains("8 of 12 good frames are almost the same as another one");
  }

  @Test
  void aFitThatDoesNotFitTheHeapIsRefusedBeforeItStarts() {
    training = new TrainingFixture(state, 20_000);
    training.sendRun("cam", "large", 0, 8);
    training.fitRun("cam", "large");

    List<TrainingEvent> events = training.events();
    assertThat(events).extracting(TrainingEvent::event).doesNotContain(Kind.FITTING);
    TrainingEvent end = events.get(events.size() - 1);
    assertThat(end.reason()).isEqualTo(RunFailure.MEMORY.label());
    assertThat(end.message())
        .isEqualTo(
            "the fit takes up to 1 MiB of the heap, and this trainer has 1 MiB for it: 40"
                + " embeddings and the Gaussians of 6 patches with 8 dimensions, for each tile;"
                + " raise the heap (-Xmx in MEKIKI_JAVA_OPTS, or the container's memory), lower"
                + " train.validation.max-frames or padim.dimensions, or choose smaller inputs in"
                + " the view");
    assertThat(training.fits).containsExactly("cam failed");
    assertThat(training.leftovers()).isEmpty();
  }

  @Test
  void tilesThatSawDifferentFramesEndTheirRunOnly() {
    start();
    training.sendRun("cam", "bad", 0, 6);
    tile(2, "bad").forget();

    assertThat(failed("bad", RunFailure.INCOMPLETE).message())
        .isEqualTo(
            "the tiles of the model have seen different frames of this run, because a part of it"
                + " was forgotten or is damaged; teach again");
    assertTheNextRunIsPublished();
  }

  @Test
  void tilesThatHeldOutDifferentFramesEndTheirRunOnly() {
    start();
    training.sendRun("cam", "bad", 0, 6);
    for (int seed = 6; seed < 9; seed++) {
      training.send(
          "cam", TestFrames.good(seed), FrameHeaders.RUN, "bad", FrameHeaders.ROLE, "validation");
    }
    TileStore tile = tile(2, "bad");
    TileStore.Held first = tile.heldOut(FrameRole.VALIDATION, 3).get(0);
    assertThat(tile.hold(FrameRole.VALIDATION, first.frame() - 1, first.values(), 3)).isTrue();

    assertThat(failed("bad", RunFailure.INCOMPLETE).message())
        .isEqualTo("the tiles of the model held out different frames of this run; teach again");
    assertTheNextRunIsPublished();
  }

  @Test
  void aThresholdThatCanNotBeChosenEndsItsRunAndLeavesNoChunk() {
    boolean[] fault = {true};
    DoubleFunction<Threshold> threshold =
        rate -> fault[0] ? Thresholds.f1Optimal() : Thresholds.quantile(rate);
    start(TrainingFixture.settings(threshold), ManifestSigner.NONE);
    training.sendRun("cam", "bad", 0, 6);

    assertThat(failed("bad", RunFailure.NO_THRESHOLD).message())
        .startsWith("the F1-optimal threshold needs scores of defective images");
    fault[0] = false;
    assertTheNextRunIsPublished();
  }

  @Test
  void aThresholdThatIsNotClearlyAboveZeroIsRefused() {
    boolean[] fault = {true};
    DoubleFunction<Threshold> threshold =
        rate -> fault[0] ? Thresholds.manual(1.4e-45) : Thresholds.quantile(rate);
    start(TrainingFixture.settings(threshold), ManifestSigner.NONE);
    training.sendRun("cam", "bad", 0, 6);

    assertThat(failed("bad", RunFailure.NO_THRESHOLD).message())
        .startsWith("the threshold would be 1.4E-45");
    fault[0] = false;
    assertTheNextRunIsPublished();
  }

  @Test
  void aManifestThatCanNotBeSignedIsNotPublishedByHalves() {
    boolean[] fault = {true};
    start(
        TrainingFixture.settings(4),
        manifest -> {
          if (fault[0]) {
            throw new IllegalStateException("the key is gone");
          }
          return ManifestSigner.NONE.sign(manifest);
        });
    training.sendRun("cam", "bad", 0, 6);

    assertThat(failed("bad", RunFailure.INTERNAL_ERROR).message())
        .startsWith("putting the model together failed: ")
        .contains("the key is gone");
    assertThat(training.fits).containsExactly("cam failed");
    fault[0] = false;
    assertTheNextRunIsPublished();
  }
}
