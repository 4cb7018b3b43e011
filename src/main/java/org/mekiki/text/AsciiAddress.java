package org.mekiki.text;

import java.nio.charset.StandardCharsets;

/** Addresses as people write them, for what takes only ASCII in them. */
public final class AsciiAddress {
  private static final int ASCII = 0x80;

  private AsciiAddress() {}

  /**
   * The address with percent signs for all letters outside of ASCII. Unlike {@link
   * java.net.URI#toASCIIString} it does not compose letters: a file may have been named by their
   * parts.
   */
  public static String of(String address) {
    StringBuilder encoded = new StringBuilder(address.length());
    for (byte each : address.getBytes(StandardCharsets.UTF_8)) {
      int unsigned = Byte.toUnsignedInt(each);
      if (unsigned < ASCII) {
        encoded.append((char) unsigned);
      } else {
        encoded.append(Text.of("%%%02X", unsigned));
      }
    }
    return encoded.toString();
  }
}
