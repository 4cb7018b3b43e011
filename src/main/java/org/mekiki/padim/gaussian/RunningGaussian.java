package org.mekiki.padim.gaussian;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.mekiki.text.Text;

/**
 * Running mean, scatter and the fourth-order sums that Ledoit and Wolf need, for each patch.
 *
 * <p>For patch p and images x₁…x_N with mean μ: S = Σ(x−μ)(x−μ)ᵀ, T₃ = Σ‖x−μ‖²(x−μ), T₄ = Σ‖x−μ‖⁴.
 * All in float64; {@code 8 · patches · (D(D+1)/2 + 2D + 1)} bytes whatever N is.
 *
 * <p>Batches and parts are combined exactly, about their own means (Chan, Golub and LeVeque 1983,
 * "Algorithms for computing the sample variance", equation 1.5): nothing cancels, and the order of
 * images matters only in the last digits. Not thread-safe.
 */
public final class RunningGaussian implements MultivariateGaussian {
  private static final int FORMAT = 1;
  private static final int HEADER_BYTES = 3 * Integer.BYTES + Long.BYTES;

  /** Images that are centred together; more gain nothing and cost cache. */
  private static final int BATCH = 128;

  private final int patches;
  private final int dimensions;
  private final int triangle;
  private final double[] mean;
  private final double[] scatter;
  private final double[] third;
  private final double[] fourth;
  private long count;

  /** What images and copies count together; the count itself while there are no copies. */
  private double weight;

  /** The last fit: what {@link #leaveOneOut} holds fixed. */
  private GaussianFit fit;

  /**
   * Gaussians that have seen nothing.
   *
   * @param patches at least 1
   * @param dimensions D, at least 1
   */
  public RunningGaussian(int patches, int dimensions) {
    if (patches < 1 || dimensions < 1) {
      throw new IllegalArgumentException(
          patches + " patches of " + dimensions + " dimensions: both must be at least 1");
    }
    this.patches = patches;
    this.dimensions = dimensions;
    this.triangle = PatchGaussians.triangle(dimensions);
    this.mean = new double[Math.multiplyExact(patches, dimensions)];
    this.scatter = new double[Math.multiplyExact(patches, triangle)];
    this.third = new double[mean.length];
    this.fourth = new double[patches];
  }

  @Override
  public long count() {
    return count;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if a value is NaN or infinite, or their number is wrong;
   *     nothing is added then
   */
  @Override
  public void add(float[] embeddings, int images) {
    checkBatch(embeddings, images);
    fold(embeddings, images, 1);
    count += images;
  }

  @Override
  public void addCopies(ImageCopies copies) {
    int vectors = copies.embeddings().length / (patches * dimensions);
    checkBatch(copies.embeddings(), vectors);
    fold(copies.embeddings(), vectors, copies.weight());
  }

  private void fold(float[] embeddings, int vectors, double each) {
    fit = null;
    CentredBatch batch = new CentredBatch(Math.min(vectors, BATCH), dimensions);
    for (int first = 0; first < vectors; first += BATCH) {
      int size = Math.min(BATCH, vectors - first);
      double added = each * size;
      double between = weight * added / (weight + added);
      for (int p = 0; p < patches; p++) {
        int at = (first * patches + p) * dimensions;
        batch.take(embeddings, at, patches * dimensions, size, mean, p * dimensions);
        batch.weigh(each);
        combine(p, added, batch.delta, batch.third, batch.fourth, batch.image, batch.trace);
        batch.addScatter(scatter, p * triangle, between);
      }
      weight += added;
    }
  }

  private void checkBatch(float[] embeddings, int images) {
    if (images < 0 || embeddings.length != (long) images * patches * dimensions) {
      throw new IllegalArgumentException(
          Text.of(
              "%d values are not %d images of %d patches of %d dimensions",
              embeddings.length, images, patches, dimensions));
    }
    for (int i = 0; i < embeddings.length; i++) {
      if (!(Math.abs(embeddings[i]) <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            Text.of(
                "embedding of image %d has %s at patch %d, dimension %d: it must be finite",
                i / dimensions / patches, embeddings[i], i / dimensions % patches, i % dimensions));
      }
    }
  }

  /**
   * Moves mean, T₃ and T₄ of a patch to those of both groups together; S is left to the caller, and
   * is still this group's own.
   *
   * @param added weight of the other group
   * @param delta the other's mean minus this one's; kept
   * @param otherThird its T₃, overwritten
   * @param otherImage its S times {@code delta}, overwritten
   */
  private void combine(
      int p,
      double added,
      double[] delta,
      double[] otherThird,
      double otherFourth,
      double[] otherImage,
      double otherTrace) {
    int at = p * dimensions;
    double share = added / (weight + added);
    double[] image = new double[dimensions];
    if (weight > 0) {
      PackedSymmetric.multiply(scatter, p * triangle, delta, image);
      double trace = PackedSymmetric.trace(scatter, p * triangle, dimensions);
      fourth[p] = FourthMoments.shift(third, at, fourth[p], weight, delta, share, image, trace);
    }
    double shifted =
        FourthMoments.shift(
            otherThird, 0, otherFourth, added, delta, share - 1, otherImage, otherTrace);
    fourth[p] += shifted;
    for (int d = 0; d < dimensions; d++) {
      third[at + d] += otherThird[d];
      mean[at + d] += share * delta[d];
    }
  }

  @Override
  public double varianceSum() {
    if (count < 2) {
      return 0;
    }
    double sum = 0;
    for (int p = 0; p < patches; p++) {
      sum += PackedSymmetric.trace(scatter, p * triangle, dimensions);
    }
    return sum / (weight - 1);
  }

  @Override
  public PatchGaussians fit(int firstPatch, Regularization regularization, double meanVariance) {
    if (count < 1) {
      throw new IllegalStateException("no image was added: there is nothing to fit");
    }
    GaussianFit made =
        new GaussianFit(
            count,
            weight,
            patches,
            dimensions,
            mean,
            scatter,
            fourth,
            regularization,
            meanVariance);
    PatchGaussians gaussians = made.gaussians(firstPatch);
    fit = made;
    return gaussians;
  }

  /**
   * {@inheritDoc}
   *
   * <p>With A = k·S/(N−2) + rI, v = x − μ, c = k·N/((N−1)(N−2)) and q = vᵀA⁻¹v it is d² =
   * (N/(N−1))² · q/(1 − cq), where k and r are what regularisation made of S: 1 and ε, or for
   * Ledoit and Wolf one minus the intensity and intensity times mean variance. Both are held at the
   * fit's values. With copies see {@link CopiesLeftOut}.
   *
   * @throws IllegalArgumentException if {@code fitted} is not what the last {@link #fit} returned
   */
  @Override
  public float[] leaveOneOut(
      PatchGaussians fitted, float[] embeddings, int images, ImageCopies copies) {
    checkBatch(embeddings, images);
    checkBatch(copies.embeddings(), images * copies.each());
    if (count < 3) {
      throw new IllegalStateException(
          "leave-one-out needs at least 3 images but there are " + count);
    }
    if (fit == null || !fit.made(fitted)) {
      throw new IllegalArgumentException(
          "these Gaussians are not those of the last fit; fit again before leaving images out");
    }
    return copies.each() == 0
        ? fit.leaveOneOut(embeddings, images)
        : fit.leaveOneOut(embeddings, images, copies);
  }

  @Override
  public long bytes() {
    return HEADER_BYTES + patches * bytesPerPatch(dimensions);
  }

  /** What each patch takes, by its number of dimensions, in memory and written. */
  public static long bytesPerPatch(int dimensions) {
    return Double.BYTES * (PatchGaussians.triangle(dimensions) + 2L * dimensions + 1);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Layout: int 1 (format), int patches, int D, long N, then as doubles mean {@code [patch][d]},
   * S {@code [patch][packed lower triangle]}, T₃ {@code [patch][d]}, T₄ {@code [patch]}.
   */
  @Override
  public void write(ByteBuffer target) {
    if (weight != count) {
      throw new IllegalStateException(
          "copies of images have been added: they come last, and are not part of what is written");
    }
    ByteOrder order = target.order();
    target.order(ByteOrder.BIG_ENDIAN);
    target.putInt(FORMAT).putInt(patches).putInt(dimensions).putLong(count);
    for (double[] part : new double[][] {mean, scatter, third, fourth}) {
      target.asDoubleBuffer().put(part);
      target.position(target.position() + part.length * Double.BYTES);
    }
    target.order(order);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is something else or cut short
   */
  public static RunningGaussian read(ByteBuffer bytes) {
    ByteBuffer source = bytes.slice().order(ByteOrder.BIG_ENDIAN);
    if (source.remaining() < HEADER_BYTES || source.getInt() != FORMAT) {
      throw new IllegalArgumentException(
          "these " + bytes.remaining() + " bytes are not running Gaussians of format " + FORMAT);
    }
    int patches = source.getInt();
    int dimensions = source.getInt();
    long count = source.getLong();
    double each = 0.5 * dimensions * (dimensions + 1.0) + 2.0 * dimensions + 1;
    if (patches < 1
        || dimensions < 1
        || count < 0
        || source.remaining() < Double.BYTES * each * patches) {
      throw new IllegalArgumentException(
          Text.of(
              "running Gaussians of %d patches, %d dimensions and %d images do not fit in %d bytes",
              patches, dimensions, count, bytes.remaining()));
    }
    RunningGaussian gaussian = new RunningGaussian(patches, dimensions);
    gaussian.count = count;
    gaussian.weight = count;
    for (double[] part :
        new double[][] {gaussian.mean, gaussian.scatter, gaussian.third, gaussian.fourth}) {
      source.asDoubleBuffer().get(part);
      source.position(source.position() + part.length * Double.BYTES);
    }
    bytes.position(bytes.position() + source.position());
    return gaussian;
  }
}
