package org.mekiki.stream.codec;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.text.AsciiAddress;

/**
 * Where the picture of a frame lies that a record does not carry itself, as its headers say.
 *
 * @param address {@code file:}, {@code http:} or {@code https:}, absolute; its query may be a
 *     secret, so it goes into no message
 * @param bytes that lie there, where the record says so
 * @param sha256 of these bytes, 64 digits in lower case
 */
public record FrameReference(URI address, OptionalLong bytes, String sha256) {
  private static final int LONGEST_ADDRESS = 8192;
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * Reads the reference of a record; empty if it has none.
   *
   * @throws UnscorableException if a header is not valid
   */
  public static Optional<FrameReference> of(InputRecord input) {
    String address = input.header(FrameHeaders.REFERENCE);
    return address == null
        ? Optional.empty()
        : Optional.of(
            new FrameReference(
                address(address),
                bytes(input.header(FrameHeaders.REFERENCE_BYTES)),
                sha256(input.header(FrameHeaders.REFERENCE_SHA256))));
  }

  /** The address for messages: without query and fragment. */
  public String shown() {
    String text = address.toString();
    int end = text.replace('#', '?').indexOf('?');
    return end < 0 ? text : text.substring(0, end);
  }

  private static URI address(String text) {
    try {
      URI address = new URI(AsciiAddress.of(text));
      if (text.length() <= LONGEST_ADDRESS && address.isAbsolute() && !address.isOpaque()) {
        return address;
      }
    } catch (URISyntaxException e) {
      // The text itself may hold a secret.
    }
    throw bad(
        FrameHeaders.REFERENCE,
        "is not an address of at most "
            + LONGEST_ADDRESS
            + " characters; valid: file:///FOLDER/FILE, http://HOST/PATH and https://HOST/PATH");
  }

  private static OptionalLong bytes(String text) {
    if (text == null) {
      return OptionalLong.empty();
    }
    if (!text.matches("[1-9]\\d{0,17}")) {
      throw bad(FrameHeaders.REFERENCE_BYTES, "is '" + text + "'; valid: a whole number above 0");
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  private static String sha256(String text) {
    if (text == null) {
      throw bad(
          FrameHeaders.REFERENCE_SHA256,
          "is missing; a record with a reference needs the SHA-256 of what lies there, in 64"
              + " hexadecimal digits");
    }
    String digits = text.toLowerCase(Locale.ROOT);
    if (!SHA_256.matcher(digits).matches()) {
      throw bad(FrameHeaders.REFERENCE_SHA256, "is '" + text + "'; valid: 64 hexadecimal digits");
    }
    return digits;
  }

  private static UnscorableException bad(String header, String what) {
    return new UnscorableException(Rejection.BAD_METADATA, "header " + header + " " + what);
  }
}
