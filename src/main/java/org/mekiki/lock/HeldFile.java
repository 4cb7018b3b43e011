package org.mekiki.lock;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A locked file. It has one holder at a time, in this process and all others.
 *
 * <p>POSIX releases a process's lock as soon as the process closes any of its channels to the file.
 * So a file that this process holds is never opened again, not even to find out that it is held.
 */
public final class HeldFile implements AutoCloseable {
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path place;
  private final FileChannel channel;

  private HeldFile(Path place, FileChannel channel) {
    this.place = place;
    this.channel = channel;
  }

  /**
   * Creates the file if it is missing, opens it for writing and locks it.
   *
   * @param file in a folder that exists
   * @return empty if somebody else holds it
   */
  public static Optional<HeldFile> of(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path place = folder.toRealPath().resolve(file.getFileName());
    if (!HELD.add(place)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    boolean ours = false;
    try {
      channel = FileChannel.open(place, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      ours = channel.tryLock() != null;
      return ours ? Optional.of(new HeldFile(place, channel)) : Optional.empty();
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    } finally {
      if (!ours) {
        release(place, channel);
      }
    }
  }

  /** What the file is written by. */
  public FileChannel channel() {
    return channel;
  }

  /** Releases it; a second call does nothing. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      release(place, channel);
    }
  }

  private static void release(Path place, FileChannel channel) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      HELD.remove(place);
    }
  }
}
