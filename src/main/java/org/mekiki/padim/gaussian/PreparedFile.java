package org.mekiki.padim.gaussian;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.mekiki.text.Text;

/**
 * The prepared form of int8 factors as a file of this machine: in its byte order, for its
 * registers. Another machine's is refused.
 *
 * <pre>
 * offset  0  int32    'M' 'K' 'F' '1'
 *         4  int32    lanes
 *         8  int32    patches
 *        12  int32    dimensions D
 *        16  int32    CRC-32C of all after the header
 *        20  0 …      up to 64
 *        64  groups of as many patches as there are lanes, each
 *            float32 [D][lane]       means
 *            float32 [D][lane]       scales of columns
 *            float32 [rows][lane]    scales of rows, whole blocks of four
 *            int32   [column][lane]  four rows, block by block
 * </pre>
 */
final class PreparedFile {
  static final int HEADER_BYTES = 64;

  /** Another one each time that what follows the header is arranged in another way. */
  private static final char LAYOUT = '1';

  private static final int MAGIC = 'M' | 'K' << 8 | 'F' << 16 | LAYOUT << 24;
  private static final int CRC_AT = 16;
  private static final int BUFFER_BYTES = 1 << 20;

  private PreparedFile() {}

  /** Size of the file; 0 if it can't be mapped, because it would be larger than 2 GiB. */
  static long bytes(int patches, int dimensions) {
    long bytes = HEADER_BYTES + VectorDistanceKernel.bytes(patches, dimensions, Precision.INT8);
    return bytes > Integer.MAX_VALUE ? 0 : bytes;
  }

  /** Files that one JVM writes and another one maps have the same. */
  static String layout() {
    return "v" + LAYOUT + "x" + VectorDistanceKernel.LANES;
  }

  /**
   * Writes a file that is on the disk when this returns.
   *
   * @param file must not exist
   */
  static void write(VectorDistanceKernel kernel, int patches, int dimensions, Path file)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.position(HEADER_BYTES);
      Sink sink = new Sink(channel);
      kernel.write(sink);
      sink.flush();
      ByteBuffer header = header(patches, dimensions, (int) sink.crc.getValue());
      channel.position(0);
      while (header.hasRemaining()) {
        channel.write(header);
      }
      channel.force(true);
    }
  }

  private static ByteBuffer header(int patches, int dimensions, int crc) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.nativeOrder());
    header.putInt(MAGIC).putInt(VectorDistanceKernel.LANES).putInt(patches).putInt(dimensions);
    return header.putInt(crc).clear();
  }

  /**
   * Maps a file and checks every byte of it.
   *
   * @throws MahalanobisDistance.AlteredException if it is not a whole file of this shape and
   *     machine
   * @throws IOException if it can't be read
   */
  static MappedByteBuffer map(Path file, int patches, int dimensions) throws IOException {
    MappedByteBuffer mapped;
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() != bytes(patches, dimensions)) {
        throw new MahalanobisDistance.AlteredException(
            Text.of(
                "%s has %d bytes; factors of %d patches of %d dimensions take %d",
                file, channel.size(), patches, dimensions, bytes(patches, dimensions)));
      }
      mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
    reading(file, mapped::load);
    mapped.order(ByteOrder.nativeOrder());
    CRC32C crc = new CRC32C();
    crc.update(mapped.duplicate().position(HEADER_BYTES));
    ByteBuffer expected = header(patches, dimensions, (int) crc.getValue());
    if (!mapped.duplicate().limit(HEADER_BYTES).equals(expected)) {
      throw new MahalanobisDistance.AlteredException(
          file + " is altered, or was written by another version or for another processor");
    }
    return mapped;
  }

  /**
   * Runs what reads a mapped file.
   *
   * @throws IOException if a page could not be read; what was made of the file is void
   */
  static void reading(Path file, Runnable what) throws IOException {
    try {
      what.run();
      awaitFault();
    } catch (InternalError e) { // how Java reports it
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Throws a fault's error now. After a fault compiled code goes on with wrong values, and Java 17
   * throws its error late, perhaps frames later: at the next call into the virtual machine that
   * looks for one. Most calls don't. More than six arrays made at once always come from such a
   * call; it takes less than a microsecond.
   */
  private static void awaitFault() {
    byte[][] made = new byte[8][0];
    if (made.length != 8) {
      throw new IllegalStateException("8 arrays were wanted, not " + made.length);
    }
  }

  /** Numbers in the machine's order, to a file. */
  static final class Sink {
    private final FileChannel channel;
    private final ByteBuffer buffer =
        ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());
    private final CRC32C crc = new CRC32C();

    private Sink(FileChannel channel) {
      this.channel = channel;
    }

    void put(float[] values, int from, int count) throws IOException {
      for (int at = from; at < from + count; ) {
        int some = room(from + count - at);
        buffer.asFloatBuffer().put(values, at, some);
        buffer.position(buffer.position() + some * Float.BYTES);
        at += some;
      }
    }

    void put(int[] values) throws IOException {
      for (int at = 0; at < values.length; ) {
        int some = room(values.length - at);
        buffer.asIntBuffer().put(values, at, some);
        buffer.position(buffer.position() + some * Integer.BYTES);
        at += some;
      }
    }

    /** How many of the values that are left fit. */
    private int room(int left) throws IOException {
      if (!buffer.hasRemaining()) {
        flush();
      }
      return Math.min(left, buffer.remaining() / Integer.BYTES);
    }

    private void flush() throws IOException {
      buffer.flip();
      crc.update(buffer.duplicate());
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      buffer.clear();
    }
  }
}
