package org.mekiki.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.mekiki.lock.HeldFile;
import org.mekiki.text.Text;

/**
 * Downloads files over HTTP.
 *
 * <p>What came so far lies in {@code FILE.part}; a second call goes on from there if the server has
 * the same file still. The file appears under its name only when it is whole and its SHA-256 is the
 * one that was given, the one that the server announced, or, when there is neither, the first one
 * seen: that is kept in {@code FILE.sha256}, and a file that differs from it later is refused.
 *
 * <p>Thread-safe; two downloads to the same file at once are not: the second is refused.
 */
public final class Downloader {
  private static final int BUFFER_BYTES = 1 << 16;

  /** A try that gets further than this is no failure. */
  private static final long HEADWAY_BYTES = 1 << 20;

  private static final int TRIES = 4;

  private final Duration silence;
  private final Duration pause;

  /** Gives a server a minute of silence, and tries again after seconds. */
  public Downloader() {
    this(Duration.ofMinutes(1), Duration.ofSeconds(2));
  }

  Downloader(Duration silence, Duration pause) {
    this.silence = silence;
    this.pause = pause;
  }

  /**
   * Gets a file, or finds that it is there.
   *
   * @throws DownloadException if it can't be had, or is not the expected one; nothing is there then
   *     that was not there before but a part to go on from
   */
  public Downloaded fetch(Download download, TransferProgress progress)
      throws IOException, InterruptedException {
    Path target = download.target();
    Optional<String> kept = KeptChecksum.kept(target);
    if (Files.exists(target)) {
      return new Downloaded(target, whatIsThere(download, kept), true);
    }
    Path part = partOf(target);
    Expected expected = new Expected(download.sha256().or(() -> kept), kept);
    HeldFile held = hold(part, target);
    try (held) {
      transfer(download, held.channel(), expected, progress);
    } finally {
      if (Files.exists(part) && Files.size(part) == 0) {
        discard(target, part);
      }
    }
    String found = KeptChecksum.of(part);
    if (!expected.is(found)) {
      discard(target, part);
      throw new DownloadException(
          Text.of(
              "%s has SHA-256 %s, but %s is %s: it was altered, or replaced by a newer one; nothing"
                  + " was kept",
              download.address(),
              found,
              expected.origin(target, download),
              expected.hash().orElseThrow()));
    }
    KeptChecksum.keep(target, found);
    Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(validatorFile(target));
    return new Downloaded(target, found, false);
  }

  /** Where a file lies until it is whole. */
  public static Path partOf(Path target) {
    return beside(target, ".part");
  }

  private static void discard(Path target, Path part) throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(validatorFile(target));
  }

  /** The checksum that a file must have, as far as it is known. */
  private static final class Expected {
    private final Optional<String> kept;
    private Optional<String> hash;

    Expected(Optional<String> hash, Optional<String> kept) {
      this.hash = hash;
      this.kept = kept;
    }

    Optional<String> hash() {
      return hash;
    }

    void announced(Optional<String> announced) {
      hash = hash.or(() -> announced);
    }

    boolean is(String found) {
      return hash.isEmpty() || hash.get().equals(found);
    }

    String origin(Path target, Download download) {
      if (download.sha256().isPresent()) {
        return "the expected one";
      }
      return kept.isPresent() ? "that in " + KeptChecksum.besideOf(target) : "the server's own";
    }
  }

  private static String whatIsThere(Download download, Optional<String> kept) throws IOException {
    String found = KeptChecksum.checked(download.target());
    Optional<String> expected = download.sha256().or(() -> kept);
    if (expected.isEmpty()) {
      throw new DownloadException(
          Text.of(
              "%s is there, but nobody knows its SHA-256; delete it, or give the one that it must"
                  + " have (it has %s)",
              download.target(), found));
    }
    if (!expected.get().equals(found)) {
      throw new DownloadException(
          Text.of(
              "%s is there with SHA-256 %s, but the expected one is %s; delete it to download it"
                  + " again",
              download.target(), found, expected.get()));
    }
    return found;
  }

  private static HeldFile hold(Path part, Path target) throws IOException {
    return HeldFile.of(part)
        .orElseThrow(
            () -> new DownloadException("another download of " + target + " is under way"));
  }

  private void transfer(
      Download download, FileChannel part, Expected expected, TransferProgress progress)
      throws IOException, InterruptedException {
    int failures = 0;
    while (true) {
      long before = part.size();
      try {
        attempt(download, part, expected, progress);
        return;
      } catch (DownloadException e) {
        throw e;
      } catch (IOException e) {
        failures = part.size() - before >= HEADWAY_BYTES ? 1 : failures + 1;
        if (failures == TRIES) {
          throw new DownloadException(
              Text.of(
                  "%s can't be downloaded: %s; %d bytes are here, and the same command continues"
                      + " from there",
                  download.address(), e, part.size()),
              e);
        }
        Thread.sleep(pause.toMillis() * failures);
      }
    }
  }

  private void attempt(
      Download download, FileChannel part, Expected expected, TransferProgress progress)
      throws IOException {
    Path target = download.target();
    String validator = readValidator(target);
    // A rest without a validator may be another file's; then only a known checksum can tell.
    long from = validator.isEmpty() && expected.hash().isEmpty() ? 0 : part.size();
    try (HttpSource source = HttpSource.open(download.address(), from, validator, silence)) {
      expected.announced(source.announcedSha256());
      if (source.endsAt(from)) {
        return; // it was whole, but not yet checked
      }
      if (source.isBeyondEnd()) {
        part.truncate(0);
        throw new IOException("the server has no more than is here; starting over");
      }
      long at = source.isRest(from) ? from : 0;
      requireAllowed(download, source.total());
      part.truncate(at).position(at);
      Files.writeString(validatorFile(target), source.validator());
      progress.begin(source.total());
      copy(download, source, part, progress);
      if (source.total() >= 0 && part.size() != source.total()) {
        throw new IOException(
            "the server ended after " + part.size() + " of " + source.total() + " bytes");
      }
    }
  }

  private static void copy(
      Download download, HttpSource source, FileChannel part, TransferProgress progress)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    progress.at(part.position());
    try (InputStream body = source.body()) {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        requireAllowed(download, part.position() + read);
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
        while (bytes.hasRemaining()) {
          part.write(bytes);
        }
        progress.at(part.position());
      }
    }
  }

  private static void requireAllowed(Download download, long bytes) throws DownloadException {
    if (bytes > download.maxBytes()) {
      throw new DownloadException(
          Text.of(
              "%s is larger than the %d bytes that are taken",
              download.address(), download.maxBytes()));
    }
  }

  private static String readValidator(Path target) throws IOException {
    Path file = validatorFile(target);
    return Files.exists(file) ? Files.readString(file).strip() : "";
  }

  private static Path validatorFile(Path target) {
    return beside(target, ".part.etag");
  }

  private static Path beside(Path target, String suffix) {
    return target.resolveSibling(target.getFileName() + suffix);
  }
}
