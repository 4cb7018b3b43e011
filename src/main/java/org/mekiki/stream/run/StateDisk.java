package org.mekiki.stream.run;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.mekiki.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk of a state folder has room. RocksDB says so only where it opens a store: while
 * it writes it waits for room without a word, and may wait on when there is some again.
 *
 * <p>Thread-safe.
 */
final class StateDisk {
  /** RocksDB writes files of this size; it waits where the disk has less. */
  private static final long LEAST_BYTES = 16 << 20;

  /** Of a small disk this share. */
  private static final int LEAST_SHARE = 20;

  /** Others may fill a disk for a moment. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(StateDisk.class);

  /** Bytes that are missing until there is room; 0 or less where there is. */
  @FunctionalInterface
  interface Missing {
    long bytes() throws IOException;
  }

  private final Path folder;
  private final Missing missing;
  private final Clock clock;

  /** Null while there is room. */
  private Instant fullSince;

  StateDisk(Path folder, Missing missing, Clock clock) {
    this.folder = folder;
    this.missing = missing;
    this.clock = clock;
  }

  static StateDisk of(Path folder) {
    return new StateDisk(folder, () -> missing(folder), SteadyClock.start());
  }

  private static long missing(Path folder) throws IOException {
    FileStore disk = Files.getFileStore(folder);
    return least(disk.getTotalSpace()) - disk.getUsableSpace();
  }

  /** With less than this a disk of this size counts as full. */
  static long least(long diskBytes) {
    return Math.min(LEAST_BYTES, diskBytes / LEAST_SHARE);
  }

  /** What is wrong, a sentence; empty if there is room, or nobody can say. */
  synchronized Optional<String> problem() {
    boolean full = isFull();
    if (full && fullSince == null) {
      fullSince = clock.instant();
      LOG.warn("{}", sentence());
    } else if (!full && fullSince != null) {
      fullSince = null;
      LOG.info("the disk with the state folder {} has room again", folder);
    }
    return full ? Optional.of(sentence()) : Optional.empty();
  }

  /** The same, if it has lasted so long that waiting is no use. */
  synchronized Optional<String> lasting() {
    return problem().filter(p -> !clock.instant().isBefore(fullSince.plus(PATIENCE)));
  }

  private boolean isFull() {
    try {
      return missing.bytes() > 0;
    } catch (IOException e) {
      LOG.debug("the disk of {} can't be asked for its room", folder, e);
      return false;
    }
  }

  private String sentence() {
    return Text.of(
        "the disk with the state folder %s is full: free some space, or set score.state-dir or"
            + " train.state-dir to a folder on another one",
        folder);
  }
}
