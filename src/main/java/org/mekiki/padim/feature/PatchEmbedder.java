package org.mekiki.padim.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mekiki.text.Text;

/**
 * Brings every feature to the grid of patches, averages each patch's neighbourhood, concatenates
 * and reduces.
 *
 * <p>A feature finer than the grid is area-averaged to it. With {@code n = 1} a coarser one is
 * repeated (nearest neighbour): with the grid of the first feature this is the embedding of Defard
 * et al. 2020, section III.A. With a neighbourhood a coarser one is interpolated bilinearly, and
 * each value becomes the mean of its {@code n × n} neighbours, edges mirrored without repeating the
 * edge (numpy's {@code reflect}); both as in PatchCore (Roth et al. 2022, arXiv 2106.08265, section
 * 3.1). All also for sizes that don't divide each other.
 *
 * <p>Sums are in float32, relative error about 1e-6. NaN and infinities spread to the patches that
 * see them. Thread-safe.
 */
public final class PatchEmbedder implements FeatureEmbedder {
  /*
   * Resampling and neighbourhood are one banded matrix an axis (see BandMatrix). A row of patches is made of
   * the channels in use only: the vertical matrix combines rows of each channel's plane, the result is
   * transposed to channels last, and the horizontal matrix combines its pixels. So both inner loops are long
   * and contiguous. A projection mixes channels, which commutes with both: a feature with fewer pixels than
   * the grid is projected at its own resolution first.
   */
  private final List<FeatureShape> features;
  private final EmbeddingSettings settings;
  private final BandMatrix[] vertical;
  private final BandMatrix[] horizontal;

  /** Number of concatenated features before each feature's. */
  private final int[] firstInput;

  /** Channels in use of each feature and, for a selection, the dimension that each becomes. */
  private final int[][] channels;

  private final int[][] positions;

  /**
   * An embedder.
   *
   * @param features in the order of concatenation
   * @param settings whose reduction takes as many inputs as the features have channels
   */
  public PatchEmbedder(List<FeatureShape> features, EmbeddingSettings settings) {
    this.features = List.copyOf(features);
    this.settings = settings;
    int count = this.features.size();
    vertical = new BandMatrix[count];
    horizontal = new BandMatrix[count];
    firstInput = new int[count + 1];
    for (int f = 0; f < count; f++) {
      FeatureShape shape = this.features.get(f);
      vertical[f] = axis(settings.grid().height(), shape.height());
      horizontal[f] = axis(settings.grid().width(), shape.width());
      firstInput[f + 1] = firstInput[f] + shape.channels();
    }
    if (firstInput[count] != settings.reduction().inputs()) {
      throw new IllegalArgumentException(
          Text.of(
              "the reduction takes %d features but the backbone's %s have %d channels",
              settings.reduction().inputs(),
              this.features.stream().map(FeatureShape::name).toList(),
              firstInput[count]));
    }
    channels = new int[count][];
    positions = new int[count][];
    for (int f = 0; f < count; f++) {
      assign(f);
    }
  }

  private BandMatrix axis(int outputs, int inputs) {
    int n = settings.neighbourhood();
    if (n == 1) {
      return BandMatrix.resample(outputs, inputs);
    }
    BandMatrix resample =
        inputs < outputs
            ? BandMatrix.bilinear(outputs, inputs)
            : BandMatrix.resample(outputs, inputs);
    return BandMatrix.box(n, outputs).after(resample);
  }

  private void assign(int f) {
    int from = firstInput[f];
    int to = firstInput[f + 1];
    if (settings.reduction() instanceof Reduction.Selection selection) {
      int[] indices = selection.indices();
      positions[f] =
          IntStream.range(0, indices.length)
              .filter(d -> indices[d] >= from && indices[d] < to)
              .toArray();
      channels[f] = Arrays.stream(positions[f]).map(d -> indices[d] - from).toArray();
    } else {
      channels[f] = IntStream.range(0, to - from).toArray();
    }
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

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if they are not the features that this embedder was made for
   */
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
    for (int f = 0; f < maps.size(); f++) {
      int pixels = features.get(f).height() * features.get(f).width();
      if (reduction instanceof Reduction.Projection projection && pixels < grid().patches()) {
        projectFirst(f, maps.get(f).values(), projection, out);
      } else if (channels[f].length > 0) {
        resampleFirst(f, maps.get(f).values(), out);
      }
    }
    return new Embedding(grid(), reduction.dimensions(), out);
  }

  /** How embeddings of a run of consecutive patches are kept without what they repeat. */
  public PatchPacking packing(int firstPatch, int patches) {
    int dimensions = settings.reduction().dimensions();
    List<PatchPacking.Repeats> repeats = new ArrayList<>();
    if (settings.reduction() instanceof Reduction.Selection) {
      for (int f = 0; f < features.size(); f++) {
        repeats.add(new PatchPacking.Repeats(positions[f], origins(f, firstPatch, patches)));
      }
    } else {
      int[] all = IntStream.range(0, dimensions).toArray();
      repeats.add(new PatchPacking.Repeats(all, IntStream.range(0, patches).toArray()));
    }
    return new PatchPacking(patches, dimensions, repeats);
  }

  /** For each patch of a run the first one that has the same values of a feature. */
  private int[] origins(int f, int firstPatch, int patches) {
    int across = grid().width();
    int[] origins = new int[patches];
    for (int p = 0; p < patches; p++) {
      int row = (firstPatch + p) / across;
      int column = (firstPatch + p) % across;
      if (p >= 1 && column >= 1 && horizontal[f].repeats(column)) {
        origins[p] = origins[p - 1];
      } else if (p >= across && vertical[f].repeats(row)) {
        origins[p] = origins[p - across];
      } else {
        origins[p] = p;
      }
    }
    return origins;
  }

  /** Row of patches by row of patches: resamples the channels in use, then reduces. */
  private void resampleFirst(int f, float[] values, float[] out) {
    int count = channels[f].length;
    int height = features.get(f).height();
    int width = features.get(f).width();
    int across = grid().width();
    float[] planes = new float[count * width];
    float[] pixels = new float[width * count];
    float[] vectors = new float[across * count];
    for (int row = 0; row < grid().height(); row++) {
      if (!vertical[f].repeats(row)) {
        for (int c = 0; c < count; c++) {
          int plane = channels[f][c] * height * width;
          vertical[f].combineRow(row, values, plane, width, planes, c * width, false);
        }
        transpose(planes, count, width, pixels);
        horizontal[f].combineRows(pixels, 0, count, vectors, 0, false);
      }
      if (settings.reduction() instanceof Reduction.Projection projection) {
        ChannelMixer.mixVectors(vectors, across, count, projection, firstInput[f], out, row);
      } else {
        place(vectors, positions[f], out, row * across);
      }
    }
  }

  /** {@code [rows][columns]} to {@code [columns][rows]}, in tiles that stay in the cache. */
  private static void transpose(float[] from, int rows, int columns, float[] to) {
    int tile = 8;
    for (int r0 = 0; r0 < rows; r0 += tile) {
      int end = Math.min(rows, r0 + tile);
      for (int c = 0; c < columns; c++) {
        for (int r = r0; r < end; r++) {
          to[c * rows + r] = from[r * columns + c];
        }
      }
    }
  }

  private void place(float[] vectors, int[] target, float[] out, int firstPatch) {
    int count = target.length;
    int dimensions = settings.reduction().dimensions();
    boolean together = target[count - 1] - target[0] == count - 1;
    for (int c = 0; c < grid().width(); c++) {
      int at = (firstPatch + c) * dimensions;
      if (together) {
        System.arraycopy(vectors, c * count, out, at + target[0], count);
        continue;
      }
      for (int i = 0; i < count; i++) {
        out[at + target[i]] = vectors[c * count + i];
      }
    }
  }

  /** Reduces each pixel, then resamples the reduced ones. */
  private void projectFirst(int f, float[] values, Reduction.Projection projection, float[] out) {
    int height = features.get(f).height();
    int width = features.get(f).width();
    int dimensions = projection.dimensions();
    float[] pixels = new float[height * width * dimensions];
    ChannelMixer.mixPlanes(values, channels[f].length, projection, firstInput[f], pixels);
    float[] rowOfPixels = new float[width * dimensions];
    int across = grid().width();
    for (int row = 0; row < grid().height(); row++) {
      vertical[f].combineRow(row, pixels, 0, width * dimensions, rowOfPixels, 0, false);
      horizontal[f].combineRows(rowOfPixels, 0, dimensions, out, row * across * dimensions, true);
    }
  }
}
