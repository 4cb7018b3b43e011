package org.mekiki.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.mekiki.stream.StreamsRunner;

/**
 * A folder for the local state of one instance. Where none is configured, the first of {@code
 * <temporary>/mekiki/<application id>/0, 1, …} that no other process holds: instances on one
 * machine don't get in each other's way, and one that is started again finds its state. The lock is
 * the operating system's, so a killed process leaves none behind.
 */
final class StateFolder implements AutoCloseable {
  private static final int MAX_INSTANCES = 1000;

  private final Path folder;
  private final FileChannel channel;

  private StateFolder(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Claims a folder.
   *
   * @throws CommandException if it can't be made or is in use
   */
  static StateFolder claim(Optional<Path> configured, String applicationId) {
    try {
      if (configured.isPresent()) {
        return tryClaim(configured.get())
            .orElseThrow(
                () ->
                    CommandException.failed(
                        "state folder "
                            + configured.get()
                            + " is in use by another process; give each instance its own"));
      }
      Path base = Path.of(System.getProperty("java.io.tmpdir"), "mekiki", applicationId);
      for (int instance = 0; instance < MAX_INSTANCES; instance++) {
        Optional<StateFolder> claimed = tryClaim(base.resolve(Integer.toString(instance)));
        if (claimed.isPresent()) {
          return claimed.get();
        }
      }
      throw CommandException.failed("all state folders below " + base + " are in use");
    } catch (IOException e) {
      throw CommandException.failed(
          StreamsRunner.advice(e).orElse("the folder for local state can't be used: " + e));
    }
  }

  private static Optional<StateFolder> tryClaim(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new StateFolder(folder, channel));
  }

  Path path() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
