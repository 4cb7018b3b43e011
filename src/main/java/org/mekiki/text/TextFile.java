package org.mekiki.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Text files that people write: UTF-8, or what a byte order mark at the beginning says. Editors and
 * shells on Windows write such marks, some of them with UTF-16.
 */
public final class TextFile {
  private static final char MARK = '\uFEFF';

  private TextFile() {}

  /**
   * The file's text without the mark.
   *
   * @throws IOException if it can't be read, or is no text
   */
  public static String read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String text = charset(bytes).newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
  }

  /**
   * Its lines, without what ends them.
   *
   * @throws IOException as {@link #read}
   */
  public static List<String> lines(Path file) throws IOException {
    return read(file).lines().toList();
  }

  private static Charset charset(byte[] bytes) {
    if (bytes.length >= 2 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF) {
      return StandardCharsets.UTF_16BE;
    }
    if (bytes.length >= 2 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE) {
      return StandardCharsets.UTF_16LE;
    }
    return StandardCharsets.UTF_8;
  }
}
