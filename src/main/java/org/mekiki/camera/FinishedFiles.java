package org.mekiki.camera;

import com.google.errorprone.annotations.FormatMethod;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.mekiki.text.FileFault;
import org.mekiki.text.Text;

/**
 * Puts away the files of a {@link WatchedFolder} that are done with. What can't be moved or deleted
 * stays where it is, is not taken for a new picture, and is tried again now and then: a disk may be
 * full for a while. Thread-safe.
 */
final class FinishedFiles {
  private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

  private final Path folder;
  private final WatchedFolder.Options options;
  private final LongSupplier nanoTime;
  private final Map<Path, Stuck> stuck = new ConcurrentHashMap<>();

  /**
   * @param published or no picture
   */
  private record Stuck(WatchedFolder.Stamp stamp, boolean published, long triedNanos) {}

  FinishedFiles(Path folder, WatchedFolder.Options options, LongSupplier nanoTime) {
    this.folder = folder;
    this.options = options;
    this.nanoTime = nanoTime;
  }

  /** Moves or deletes a file whose frame is acknowledged. */
  void published(Path file, WatchedFolder.Stamp stamp) {
    try {
      putAway(file, true);
    } catch (IOException e) {
      tell(
          "%s is published but can't be moved or deleted: %s. That is tried again every %d s; if"
              + " this program ends before, its next start sends it again",
          file, why(e), TRY_AGAIN.toSeconds());
      stuck.put(file, new Stuck(stamp, true, nanoTime.getAsLong()));
    }
  }

  /** Moves a file aside that is no picture. */
  void unreadable(Path file, WatchedFolder.Stamp stamp, String why) {
    tell("%s is not sent but moved to %s: %s", file, WatchedFolder.UNREADABLE, why);
    try {
      putAway(file, false);
    } catch (IOException e) {
      tell(
          "%s can't be moved: %s. That is tried again every %d s",
          file, why(e), TRY_AGAIN.toSeconds());
      stuck.put(file, new Stuck(stamp, false, nanoTime.getAsLong()));
    }
  }

  /** Whether this content of a file is done with; tries to put it away if it is time. */
  boolean holds(Path file, WatchedFolder.Stamp stamp) {
    Stuck held = stuck.get(file);
    if (held == null || !held.stamp.equals(stamp)) {
      return false;
    }
    long now = nanoTime.getAsLong();
    if (now - held.triedNanos < TRY_AGAIN.toNanos()) {
      return true;
    }
    try {
      putAway(file, held.published);
      stuck.remove(file);
      tell("%s could be put away now", file);
    } catch (IOException e) {
      stuck.put(file, new Stuck(stamp, held.published, now));
    }
    return true;
  }

  /** Forgets all other files. */
  void retain(Set<Path> files) {
    stuck.keySet().retainAll(files);
  }

  private void putAway(Path file, boolean published) throws IOException {
    if (!published) {
      move(file, folder.resolve(WatchedFolder.UNREADABLE));
    } else if (options.moveTo().isPresent()) {
      move(file, options.moveTo().get());
    } else {
      Files.deleteIfExists(file);
    }
  }

  private void move(Path file, Path to) throws IOException {
    Path target = to.resolve(folder.relativize(file).toString());
    Files.createDirectories(target.toAbsolutePath().getParent());
    for (int n = 1; Files.exists(target); n++) {
      target = to.resolve(folder.relativize(file) + "." + n);
    }
    try {
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(file, target);
    } catch (NoSuchFileException e) {
      // Somebody was quicker.
    }
  }

  private static String why(IOException e) {
    return FileFault.ofDisk(e).isPresent() ? e.getMessage() : e.toString();
  }

  @FormatMethod
  private void tell(String format, Object... values) {
    options.tell().accept(Text.of(format, values));
  }
}
