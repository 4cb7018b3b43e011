package org.mekiki.evaluate.metric;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a {@link ScoreHistogram} in a temporary file, highest score first. Keys are stored as
 * differences and numbers with 7 bits a byte: a normal pixel's score takes about 3 bytes.
 */
final class SortedRun {
  private static final int BUFFER_BYTES = 1 << 16;

  /** Walks over entries in falling order; the fields are the current entry. */
  abstract static class Cursor {
    int key;
    long negatives;
    final long[] positives;
    final double[] overlaps;

    Cursor(int classes) {
      positives = new long[classes];
      overlaps = new double[classes];
    }

    /** Goes on to the next entry; false at the end. */
    abstract boolean next();

    abstract void close();
  }

  private final Path file;
  private final long entries;

  private SortedRun(Path file, long entries) {
    this.file = file;
    this.entries = entries;
  }

  /** Writes all entries of a cursor. */
  static SortedRun write(Path directory, Cursor cursor) throws IOException {
    Path file = Files.createTempFile(directory, "mekiki-pixels-", ".run");
    file.toFile().deleteOnExit();
    long entries = 0;
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES))) {
      long previous = Integer.MAX_VALUE;
      while (cursor.next()) {
        writeNumber(out, previous - cursor.key);
        previous = cursor.key;
        writeNumber(out, cursor.negatives);
        writePositives(out, cursor);
        entries++;
      }
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return new SortedRun(file, entries);
  }

  private static void writePositives(DataOutputStream out, Cursor cursor) throws IOException {
    int count = 0;
    for (long positives : cursor.positives) {
      count += positives > 0 ? 1 : 0;
    }
    writeNumber(out, count);
    for (int c = 0; count > 0 && c < cursor.positives.length; c++) {
      if (cursor.positives[c] > 0) {
        writeNumber(out, c);
        writeNumber(out, cursor.positives[c]);
        out.writeDouble(cursor.overlaps[c]);
      }
    }
  }

  Cursor open(int classes) {
    try {
      return new FileCursor(classes, entries, file);
    } catch (IOException e) {
      throw new UncheckedIOException("temporary file " + file + " can't be read", e);
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("temporary file " + file + " can't be deleted", e);
    }
  }

  static UncheckedIOException unwritable(Path directory, IOException e) {
    return new UncheckedIOException(
        "pixel scores can't be written to a temporary file in " + directory, e);
  }

  private static void writeNumber(DataOutputStream out, long number) throws IOException {
    long rest = number;
    while (rest > 0x7f) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static long readNumber(DataInputStream in) throws IOException {
    long number = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.readByte();
      number |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return number;
      }
    }
  }

  private static final class FileCursor extends Cursor {
    private final DataInputStream in;
    private final Path file;
    private long left;
    private long previous = Integer.MAX_VALUE;

    FileCursor(int classes, long entries, Path file) throws IOException {
      super(classes);
      this.file = file;
      this.left = entries;
      this.in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
    }

    @Override
    boolean next() {
      if (left-- == 0) {
        return false;
      }
      try {
        previous -= readNumber(in);
        key = (int) previous;
        negatives = readNumber(in);
        for (int c = 0; c < positives.length; c++) {
          positives[c] = 0;
          overlaps[c] = 0;
        }
        for (long count = readNumber(in); count > 0; count--) {
          int defectClass = (int) readNumber(in);
          positives[defectClass] = readNumber(in);
          overlaps[defectClass] = in.readDouble();
        }
        return true;
      } catch (IOException e) {
        throw new UncheckedIOException("temporary file " + file + " can't be read", e);
      }
    }

    @Override
    void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException("temporary file " + file + " can't be closed", e);
      }
    }
  }
}
