package org.mekiki.image.file;

import java.nio.charset.StandardCharsets;
import org.mekiki.image.file.ImageException.Reason;
import org.mekiki.text.Text;

/** Reads whole numbers out of an encoded picture; past its end the picture counts as truncated. */
@SuppressWarnings("ArrayRecordComponent") // a view, never compared
public record Bytes(byte[] data, ImageFormat format) {
  int length() {
    return data.length;
  }

  int u8(long at) {
    require(at, 1);
    return data[(int) at] & 0xff;
  }

  int u16be(long at) {
    return u8(at) << 8 | u8(at + 1);
  }

  int u16le(long at) {
    return u8(at + 1) << 8 | u8(at);
  }

  long u32be(long at) {
    return (long) u16be(at) << 16 | u16be(at + 2);
  }

  long u32le(long at) {
    return (long) u16le(at + 2) << 16 | u16le(at);
  }

  /** Four characters, as chunk names are. */
  String name(long at) {
    require(at, 4);
    return new String(data, (int) at, 4, StandardCharsets.ISO_8859_1);
  }

  void require(long at, long count) {
    if (at < 0 || count < 0 || at + count > data.length) {
      throw truncated("bytes " + at + " to " + (at + count));
    }
  }

  ImageException truncated(String missing) {
    return new ImageException(
        Reason.TRUNCATED,
        Text.of(
            "the %s is cut short: it has %d bytes and lacks %s",
            format.label(), data.length, missing));
  }

  ImageException unreadable(String why) {
    return new ImageException(Reason.UNREADABLE, "the " + format.label() + " " + why);
  }
}
