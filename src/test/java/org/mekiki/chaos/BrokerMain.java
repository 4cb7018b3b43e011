package org.mekiki.chaos;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.mekiki.broker.EmbeddedBroker;
import org.mekiki.terminal.Lifecycle;

/**
 * A broker with settings of its own, one of several perhaps, until SIGTERM.
 *
 * <p>Arguments: folder of its data, port, file of Kafka's settings.
 */
final class BrokerMain {
  /** What it logs when it takes requests. */
  static final String READY = "broker listens on ";

  private BrokerMain() {}

  public static void main(String[] args) throws Exception {
    Map<String, String> settings = Utils.propsToStringMap(Utils.loadProps(args[2]));
    Lifecycle lifecycle = new Lifecycle();
    lifecycle.catchSignals();
    EmbeddedBroker broker =
        lifecycle.closeAtEnd(
            "the broker", EmbeddedBroker.in(Path.of(args[0]), Integer.parseInt(args[1])));
    settings.forEach(broker::with);
    broker.start();
    lifecycle.awaitStop();
    lifecycle.close();
    System.exit(0);
  }
}
