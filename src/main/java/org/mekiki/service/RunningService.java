package org.mekiki.service;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.cluster.KafkaAccess;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.access.Role;
import org.mekiki.stream.run.StreamsRunner;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;

/** A service that does its work. */
public final class RunningService {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final MekikiConfig config;
  private final Role role;
  private final StreamsRunner runner;
  private final Terminal terminal;

  RunningService(MekikiConfig config, Role role, StreamsRunner runner, Terminal terminal) {
    this.config = config;
    this.role = role;
    this.runner = runner;
    this.terminal = terminal;
  }

  /**
   * Waits until the program is asked to end, or the topology has ended by itself.
   *
   * @return the program's exit code
   */
  public int awaitEnd() throws InterruptedException {
    while (!terminal.lifecycle().awaitStop(LOOK_EVERY)) {
      if (!runner.isLive()) {
        // What could not be told of permissions at the start can be now: its own topics are there.
        try (Admin admin = Admin.create(config.kafka().adminProperties())) {
          KafkaAccess.require(terminal, admin, config, role);
        }
        terminal.tell(
            "ended: %s", runner.endReason().orElse("the topology stopped; the log above says why"));
        return ExitCodes.FAILED;
      }
      Optional<String> stuck = runner.stuck();
      if (stuck.isPresent()) {
        terminal.tell("ended: %s", stuck.get());
        return ExitCodes.FAILED;
      }
    }
    return ExitCodes.OK;
  }
}
