package org.mekiki.service.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.Inspector;
import org.mekiki.model.ModelEvents;
import org.mekiki.model.ModelRepository;
import org.mekiki.model.Models;
import org.mekiki.model.VerifiedModel;
import org.mekiki.onnx.SharedExtractors;
import org.mekiki.onnx.graph.OnnxOptions;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Reduction;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.stream.TinyBackbone;

/** Synthetic frames before the first real one. The clock is the test's: each look is a step. */
class WarmUpTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  /** Frames until there is no gain, when all take the same time. */
  private static final int STEADY = Steadiness.BATCH * (1 + Steadiness.LEVEL_BATCHES);

  private final AtomicInteger frames = new AtomicInteger();
  private final AtomicLong now = new AtomicLong();
  private final FeatureExtractor extractor = new Counting();
  private final ModelRepository<InspectionModel> models =
      new ModelRepository<>(
          new InspectionModelFactory(extractor, new SharedExtractors(OnnxOptions.DEFAULT)),
          1_000_000,
          ModelEvents.NOOP);

  private class Counting implements FeatureExtractor {
    private final TinyBackbone network = new TinyBackbone();

    @Override
    public Backbone backbone() {
      return network.backbone();
    }

    @Override
    public List<FeatureMap> extract(ImageTensor image) {
      frames.incrementAndGet();
      return network.extract(image);
    }

    @Override
    public void close() {}
  }

  private WarmUp warmUp(Duration most) {
    return warmUp(most, extractor);
  }

  private WarmUp warmUp(Duration most, FeatureExtractor network) {
    return new WarmUp(
        new Inspector(new ImageDecoder(ImageLimits.DEFAULT), 1),
        network,
        Precision.INT8,
        models,
        most,
        now::incrementAndGet);
  }

  private void load() {
    PadimModel numbers =
        Models.model(
            new Grid(6, 6),
            new Reduction.Selection(12, new int[] {0, 3, 7}),
            TinyBackbone.BACKBONE,
            1);
    models.put(new VerifiedModel(Models.manifest("part", 1, numbers), numbers), Duration.ZERO);
  }

  @Test
  void withoutAModelAStandInIsScoredUntilThatGetsNoFaster() throws Exception {
    WarmUp warmUp = warmUp(LONG);
    warmUp.start();
    warmUp.finish(() -> false);

    assertThat(frames).hasValue(STEADY);
  }

  @Test
  void aModelThatIsLoadedIsScoredToo() throws Exception {
    WarmUp warmUp = warmUp(LONG);
    warmUp.start();
    warmUp.finish(() -> false); // the stand-in's part
    load();
    warmUp.finish(() -> false);

    assertThat(frames).hasValue(2 * STEADY);
  }

  @Test
  void theModelCanBeReleasedAfterwards() throws Exception {
    load();
    WarmUp warmUp = warmUp(LONG);
    warmUp.start();
    warmUp.finish(() -> false);
    models.remove("part");

    assertThat(models.bytes()).isZero();
    assertThat(models.acquire("part")).isEmpty();
  }

  @Test
  void noTimeMeansNoFrames() throws Exception {
    load();
    WarmUp warmUp = warmUp(Duration.ZERO);
    warmUp.start();
    warmUp.finish(() -> false);

    assertThat(frames).hasValue(0);
  }

  @Test
  void itEndsWhenItsTimeIsOver() throws Exception {
    WarmUp warmUp = warmUp(Duration.ofNanos(20));
    warmUp.start();
    warmUp.finish(() -> false);

    assertThat(frames.get()).isBetween(1, STEADY - 1);
  }

  @Test
  void aServiceThatStopsDoesNotWaitForIt() throws Exception {
    load();
    WarmUp warmUp = warmUp(LONG);
    warmUp.start();
    warmUp.finish(() -> true);

    assertThat(frames.get()).as("the stand-in's at most").isLessThanOrEqualTo(STEADY);
  }

  @Test
  void aNetworkThatFailsIsLeftToTheFirstFrame() throws Exception {
    FeatureExtractor broken =
        new Counting() {
          @Override
          public List<FeatureMap> extract(ImageTensor image) {
            super.extract(image);
            throw new IllegalStateException("broken");
          }
        };
    WarmUp warmUp = warmUp(LONG, broken);
    warmUp.start();
    warmUp.finish(() -> false);

    assertThat(frames).hasValue(1);
  }
}
