package org.mekiki.camera;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.mekiki.image.PictureNames;
import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.ImageFormat;
import org.mekiki.image.file.ImageHeader;

/**
 * A folder that cameras put their pictures in, for ever: each file is a frame, oldest first, and is
 * moved away or deleted once the frame is acknowledged.
 *
 * <p>The folder is listed again and again, because a share on the network tells of no changes. A
 * file that was renamed into place is taken at once, and so is one that was being written as soon
 * as its format's end mark is there; where a format has none (BMP, TIFF, whose length alone is
 * known, and which some systems give a file before its content) it must not have changed for a
 * moment. What is no whole picture long after its last change is moved aside, and that is said. A
 * folder that can't be listed, because a share is away, is looked at again until it is back; that
 * is said once.
 *
 * <p>A frame's id is the file's path and time: the same if this process ends between the
 * acknowledgement and the move, and the frame is sent again. {@link #next} is for one thread,
 * {@link #acknowledged} for any.
 */
public final class WatchedFolder implements FrameSource {
  /**
   * Where files go that are published, unless another folder is named; hidden, so not looked at.
   */
  public static final String PUBLISHED = ".published";

  /** Where files go that are no pictures. */
  public static final String UNREADABLE = ".unreadable";

  /**
   * How a folder is watched.
   *
   * @param camera id of all frames; empty: the name of the sub-folder that each file is in
   * @param moveTo where published files go; empty: they are deleted
   * @param settle how long a file without an end mark must not have changed
   * @param patience how long what is no whole picture may stay unchanged before it is moved aside
   * @param lookEvery between two looks at the folder
   * @param tell for people: files that are no pictures or can't be moved
   */
  public record Options(
      Optional<String> camera,
      Optional<Path> moveTo,
      Duration settle,
      Duration patience,
      Duration lookEvery,
      Consumer<String> tell) {}

  /** What tells one content of a file from another. */
  record Stamp(long bytes, long modifiedMillis) {}

  private record Seen(Stamp stamp, long sinceNanos) {}

  private record Taken(Path file, Stamp stamp) {}

  private final Path folder;
  private final Options options;
  private final Deque<Path> listed = new ArrayDeque<>();
  private final Map<Path, Seen> seen = new HashMap<>();
  private final Map<String, Taken> taken = new ConcurrentHashMap<>();

  private final FinishedFiles finished;

  /** Reasons for which files are left out that have been told. */
  private final Set<String> told = new HashSet<>();

  private volatile boolean closed;
  private boolean away;
  private long sequence;

  /**
   * @throws IOException if the folder isn't one
   */
  public WatchedFolder(Path folder, Options options) throws IOException {
    this.folder = folder;
    this.options = options;
    this.finished = new FinishedFiles(folder, options, System::nanoTime);
    PictureFiles.in(folder);
  }

  @Override
  public Optional<CapturedFrame> next() throws IOException {
    while (!closed) {
      if (listed.isEmpty()) {
        look();
      }
      while (!listed.isEmpty()) {
        Optional<CapturedFrame> frame = take(listed.poll());
        if (frame.isPresent()) {
          return frame;
        }
      }
      rest();
    }
    return Optional.empty();
  }

  private void look() {
    try {
      list();
      if (away) {
        away = false;
        options.tell().accept(folder + " can be listed again");
      }
    } catch (IOException e) {
      if (!away) {
        away = true;
        options.tell().accept(folder + " can't be listed, it is tried again and again: " + e);
      }
    }
  }

  /** Oldest first; of the same age, in natural order of their names. */
  private void list() throws IOException {
    Map<Path, Long> times = new HashMap<>();
    PictureFiles found = PictureFiles.in(folder);
    tellOnce(found.leftOut());
    for (Path file : found.pictures()) {
      stamp(file).ifPresent(stamp -> times.put(file, stamp.modifiedMillis()));
    }
    seen.keySet().retainAll(times.keySet());
    finished.retain(times.keySet());
    times.keySet().stream()
        .sorted(
            Comparator.<Path>comparingLong(times::get)
                .thenComparing(Path::toString, NaturalOrder.INSTANCE))
        .forEach(listed::add);
  }

  /**
   * Pictures only, and of each reason the first, once: other files are named as they are written.
   */
  private void tellOnce(List<PictureFiles.LeftOut> leftOut) {
    List<PictureFiles.LeftOut> untold =
        leftOut.stream()
            .filter(file -> PictureNames.isPicture(file.path()))
            .filter(file -> !told.contains(file.reason()))
            .toList();
    new PictureFiles(List.of(), untold).sentences().forEach(options.tell());
    untold.forEach(file -> told.add(file.reason()));
  }

  private Optional<CapturedFrame> take(Path file) {
    Optional<Stamp> found = stamp(file);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Stamp stamp = found.get();
    String id = FolderSource.slashed(folder.relativize(file)) + "@" + stamp.modifiedMillis();
    if (taken.containsKey(id) || finished.holds(file, stamp)) {
      return Optional.empty();
    }
    Seen before = seen.get(file);
    boolean changed = before == null || !before.stamp().equals(stamp);
    if (changed) {
      before = new Seen(stamp, System.nanoTime());
      seen.put(file, before);
    }
    Duration unchanged = Duration.ofNanos(System.nanoTime() - before.sinceNanos());
    byte[] bytes = read(file);
    if (bytes == null || !stamp.equals(stamp(file).orElse(null))) {
      return Optional.empty();
    }
    try {
      ImageHeader header = ImageHeader.read(bytes);
      header.requireComplete(bytes);
      boolean endMark = header.format() == ImageFormat.JPEG || header.format() == ImageFormat.PNG;
      return endMark || unchanged.compareTo(options.settle()) >= 0
          ? Optional.of(frame(file, stamp, id, bytes))
          : Optional.empty();
    } catch (ImageException e) {
      if (unchanged.compareTo(options.patience()) >= 0) {
        finished.unreadable(file, stamp, e.getMessage());
      }
      return Optional.empty();
    }
  }

  private CapturedFrame frame(Path file, Stamp stamp, String id, byte[] bytes) {
    seen.remove(file);
    taken.put(id, new Taken(file, stamp));
    Path relative = folder.relativize(file);
    return new CapturedFrame(
        options.camera().orElseGet(() -> FolderSource.cameraOf(folder, relative)),
        Optional.of(id),
        java.time.Instant.ofEpochMilli(stamp.modifiedMillis()),
        sequence++,
        bytes,
        Optional.empty());
  }

  @Override
  public void acknowledged(CapturedFrame frame) {
    String id = frame.frameId().orElseThrow();
    Taken done = taken.get(id);
    if (done == null) {
      return;
    }
    // A camera that writes the same name again has put another frame there meanwhile.
    if (done.stamp().equals(stamp(done.file()).orElse(null))) {
      finished.published(done.file(), done.stamp());
    }
    taken.remove(id);
  }

  /** Empty if it is gone. */
  private static Optional<Stamp> stamp(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(new Stamp(attributes.size(), attributes.lastModifiedTime().toMillis()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Null if it can't be read now: it may be gone, or locked by who writes it. */
  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      return null;
    }
  }

  private void rest() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(options.lookEvery().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while watching " + folder);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
