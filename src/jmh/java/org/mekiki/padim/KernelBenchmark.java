package org.mekiki.padim;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The kernels of scoring, on one thread, at the sizes of ResNet-18's first three stages for 224×224
 * pictures. {@code ./mvnw -Pjmh test-compile exec:exec} runs them.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Xmx2g"})
public class KernelBenchmark {
  private static final List<FeatureShape> FEATURES =
      List.of(
          new FeatureShape("layer1", 64, 56, 56),
          new FeatureShape("layer2", 128, 28, 28),
          new FeatureShape("layer3", 256, 14, 14));
  private static final int CHANNELS = 448;
  private static final int SIDE = 224;

  private static float[] random(int length, float scale, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = scale * (float) random.nextGaussian();
    }
    return values;
  }

  /** A grid with 100 dimensions and random numbers. */
  @State(Scope.Benchmark)
  public static class Patches {
    @Param({"56", "28"})
    int side;

    @Param({"FLOAT32", "BF16", "INT8"})
    Precision precision;

    @Param({"vector", "plain"})
    String kernel;

    MahalanobisDistance distance;
    float[] embedding;

    @Setup
    public void prepare() {
      int patches = side * side;
      int dimensions = 100;
      int triangle = PatchGaussians.triangle(dimensions);
      float[] factor = random(patches * triangle, 0.05f, 1);
      for (int p = 0; p < patches; p++) {
        for (int d = 0; d < dimensions; d++) {
          factor[p * triangle + PatchGaussians.triangle(d) + d] = 1;
        }
      }
      embedding = random(patches * dimensions, 1, 2);
      PatchGaussians gaussians =
          new PatchGaussians(0, patches, dimensions, random(patches * dimensions, 1, 3), factor);
      distance =
          kernel.equals("vector")
              ? MahalanobisDistance.prepare(gaussians, precision)
              : MahalanobisDistance.plain(gaussians, precision);
    }
  }

  @Benchmark
  public float[] distance(Patches patches) {
    return patches.distance.distances(patches.embedding);
  }

  /** Feature maps, and ways to make embeddings of them. */
  @State(Scope.Benchmark)
  public static class Features {
    @Param({"56 1", "28 3"})
    String gridAndNeighbourhood;

    @Param({"selection", "projection"})
    String reduction;

    PatchEmbedder embedder;
    List<FeatureMap> maps;

    @Setup
    public void prepare() {
      String[] parts = gridAndNeighbourhood.split(" ");
      int side = Integer.parseInt(parts[0]);
      Reduction chosen =
          reduction.equals("selection")
              ? Reductions.randomSelection(CHANNELS, 100, 1024)
              : Reductions.semiOrthogonal(CHANNELS, 100, 1024);
      embedder =
          new PatchEmbedder(
              FEATURES,
              new EmbeddingSettings(new Grid(side, side), Integer.parseInt(parts[1]), chosen));
      maps =
          FEATURES.stream()
              .map(shape -> new FeatureMap(shape, random(shape.size(), 1, shape.channels())))
              .toList();
    }
  }

  @Benchmark
  public Embedding embedding(Features features) {
    return features.embedder.embed(features.maps);
  }

  /** Distances of a grid, to be brought to the picture's size. */
  @State(Scope.Benchmark)
  public static class Distances {
    @Param({"56", "28"})
    int side;

    MapInterpolator interpolator;
    float[] distances;

    @Setup
    public void prepare() {
      interpolator = new MapInterpolator(new Grid(side, side), new ImageShape(3, SIDE, SIDE));
      distances = random(side * side, 1, 4);
    }
  }

  @Benchmark
  public AnomalyMap map(Distances state) {
    return state.interpolator.map(state.distances);
  }
}
