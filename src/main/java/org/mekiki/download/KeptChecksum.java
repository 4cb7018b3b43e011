package org.mekiki.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;

/**
 * Checksums of files. A file's kept checksum lies beside it as {@code FILE.sha256}, in the form
 * that {@code sha256sum -c} reads.
 */
public final class KeptChecksum {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int DIGITS = 64;

  private KeptChecksum() {}

  static boolean isLegal(String hash) {
    return hash.matches("[0-9a-f]{64}");
  }

  /** Of a whole file, lower-case hexadecimal. */
  public static String of(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Sha256.hex(digest);
  }

  static Path besideOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".sha256");
  }

  /** What was kept for a file; empty if nothing was. */
  static Optional<String> kept(Path file) throws IOException {
    Path beside = besideOf(file);
    if (!Files.exists(beside)) {
      return Optional.empty();
    }
    String text = Files.readString(beside).strip().toLowerCase(Locale.ROOT);
    String hash = text.substring(0, Math.min(DIGITS, text.length()));
    if (!isLegal(hash)) {
      throw new DownloadException(
          beside + " does not begin with a SHA-256; correct it or delete it");
    }
    return Optional.of(hash);
  }

  static void keep(Path file, String hash) throws IOException {
    Files.writeString(besideOf(file), hash + "  " + file.getFileName() + "\n");
  }

  /** Drops what was kept for a file. */
  public static void forget(Path file) throws IOException {
    Files.deleteIfExists(besideOf(file));
  }

  /**
   * Returns the checksum of a file if it is the one that was kept for it, or none was.
   *
   * @throws DownloadException if it is another one
   */
  public static String checked(Path file) throws IOException {
    String found = of(file);
    Optional<String> kept = kept(file);
    if (kept.isPresent() && !kept.get().equals(found)) {
      throw new DownloadException(
          Text.of(
              "%s has SHA-256 %s, but %s says %s: it was altered; delete it and download it again",
              file, found, besideOf(file), kept.get()));
    }
    return found;
  }
}
