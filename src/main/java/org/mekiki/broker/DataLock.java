package org.mekiki.broker;

import java.io.IOException;
import java.nio.file.Path;
import org.mekiki.lock.HeldFile;

/**
 * Keeps a folder of data for one broker. Kafka's own lock comes too late: a second broker has
 * written over the cluster's metadata by then, and the first one dies of that.
 */
final class DataLock {
  static final String FILE = ".mekiki-lock";

  private DataLock() {}

  /**
   * Takes a folder that is there.
   *
   * @throws BrokerException if another broker has it, of this process or another one
   */
  static HeldFile of(Path data) throws IOException {
    return HeldFile.of(data.resolve(FILE))
        .orElseThrow(
            () ->
                BrokerException.refused(
                    "folder "
                        + data
                        + " is in use by another broker; stop that one, or name another folder"));
  }
}
