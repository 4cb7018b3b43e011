package org.mekiki.camera;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Cuts a stream into the JPEG files in it, whatever lies between them: the parts of {@code
 * multipart/x-mixed-replace} with any boundary, or nothing at all.
 *
 * <p>Follows the markers (ITU-T T.81, annex B): a segment is skipped by its length, so that a
 * thumbnail inside of one does not end the picture; after a scan's header, everything up to the
 * next marker that is neither a stuffed FF nor a restart is compressed data. For one thread.
 */
final class JpegStream {
  private static final int MARKER = 0xff;
  private static final int START = 0xd8;
  private static final int END = 0xd9;
  private static final int SCAN = 0xda;
  private static final int FIRST_RESTART = 0xd0;
  private static final int LAST_RESTART = 0xd7;
  private static final int STANDALONE = 0x01;
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final int maxBytes;
  private ByteArrayOutputStream picture;

  /**
   * @param maxBytes largest picture
   */
  JpegStream(InputStream in, int maxBytes) {
    this.in = new BufferedInputStream(in, BUFFER);
    this.maxBytes = maxBytes;
  }

  /**
   * The next picture.
   *
   * @return empty at the end of the stream; a picture that is cut off there is left out
   * @throws IOException if the stream fails, or a picture is larger than the limit
   */
  Optional<byte[]> next() throws IOException {
    picture = new ByteArrayOutputStream(BUFFER);
    try {
      findStart();
      int marker = segmentMarker();
      while (marker != END) {
        boolean bare = marker == STANDALONE || isRestart(marker);
        if (!bare) {
          copySegment();
        }
        marker = marker == SCAN ? afterScan() : segmentMarker();
      }
      return Optional.of(picture.toByteArray());
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
    picture.write(MARKER);
    picture.write(START);
  }

  /** A marker; FF may be repeated before it. */
  private int segmentMarker() throws IOException {
    int b = copy();
    if (b != MARKER) {
      throw new IOException("a JPEG of the stream is damaged: no marker where one has to be");
    }
    while (b == MARKER) {
      b = copy();
    }
    return b;
  }

  private void copySegment() throws IOException {
    int length = copy() << 8 | copy();
    for (int i = 2; i < length; i++) {
      copy();
    }
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
    return b;
  }
}
