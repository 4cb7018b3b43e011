package org.mekiki.app.topics;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.mekiki.app.common.InRange;
import org.mekiki.broker.EmbeddedBroker;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mekiki broker}: the embedded broker alone, until SIGTERM or Ctrl-C. */
@Command(
    name = "broker",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a Kafka broker on loopback to try things, until Ctrl-C or SIGTERM.",
      "Prints its address, and nothing else, to standard output."
    })
public final class BrokerCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Port on 127.0.0.1; 0 for any free one. Default: ${DEFAULT-VALUE}.")
  @InRange(from = 0, to = 65535)
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder for the data. Default: a temporary folder, deleted at the end.")
  private Path data;

  public BrokerCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    EmbeddedBroker broker =
        data == null ? EmbeddedBroker.temporary(port) : EmbeddedBroker.in(data, port);
    terminal.lifecycle().closeAtEnd("the embedded broker", broker);
    broker.start();
    terminal.print("%s", broker.bootstrapServers());
    terminal.lifecycle().awaitStop();
    return ExitCodes.OK;
  }
}
