package org.mekiki.model.chunk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.mekiki.padim.feature.Reduction;
import org.mekiki.text.Text;

/**
 * A projection's matrix as bytes, little-endian: {@code 'M' 'K' 'P' '1'}, int32 inputs, int32
 * dimensions, float32 {@code [input][dimension]}. It follows the tiles' chunks, in as few chunks as
 * hold it. A seed would be shorter, but a model must not change with the code that makes matrices
 * from seeds.
 */
public final class ProjectionCodec {
  private static final int HEADER_BYTES = 12;
  private static final int MAGIC = 'M' | 'K' << 8 | 'P' << 16 | '1' << 24;

  private ProjectionCodec() {}

  static long bytes(int inputs, int dimensions) {
    return HEADER_BYTES + (long) Float.BYTES * inputs * dimensions;
  }

  /** The chunks of a reduction, to follow those of the tiles; none for a selection. */
  public static List<byte[]> chunks(Reduction reduction) {
    return reduction instanceof Reduction.Projection projection
        ? Chunks.split(encode(projection), StoredReduction.of(reduction).chunks())
        : List.of();
  }

  static byte[] encode(Reduction.Projection projection) {
    int bytes = Math.toIntExact(bytes(projection.inputs(), projection.dimensions()));
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(MAGIC).putInt(projection.inputs()).putInt(projection.dimensions());
    buffer.asFloatBuffer().put(projection.weights());
    return buffer.array();
  }

  /**
   * Reads the matrix.
   *
   * @throws IllegalArgumentException if these bytes are another matrix, or none
   */
  public static Reduction.Projection decode(byte[] bytes, StoredReduction expected) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length != bytes(expected.inputs(), expected.dimensions())
        || buffer.getInt() != MAGIC
        || buffer.getInt() != expected.inputs()
        || buffer.getInt() != expected.dimensions()) {
      throw new IllegalArgumentException(
          Text.of(
              "%d bytes are not the matrix of a projection of %d features to %d dimensions",
              bytes.length, expected.inputs(), expected.dimensions()));
    }
    float[] weights = new float[expected.inputs() * expected.dimensions()];
    buffer.asFloatBuffer().get(weights);
    return new Reduction.Projection(expected.inputs(), expected.dimensions(), weights);
  }
}
