package org.mekiki.padim.gaussian;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;

/**
 * {@link VectorDistanceKernel} in int8, over a mapped {@link PreparedFile}: factors are in the
 * system's page cache and not in the heap.
 */
final class MappedDistanceKernel implements DistanceKernel {
  /*
   * Vectors are not loaded from the buffer: that takes fifteen times the time on JDK 17, and the method has
   * another name on JDK 22. Copied block by block, at most D · lanes ints, factors are in the nearest cache when
   * they are multiplied. It costs a quarter of the step.
   */
  private static final int LANES = VectorDistanceKernel.LANES;

  /** So long after its last use a model may have left the page cache. */
  private static final long RARELY_NANOS = 1_000_000_000;

  private final Path name;
  private final MappedByteBuffer file;
  private final IntBuffer ints;
  private final FloatBuffer floats;
  private final int patches;
  private final int dimensions;
  private volatile long lastUse = System.nanoTime();

  /**
   * @throws IOException if it can't be read, or is not a whole file of this shape and machine
   */
  MappedDistanceKernel(Path name, int patches, int dimensions) throws IOException {
    this.name = name;
    this.file = PreparedFile.map(name, patches, dimensions);
    this.ints = file.asIntBuffer();
    this.floats = file.asFloatBuffer();
    this.patches = patches;
    this.dimensions = dimensions;
  }

  @Override
  public void distances(float[] embedding, float[] distances) {
    try {
      PreparedFile.reading(
          name,
          () -> {
            fetch();
            measure(embedding, distances);
          });
    } catch (IOException e) {
      throw new MahalanobisDistance.UnreadableException(e);
    }
  }

  /** Reads in large pieces what would otherwise come page by page. */
  private void fetch() {
    long now = System.nanoTime();
    if (now - lastUse > RARELY_NANOS) {
      file.load();
    }
    lastUse = now;
  }

  private void measure(float[] embedding, float[] distances) {
    int vectors = dimensions * LANES;
    float[] difference = new float[vectors];
    float[] means = new float[vectors];
    float[] columns = new float[vectors];
    float[] scales = new float[FourRows.rows(dimensions) * LANES];
    int[] fours = new int[vectors];
    float[] result = new float[LANES];
    int at = PreparedFile.HEADER_BYTES / Integer.BYTES;
    for (int first = 0; first < patches; first += LANES) {
      int lanes = Math.min(LANES, patches - first);
      floats.get(at, means).get(at + vectors, columns).get(at + 2 * vectors, scales);
      at += 2 * vectors + scales.length;
      VectorDistanceKernel.transpose(embedding, dimensions, first, lanes, difference, 0);
      VectorDistanceKernel.centre(difference, means, columns, 0);
      FourRows.squared(ints, at, fours, scales, difference, result);
      at += FourRows.columns(dimensions) * LANES;
      for (int lane = 0; lane < lanes; lane++) {
        distances[first + lane] = (float) Math.sqrt(result[lane]);
      }
    }
  }

  @Override
  public String name() {
    return "Vector API, " + LANES + " patches at once, from a file";
  }

  /** Of the heap: nothing worth counting. */
  @Override
  public long bytes() {
    return 0;
  }
}
