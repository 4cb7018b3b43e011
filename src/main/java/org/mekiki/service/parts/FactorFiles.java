package org.mekiki.service.parts;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.mekiki.config.ScoreSettings;
import org.mekiki.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a {@link ModelCache}, and the room they have. Other processes may add and delete
 * files of the folder at any time.
 */
final class FactorFiles {
  static final String SUFFIX = ".factors";
  static final String PART = ".part";
  static final String PROBE = ".probe";

  private static final Logger LOG = LoggerFactory.getLogger(FactorFiles.class);

  /** By then nobody is writing a part any more. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  /** For the state of Kafka Streams, which is often on the same disk. */
  private static final long MOST_RESERVED = 2L << 30;

  private final Path folder;
  private final long maxBytes;
  private final Space space;

  /** Bytes that the disk has left for these files. */
  @FunctionalInterface
  interface Space {
    long bytes() throws IOException;
  }

  FactorFiles(Path folder, long maxBytes, Space space) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.space = space;
  }

  /** What the disk of a folder has left, less a reserve for others. */
  static Space ofDisk(Path folder) {
    return () -> {
      FileStore disk = Files.getFileStore(folder);
      return disk.getUsableSpace() - reserve(disk.getTotalSpace());
    };
  }

  /** What stays free of a disk of this size. */
  static long reserve(long diskBytes) {
    return Math.min(MOST_RESERVED, diskBytes / 10);
  }

  /**
   * Deletes files that are not in use, those first that were not opened for the longest time.
   *
   * @throws IOException if that does not make enough room
   */
  void makeRoom(long bytes, Collection<Path> used) throws IOException {
    record Kept(Path file, long bytes, FileTime opened) {}
    List<Kept> kept = new ArrayList<>();
    for (Path file : list(SUFFIX)) {
      try {
        kept.add(new Kept(file, Files.size(file), Files.getLastModifiedTime(file)));
      } catch (NoSuchFileException e) {
        LOG.debug("another instance has deleted {}", file);
      }
    }
    kept.sort(Comparator.comparing(Kept::opened));
    long there = kept.stream().mapToLong(Kept::bytes).sum();
    long onDisk = there + space.bytes();
    long limit = Math.min(maxBytes, onDisk);
    long total = there + bytes;
    for (Kept each : kept) {
      if (total > limit && !used.contains(each.file)) {
        Files.deleteIfExists(each.file);
        total -= each.bytes;
      }
    }
    if (total > limit) {
      throw new IOException(
          Text.of(
              "with it the models in use would take %d bytes; %s = %d, and the disk has %d for"
                  + " them",
              total, ScoreSettings.MODELS_CACHE_MAX_BYTES.name(), maxBytes, Math.max(0, onDisk)));
    }
  }

  /** Deletes what processes left that were killed while they wrote. */
  void deleteAbandoned() throws IOException {
    Instant before = Instant.now().minus(ABANDONED);
    for (String suffix : List.of(PART, PROBE)) {
      for (Path file : list(suffix)) {
        try {
          if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
            Files.deleteIfExists(file);
          }
        } catch (NoSuchFileException e) {
          LOG.debug("another instance has deleted or renamed {}", file);
        }
      }
    }
  }

  private List<Path> list(String suffix) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      return list(all, suffix);
    }
  }

  /**
   * @throws IOException also if the folder can't be read to its end
   */
  static List<Path> list(DirectoryStream<Path> all, String suffix) throws IOException {
    List<Path> files = new ArrayList<>();
    try {
      for (Path file : all) {
        if (file.getFileName().toString().endsWith(suffix)) {
          files.add(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return files;
  }

  /** Says when a file was opened; without that it is deleted sooner or later than it should. */
  static void opened(Path file, Instant when) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(when));
    } catch (NoSuchFileException e) {
      LOG.debug("another instance has deleted {}", file);
    } catch (IOException e) {
      LOG.warn("the time at which {} was opened can't be set: {}", file, e.toString());
    }
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("{} can't be deleted: {}", file, e.toString());
    }
  }
}
