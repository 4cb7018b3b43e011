package org.mekiki.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a folder of data for one broker. Kafka's own lock comes too late: a second broker has
 * written over the cluster's metadata by then, and the first one dies of that.
 */
final class DataLock implements AutoCloseable {
  static final String FILE = ".mekiki-lock";

  private final FileChannel channel;

  private DataLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes a folder that is there.
   *
   * @throws BrokerException if another broker has it, of this process or another one
   */
  static DataLock of(Path data) throws IOException {
    FileChannel channel =
        FileChannel.open(data.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean ours;
    try {
      ours = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      ours = false;
    }
    if (!ours) {
      channel.close();
      throw BrokerException.refused(
          "folder " + data + " is in use by another broker; stop that one, or name another folder");
    }
    return new DataLock(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
