package org.mekiki.download;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What is wanted.
 *
 * @param address http or https, with a host
 * @param target where the file goes; its folder must be there
 * @param sha256 that it must have, hexadecimal; empty to trust what comes first and hold it against
 *     that from then on
 * @param maxBytes more than that is not taken
 */
public record Download(URI address, Path target, Optional<String> sha256, long maxBytes) {
  public Download {
    Objects.requireNonNull(target, "target");
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https")) || address.getHost() == null) {
      throw new IllegalArgumentException(
          "address '" + address + "' is not valid; valid: http://HOST/… and https://HOST/…");
    }
    sha256 = sha256.map(hash -> hash.toLowerCase(Locale.ROOT));
    sha256.ifPresent(
        hash -> {
          if (!KeptChecksum.isLegal(hash)) {
            throw new IllegalArgumentException(
                "SHA-256 '" + hash + "' is not valid; valid: 64 hexadecimal digits");
          }
        });
    if (maxBytes < 1) {
      throw new IllegalArgumentException("at most " + maxBytes + " bytes: 1 or more is valid");
    }
  }
}
