package org.mekiki.padim.gaussian;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.mekiki.padim.matrix.ProductKernel;
import org.mekiki.text.Text;

/**
 * Mahalanobis distance of every patch to its Gaussian, d = |W(e − μ)| with W = L⁻¹ and Σ = LLᵀ; it
 * equals {@code sqrt((e−μ)ᵀ Σ⁻¹ (e−μ))} and can't become negative or complex.
 *
 * <p>An instance is the prepared form for scoring: made once a model, it arranges the factors for
 * the widest vector registers where the {@code jdk.incubator.vector} module is present (start Java
 * with {@code --add-modules jdk.incubator.vector}), and otherwise uses plain loops over the model's
 * own arrays. Both agree within a relative 1e-5 for the same {@link Precision}. NaN or infinite
 * embeddings give NaN or infinity. Thread-safe.
 */
public final class MahalanobisDistance {
  private static final boolean VECTOR_MODULE = ProductKernel.hasVectorModule();

  /** To arrange the factors takes as long as a few images by plain loops. */
  private static final int WORTH_PREPARING = 8;

  private final int patches;
  private final int dimensions;
  private final DistanceKernel kernel;

  private MahalanobisDistance(PatchGaussians gaussians, DistanceKernel kernel) {
    this(gaussians.patches(), gaussians.dimensions(), kernel);
  }

  private MahalanobisDistance(int patches, int dimensions, DistanceKernel kernel) {
    this.patches = patches;
    this.dimensions = dimensions;
    this.kernel = kernel;
  }

  /** A file that was read and is not what {@link #write} wrote. */
  public static final class AlteredException extends IOException {
    private static final long serialVersionUID = 1;

    AlteredException(String message) {
      super(message);
    }
  }

  /**
   * A mapped file that can no longer be read: its disk has failed, or somebody has cut it short.
   */
  public static final class UnreadableException extends UncheckedIOException {
    private static final long serialVersionUID = 1;

    UnreadableException(IOException cause) {
      super("the factors of a model can't be read: " + cause.getMessage(), cause);
    }
  }

  /** The fastest form on this JVM. */
  public static MahalanobisDistance prepare(PatchGaussians gaussians, Precision precision) {
    return VECTOR_MODULE ? vector(gaussians, precision) : plain(gaussians, precision);
  }

  /** Plain loops, whatever this JVM has. */
  public static MahalanobisDistance plain(PatchGaussians gaussians, Precision precision) {
    return new MahalanobisDistance(gaussians, new PlainDistanceKernel(gaussians, precision));
  }

  /** Vector registers; only where the module is there. */
  static MahalanobisDistance vector(PatchGaussians gaussians, Precision precision) {
    return new MahalanobisDistance(gaussians, new VectorDistanceKernel(gaussians, precision));
  }

  /**
   * Whether the prepared form of factors of this shape can be {@link #write written} and {@link
   * #map mapped}: only int8 for vector registers can, and nothing above 2 GiB.
   */
  public static boolean canBeMapped(int patches, int dimensions, Precision precision) {
    return VECTOR_MODULE && precision == Precision.INT8 && fileBytes(patches, dimensions) > 0;
  }

  /** Size of the file that {@link #write} makes. */
  public static long fileBytes(int patches, int dimensions) {
    return PreparedFile.bytes(patches, dimensions);
  }

  /**
   * Short name of how {@link #write} arranges a file: it differs between versions, and between JVMs
   * with vector registers of other widths. Only where the module is there.
   */
  public static String layout() {
    return PreparedFile.layout();
  }

  /**
   * Writes the prepared form to a file, which is on the disk when this returns. It is of use for
   * {@link #map} on this machine only.
   *
   * @param file must not exist
   * @throws IllegalStateException if this form {@linkplain #canBeMapped can't be mapped}
   */
  public void write(Path file) throws IOException {
    if (kernel instanceof VectorDistanceKernel vector
        && vector.isInt8()
        && fileBytes(patches, dimensions) > 0) {
      PreparedFile.write(vector, patches, dimensions, file);
    } else {
      throw new IllegalStateException(
          "factors of the form '" + kernel.name() + "' can't be mapped");
    }
  }

  /**
   * Distances by factors of a file, which stay there: they take memory of the system's page cache
   * and none of the heap. The file may be deleted while it is in use, but must not be changed.
   *
   * @throws AlteredException if {@link #write} did not write it for this shape and {@link #layout}
   * @throws IOException if it can't be read
   */
  public static MahalanobisDistance map(Path file, int patches, int dimensions) throws IOException {
    return new MahalanobisDistance(
        patches, dimensions, new MappedDistanceKernel(file, patches, dimensions));
  }

  /** Whether the {@code jdk.incubator.vector} module is there. */
  public static boolean hasVectorModule() {
    return VECTOR_MODULE;
  }

  /**
   * Distances of one image.
   *
   * @param embedding {@code [patch][d]}
   * @return one a patch, 0 or more
   * @throws UnreadableException if factors that are {@link #map mapped} can't be read
   */
  public float[] distances(float[] embedding) {
    check(embedding, 1, patches, dimensions);
    float[] distances = new float[patches];
    kernel.distances(embedding, distances);
    return distances;
  }

  /** Which implementation runs, for people. */
  public String kernel() {
    return kernel.name();
  }

  /** Memory that factors, their scales and means take in the prepared form. */
  public long bytes() {
    return kernel.bytes();
  }

  /** What {@link #bytes()} of the fastest form on this JVM will be. */
  public static long bytes(int patches, int dimensions, Precision precision) {
    return VECTOR_MODULE
        ? VectorDistanceKernel.bytes(patches, dimensions, precision)
        : PlainDistanceKernel.bytes(patches, dimensions);
  }

  /**
   * Distances of several images, for training, where Gaussians are used once: prepares them only if
   * that is worth it.
   *
   * @param embeddings {@code [image][patch][d]}
   * @param images how many, 0 or more
   * @param gaussians of these patches
   * @return {@code [image][patch]}
   */
  public static float[] distances(float[] embeddings, int images, PatchGaussians gaussians) {
    int patches = gaussians.patches();
    int length = patches * gaussians.dimensions();
    check(embeddings, images, patches, gaussians.dimensions());
    MahalanobisDistance prepared =
        images < WORTH_PREPARING
            ? plain(gaussians, Precision.FLOAT32)
            : prepare(gaussians, Precision.FLOAT32);
    float[] distances = new float[images * patches];
    for (int k = 0; k < images; k++) {
      float[] image = Arrays.copyOfRange(embeddings, k * length, (k + 1) * length);
      System.arraycopy(prepared.distances(image), 0, distances, k * patches, patches);
    }
    return distances;
  }

  private static void check(float[] embeddings, int images, int patches, int dimensions) {
    if (images < 0 || embeddings.length != (long) images * patches * dimensions) {
      throw new IllegalArgumentException(
          Text.of(
              "%d values are not %d images of %d patches of %d dimensions",
              embeddings.length, images, patches, dimensions));
    }
  }
}
