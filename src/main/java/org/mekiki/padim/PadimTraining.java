package org.mekiki.padim;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Good images' embeddings → Gaussians, and distances of some of these images each to the Gaussians
 * without it. One row of patches is one unit of work, done by the common fork-join pool; the result
 * does not depend on the number of threads.
 *
 * <p>Memory is bounded: running sums, a batch of embeddings, and a sample of at most {@link
 * #MAX_LEFT_OUT} embeddings, chosen by a hash of seed and position.
 */
final class PadimTraining {
  /** Images that are left out, one at a time, to find scale and threshold. */
  static final int MAX_LEFT_OUT = 100;

  /** More than this for batch or sample, and they get smaller. */
  private static final long MAX_BYTES = 512L << 20;

  private static final int MAX_BATCH = 64;

  private final Grid grid;
  private final int dimensions;
  private final long seed;
  private final int rowLength;
  private final int sampleSize;
  private final MultivariateGaussian[] rows;
  private final float[][] batch;
  private final PriorityQueue<Sampled> sample =
      new PriorityQueue<>(Comparator.comparingLong(Sampled::hash).reversed());
  private int batched;
  private long images;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sampled(long hash, long image, float[] values) {}

  PadimTraining(Grid grid, int dimensions, GaussianFactory factory, long seed) {
    this.grid = grid;
    this.dimensions = dimensions;
    this.seed = seed;
    this.rowLength = grid.width() * dimensions;
    this.rows = new MultivariateGaussian[grid.height()];
    Arrays.setAll(rows, row -> factory.create(grid.width(), dimensions));
    long bytes = (long) Float.BYTES * grid.patches() * dimensions;
    this.sampleSize = (int) Math.max(3, Math.min(MAX_LEFT_OUT, MAX_BYTES / bytes));
    this.batch = new float[(int) Math.max(1, Math.min(MAX_BATCH, MAX_BYTES / bytes))][];
  }

  void add(float[] embedding) {
    Sampled candidate = new Sampled(SplitMix.hash(seed, images), images, embedding);
    sample.add(candidate);
    if (sample.size() > sampleSize) {
      sample.poll();
    }
    batch[batched++] = embedding;
    images++;
    if (batched == batch.length) {
      fold();
    }
  }

  private void fold() {
    List<float[]> embeddings = Arrays.asList(batch).subList(0, batched);
    IntStream.range(0, rows.length)
        .parallel()
        .forEach(row -> rows[row].add(slice(embeddings, row), embeddings.size()));
    Arrays.fill(batch, null);
    batched = 0;
  }

  private float[] slice(List<float[]> embeddings, int row) {
    float[] slice = new float[embeddings.size() * rowLength];
    for (int i = 0; i < embeddings.size(); i++) {
      System.arraycopy(embeddings.get(i), row * rowLength, slice, i * rowLength, rowLength);
    }
    return slice;
  }

  long images() {
    return images;
  }

  /**
   * What training gives.
   *
   * @param gaussians of all patches
   * @param leftOut {@code [image][patch]}, distances of the sampled images, in the order they came
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Result(PatchGaussians gaussians, float[][] leftOut) {}

  /** Fits all patches. Nothing may be added afterwards. */
  Result fit(Regularization regularization) {
    fold();
    List<float[]> kept =
        sample.stream()
            .sorted(Comparator.comparingLong(Sampled::image))
            .map(Sampled::values)
            .toList();
    double variance = 0;
    for (MultivariateGaussian row : rows) {
      variance += row.varianceSum();
    }
    double meanVariance = variance / grid.patches() / dimensions;
    float[][] leftOut = new float[kept.size()][grid.patches()];
    PatchGaussians[] fitted = new PatchGaussians[rows.length];
    IntStream.range(0, rows.length)
        .parallel()
        .forEach(
            row -> {
              int first = row * grid.width();
              fitted[row] = rows[row].fit(first, regularization, meanVariance);
              float[] distances = rows[row].leaveOneOut(fitted[row], slice(kept, row), kept.size());
              for (int i = 0; i < kept.size(); i++) {
                System.arraycopy(distances, i * grid.width(), leftOut[i], first, grid.width());
              }
              rows[row] = null;
            });
    return new Result(PatchGaussians.concat(List.of(fitted)), leftOut);
  }
}
