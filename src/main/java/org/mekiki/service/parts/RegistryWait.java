package org.mekiki.service.parts;

import java.time.Duration;
import org.apache.kafka.common.errors.TimeoutException;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.registry.RegistryException;
import org.mekiki.stream.registry.SchemaRegistry;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Terminal;

/** Waits for a schema registry that is away at the start, and says so. */
public final class RegistryWait {
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final int TRIES_PER_MESSAGE = 15;

  private RegistryWait() {}

  /**
   * Returns when the registry has all schemas that records are written with; at once where none is
   * needed.
   *
   * @throws CommandException if it refuses one, or the program is asked to end
   */
  public static void await(MekikiConfig config, Terminal terminal) throws InterruptedException {
    for (int tries = 0; ; tries++) {
      try {
        var unused = OutputFormatsFactory.of(config, SchemaRegistry.of(config.registry()));
        return;
      } catch (RegistryException e) {
        throw CommandException.failed(e.getMessage());
      } catch (TimeoutException e) {
        if (tries % TRIES_PER_MESSAGE == 0) {
          terminal.tell("waiting: %s", e.getMessage());
        }
      }
      if (terminal.lifecycle().awaitStop(PAUSE)) {
        throw CommandException.failed("stopped while waiting for the schema registry");
      }
    }
  }
}
