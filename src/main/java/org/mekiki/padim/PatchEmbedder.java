package org.mekiki.padim;

import java.util.Arrays;
import java.util.List;

/**
 * Brings every feature to the grid of patches, averages each patch's neighbourhood, concatenates
 * and reduces.
 *
 * <p>A feature finer than the grid is area-averaged to it, a coarser one repeated (nearest
 * neighbour), both also for sizes that don't divide each other; then each value becomes the mean of
 * its {@code n × n} neighbours, edges mirrored without repeating the edge (numpy's {@code
 * reflect}). With the grid of the first feature and {@code n = 1} this is the embedding of Defard
 * et al. 2020, section III.A; the neighbourhood average is that of PatchCore (Roth et al. 2022,
 * arXiv 2106.08265, section 3.1).
 *
 * <p>Sums are in float32, relative error about 1e-6. NaN and infinities spread to the patches that
 * see them. Thread-safe.
 */
public final class PatchEmbedder implements FeatureEmbedder {
  /*
   * Resampling and neighbourhood are one banded matrix an axis (see BandMatrix). A selection costs only the
   * selected channels, eight at a time so that the transposition to patch-major writes runs of eight. A
   * projection mixes channels, which commutes with both: a feature with fewer pixels than the grid is
   * projected at its own resolution first.
   */
  private static final int LANES = 8;

  private final List<FeatureShape> features;
  private final EmbeddingSettings settings;
  private final BandMatrix[] vertical;
  private final BandMatrix[] horizontal;

  /** First concatenated position of each feature. */
  private final int[] firstInput;

  /**
   * An embedder.
   *
   * @param features in the order of concatenation
   * @param settings whose reduction takes as many inputs as the features have channels
   */
  public PatchEmbedder(List<FeatureShape> features, EmbeddingSettings settings) {
    this.features = List.copyOf(features);
    this.settings = settings;
    Grid grid = settings.grid();
    int count = this.features.size();
    vertical = new BandMatrix[count];
    horizontal = new BandMatrix[count];
    firstInput = new int[count + 1];
    for (int f = 0; f < count; f++) {
      FeatureShape shape = this.features.get(f);
      vertical[f] = axis(grid.height(), shape.height());
      horizontal[f] = axis(grid.width(), shape.width());
      firstInput[f + 1] = firstInput[f] + shape.channels();
    }
    if (firstInput[count] != settings.reduction().inputs()) {
      throw new IllegalArgumentException(
          String.format(
              "the reduction takes %d features but the backbone's %s have %d channels",
              settings.reduction().inputs(),
              this.features.stream().map(FeatureShape::name).toList(),
              firstInput[count]));
    }
  }

  private BandMatrix axis(int outputs, int inputs) {
    BandMatrix resample = BandMatrix.resample(outputs, inputs);
    int n = settings.neighbourhood();
    return n == 1 ? resample : BandMatrix.box(n, outputs).after(resample);
  }

  @Override
  public Grid grid() {
    return settings.grid();
  }

  @Override
  public int neighbourhood() {
    return settings.neighbourhood();
  }

  @Override
  public Reduction reduction() {
    return settings.reduction();
  }

  @Override
  public Embedding embed(List<FeatureMap> maps) {
    if (maps.size() != features.size()) {
      throw new IllegalArgumentException(
          "the embedder needs " + features.size() + " features but got " + maps.size());
    }
    for (int f = 0; f < maps.size(); f++) {
      if (!maps.get(f).shape().equals(features.get(f))) {
        throw new IllegalArgumentException(
            "feature " + f + " is " + maps.get(f).shape() + " but must be " + features.get(f));
      }
    }
    Reduction reduction = settings.reduction();
    float[] out = new float[grid().patches() * reduction.dimensions()];
    if (reduction instanceof Reduction.Selection selection) {
      select(maps, selection, out);
    } else if (reduction instanceof Reduction.Projection projection) {
      for (int f = 0; f < maps.size(); f++) {
        project(f, maps.get(f).values(), projection, out);
      }
    }
    return new Embedding(grid(), reduction.dimensions(), out);
  }

  private void select(List<FeatureMap> maps, Reduction.Selection selection, float[] out) {
    int dimensions = selection.dimensions();
    int patches = grid().patches();
    float[] planes = new float[LANES * patches];
    float[] scratch = scratch();
    for (int d = 0; d < dimensions; d += LANES) {
      int lanes = Math.min(LANES, dimensions - d);
      for (int lane = 0; lane < lanes; lane++) {
        int input = selection.indices()[d + lane];
        int f = featureOf(input);
        toGrid(f, maps.get(f).values(), input - firstInput[f], scratch, planes, lane * patches);
      }
      interleave(planes, lanes, patches, out, d, dimensions);
    }
  }

  private int featureOf(int input) {
    int f = Arrays.binarySearch(firstInput, input);
    return f >= 0 ? f : -f - 2;
  }

  private float[] scratch() {
    int widest = features.stream().mapToInt(FeatureShape::width).max().orElse(0);
    return new float[grid().height() * widest];
  }

  private void toGrid(
      int f, float[] values, int channel, float[] scratch, float[] planes, int planeAt) {
    int height = vertical[f].inputs();
    int width = horizontal[f].inputs();
    vertical[f].combineRows(values, channel * height * width, width, scratch, 0, false);
    horizontal[f].combineWithinRows(scratch, 0, grid().height(), planes, planeAt);
  }

  private static void interleave(
      float[] planes, int lanes, int patches, float[] out, int at, int stride) {
    if (lanes < LANES) {
      for (int lane = 0; lane < lanes; lane++) {
        for (int p = 0; p < patches; p++) {
          out[p * stride + at + lane] = planes[lane * patches + p];
        }
      }
      return;
    }
    for (int p = 0; p < patches; p++) {
      int target = p * stride + at;
      out[target] = planes[p];
      out[target + 1] = planes[patches + p];
      out[target + 2] = planes[2 * patches + p];
      out[target + 3] = planes[3 * patches + p];
      out[target + 4] = planes[4 * patches + p];
      out[target + 5] = planes[5 * patches + p];
      out[target + 6] = planes[6 * patches + p];
      out[target + 7] = planes[7 * patches + p];
    }
  }

  private void project(int f, float[] values, Reduction.Projection projection, float[] out) {
    FeatureShape shape = features.get(f);
    int dimensions = projection.dimensions();
    int pixels = shape.height() * shape.width();
    int patches = grid().patches();
    if (pixels < patches) {
      float[] mixed = new float[pixels * dimensions];
      for (int c = 0; c < shape.channels(); c += LANES) {
        int lanes = Math.min(LANES, shape.channels() - c);
        mix(values, c * pixels, pixels, lanes, projection, firstInput[f] + c, mixed);
      }
      float[] tall = new float[grid().height() * shape.width() * dimensions];
      vertical[f].combineRows(mixed, 0, shape.width() * dimensions, tall, 0, false);
      for (int row = 0; row < grid().height(); row++) {
        int source = row * shape.width() * dimensions;
        int target = row * grid().width() * dimensions;
        horizontal[f].combineRows(tall, source, dimensions, out, target, true);
      }
      return;
    }
    float[] planes = new float[LANES * patches];
    float[] scratch = scratch();
    for (int c = 0; c < shape.channels(); c += LANES) {
      int lanes = Math.min(LANES, shape.channels() - c);
      for (int lane = 0; lane < lanes; lane++) {
        toGrid(f, values, c + lane, scratch, planes, lane * patches);
      }
      mix(planes, 0, patches, lanes, projection, firstInput[f] + c, out);
    }
  }

  /** {@code out[pixel][d] += Σ planes[lane][pixel] · weights[input + lane][d]}. */
  private static void mix(
      float[] planes,
      int planesAt,
      int pixels,
      int lanes,
      Reduction.Projection projection,
      int input,
      float[] out) {
    int dimensions = projection.dimensions();
    float[] weights = projection.weights();
    for (int p = 0; p < pixels; p++) {
      int from = planesAt + p;
      int target = p * dimensions;
      if (lanes == LANES) {
        mixEight(planes, from, pixels, weights, input * dimensions, dimensions, out, target);
        continue;
      }
      for (int lane = 0; lane < lanes; lane++) {
        float value = planes[from + lane * pixels];
        int w = (input + lane) * dimensions;
        for (int d = 0; d < dimensions; d++) {
          out[target + d] += value * weights[w + d];
        }
      }
    }
  }

  private static void mixEight(
      float[] planes,
      int from,
      int pixels,
      float[] weights,
      int w,
      int dimensions,
      float[] out,
      int target) {
    float v0 = planes[from];
    float v1 = planes[from + pixels];
    float v2 = planes[from + 2 * pixels];
    float v3 = planes[from + 3 * pixels];
    float v4 = planes[from + 4 * pixels];
    float v5 = planes[from + 5 * pixels];
    float v6 = planes[from + 6 * pixels];
    float v7 = planes[from + 7 * pixels];
    int w1 = w + dimensions;
    int w2 = w1 + dimensions;
    int w3 = w2 + dimensions;
    int w4 = w3 + dimensions;
    int w5 = w4 + dimensions;
    int w6 = w5 + dimensions;
    int w7 = w6 + dimensions;
    for (int d = 0; d < dimensions; d++) {
      out[target + d] +=
          v0 * weights[w + d]
              + v1 * weights[w1 + d]
              + v2 * weights[w2 + d]
              + v3 * weights[w3 + d]
              + v4 * weights[w4 + d]
              + v5 * weights[w5 + d]
              + v6 * weights[w6 + d]
              + v7 * weights[w7 + d];
    }
  }
}
