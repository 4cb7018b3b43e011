package org.mekiki.padim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Embeddings by number: the first ones in memory, the others in a temporary file that is gone when
 * this is closed. Reading is thread-safe.
 */
public final class SpilledEmbeddings implements AutoCloseable {
  private final int length;
  private final float[][] memory;
  private FileChannel file;

  /**
   * Room for embeddings.
   *
   * @param length values of each
   * @param inMemory how many stay in memory
   */
  public SpilledEmbeddings(int length, int inMemory) {
    this.length = length;
    this.memory = new float[inMemory][];
  }

  /** Keeps an embedding; one of the same number is replaced. */
  public void put(int number, float[] values) {
    if (number < memory.length) {
      memory[number] = values;
      return;
    }
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    try {
      if (file == null) {
        Path path = Files.createTempFile("mekiki-", ".embeddings");
        file =
            FileChannel.open(
                path,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
      }
      long at = position(number, 0);
      while (bytes.hasRemaining()) {
        at += file.write(bytes, at);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "embeddings can't be kept in "
              + System.getProperty("java.io.tmpdir")
              + ": make room there, or name another folder by -Djava.io.tmpdir",
          e);
    }
  }

  /** Copies a part of an embedding. */
  public void read(int number, int from, int count, float[] target, int to) {
    if (number < memory.length) {
      System.arraycopy(memory[number], from, target, to, count);
      return;
    }
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
    try {
      long at = position(number, from);
      while (bytes.hasRemaining()) {
        int read = file.read(bytes, at);
        if (read < 0) {
          throw new IOException("the temporary file of embeddings is cut short");
        }
        at += read;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bytes.flip().asFloatBuffer().get(target, to, count);
  }

  private long position(int number, int from) {
    return Float.BYTES * ((long) (number - memory.length) * length + from);
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary file of embeddings can't be closed", e);
    }
  }
}
