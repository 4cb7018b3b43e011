package org.mekiki.camera;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Cuts a stream into the JPEG files in it, whatever lies between them: the parts of {@code
 * multipart/x-mixed-replace} with any boundary, or nothing at all.
 *
 * <p>Follows the markers (ITU-T T.81, annex B): a segment is skipped by its length, so that a
 * thumbnail inside of one does not end the picture; after a scan's header, everything up to the
 * next marker that is neither a stuffed FF nor a restart is compressed data.
 *
 * <p>A picture that ends early, or has no end marker, is left out and counted; the next one begins
 * at the next start marker, which no compressed data holds, or where a part of the multipart stream
 * begins with one. For one thread.
 */
final class JpegStream {
  private static final int MARKER = 0xff;
  private static final int START = 0xd8;
  private static final int END = 0xd9;
  private static final int SCAN = 0xda;
  private static final int FIRST_RESTART = 0xd0;
  private static final int LAST_RESTART = 0xd7;
  private static final int STANDALONE = 0x01;
  private static final int FIRST_USED = 0xc0;
  private static final int BUFFER = 1 << 16;

  /** The end of a part's header and the beginning of a picture, as it shows in the last bytes. */
  private static final long PART_STARTS = 0x0d0a_0d0a_ffd8L;

  private static final long PART_STARTS_MASK = 0xffff_ffff_ffffL;

  private enum End {
    WHOLE,
    DAMAGED,

    /** The next picture's start marker has just been read. */
    NEXT_STARTS
  }

  private final InputStream in;
  private final int maxBytes;
  private final LongConsumer onDamaged;
  private ByteArrayOutputStream picture;

  /** The last eight bytes that were read. */
  private long last;

  private boolean started;
  private long damaged;

  /**
   * @param onDamaged told how many pictures so far were left out because they were not whole
   */
  JpegStream(InputStream in, int maxBytes, LongConsumer onDamaged) {
    this.in = new BufferedInputStream(in, BUFFER);
    this.maxBytes = maxBytes;
    this.onDamaged = onDamaged;
  }

  /**
   * The next whole picture.
   *
   * @return empty at the end of the stream; a picture that is cut off there is left out
   * @throws IOException if the stream fails, or a picture is larger than the limit
   */
  Optional<byte[]> next() throws IOException {
    try {
      while (true) {
        picture = new ByteArrayOutputStream(BUFFER);
        if (!started) {
          findStart();
        }
        started = false;
        picture.write(MARKER);
        picture.write(START);
        End end = readPicture();
        if (end == End.WHOLE) {
          return Optional.of(picture.toByteArray());
        }
        started = end == End.NEXT_STARTS;
        onDamaged.accept(++damaged);
      }
    } catch (EOFException e) {
      return Optional.empty();
    }
  }

  private void findStart() throws IOException {
    int before = 0;
    int b = skip();
    while (before != MARKER || b != START) {
      before = b;
      b = skip();
    }
  }

  /** Everything after the start marker. */
  private End readPicture() throws IOException {
    int marker = segmentMarker();
    while (marker != END) {
      if (marker == START) {
        return End.NEXT_STARTS;
      }
      boolean bare = marker == STANDALONE || isRestart(marker);
      if (!bare && marker < FIRST_USED) {
        return End.DAMAGED;
      }
      if (!bare && !copySegment()) {
        return End.NEXT_STARTS;
      }
      marker = marker == SCAN ? afterScan() : segmentMarker();
    }
    return End.WHOLE;
  }

  /** A marker; FF may be repeated before it. 0 if there is none. */
  private int segmentMarker() throws IOException {
    int b = copy();
    if (b != MARKER) {
      return 0;
    }
    while (b == MARKER) {
      b = copy();
    }
    return b;
  }

  /** False if the next picture has started inside of it. */
  private boolean copySegment() throws IOException {
    int length = copy() << 8 | copy();
    for (int i = 2; i < length; i++) {
      copy();
      if ((last & PART_STARTS_MASK) == PART_STARTS) {
        return false;
      }
    }
    return true;
  }

  /** The first marker after compressed data. */
  private int afterScan() throws IOException {
    while (true) {
      int b = copy();
      while (b == MARKER) {
        b = copy();
        if (b != 0 && b != MARKER && !isRestart(b)) {
          return b;
        }
      }
    }
  }

  private static boolean isRestart(int marker) {
    return marker >= FIRST_RESTART && marker <= LAST_RESTART;
  }

  private int copy() throws IOException {
    int b = skip();
    if (picture.size() >= maxBytes) {
      throw new IOException("a picture of the stream is larger than " + maxBytes + " bytes");
    }
    picture.write(b);
    return b;
  }

  private int skip() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException();
    }
    last = last << 8 | b;
    return b;
  }
}
