package org.mekiki.app.publish;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.terminal.CommandException;
import org.mekiki.text.AsciiAddress;
import org.mekiki.text.Sha256;

/**
 * References to the pictures of a folder, by the address under which the services see it.
 *
 * @param base without a slash at the end
 */
record References(String base) {
  /**
   * @throws CommandException if it is no address of a folder
   */
  static References under(String address) {
    String ascii = AsciiAddress.of(address);
    if (!ascii.matches("(file:///[^\\s?#/]|https?://[^\\s?#/])[^\\s?#]*") || !isAddress(ascii)) {
      throw CommandException.badUsage(
          "--references "
              + address
              + " is not valid: file:///FOLDER, http://HOST/PATH or https://HOST/PATH");
    }
    return new References(ascii.replaceAll("/+$", ""));
  }

  private static boolean isAddress(String text) {
    try {
      return new URI(text).isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /**
   * Headers of a record that refers to a picture.
   *
   * @param path below the folder, with slashes
   */
  Map<String, String> headers(String path, byte[] picture) {
    try {
      String encoded = AsciiAddress.of(new URI(null, null, "/" + path, null).toString());
      return Map.of(
          FrameHeaders.REFERENCE,
          base + encoded,
          FrameHeaders.REFERENCE_BYTES,
          Integer.toString(picture.length),
          FrameHeaders.REFERENCE_SHA256,
          Sha256.hex(picture));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + path + "' can't be an address", e);
    }
  }
}
