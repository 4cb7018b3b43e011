package org.mekiki.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Test;
import org.mekiki.app.FakeTerminal;
import org.mekiki.broker.FreePorts;
import org.mekiki.config.KafkaSettings;
import org.mekiki.terminal.CommandException;

class BrokerWaitTest {
  @Test
  void commandsThatDoOneThingEndWhenNoBrokerAnswers() {
    FakeTerminal terminal = new FakeTerminal();
    int port = new FreePorts(new Random()).next();
    long start = System.nanoTime();

    assertThat(terminal.run("topics", "-b", "127.0.0.1:" + port)).isEqualTo(1);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(45));
    assertThat(terminal.err())
        .contains("waiting for Kafka at 127.0.0.1:" + port)
        .contains("Kafka at 127.0.0.1:" + port + " did not answer within 20 s");
  }

  @Test
  void aHostThatIsNotKnownIsCalledSo() {
    KafkaSettings nowhere =
        new KafkaSettings(
            Optional.of("no-such-host.invalid:9092"),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of());

    assertThatThrownBy(
            () -> new BrokerWait(nowhere, new FakeTerminal().terminal()).connect(Duration.ZERO))
        .hasMessageContaining("did not answer within 0 s (this machine does not know the host)");
  }

  /** A service would otherwise wait for its brokers for ever, who were never asked. */
  @Test
  void aFileOfTheClientsThatCannotBeReadIsNoSilenceOfTheBrokers() {
    KafkaSettings wrong =
        new KafkaSettings(
            Optional.of("127.0.0.1:1"),
            Map.of(
                "security.protocol", "SSL", "ssl.truststore.location", "/no/such/truststore.jks"),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of());
    FakeTerminal terminal = new FakeTerminal();

    assertThatThrownBy(() -> new BrokerWait(wrong, terminal.terminal()).connect(BrokerWait.SERVICE))
        .isInstanceOf(CommandException.class)
        .hasMessage(
            "Kafka's client can't be made of the settings under kafka.: /no/such/truststore.jks"
                + " doesn't exist");
    assertThat(terminal.err()).doesNotContain("waiting");
  }

  @Test
  void anAddressThatOnlyTheBrokersCanReachIsNamed() throws Exception {
    int dead = new FreePorts(new Random()).next();
    try (ServerSocket alive = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Node unreachable = new Node(1, "127.0.0.1", dead);
      Node reachable = new Node(2, "127.0.0.1", alive.getLocalPort());

      assertThat(BrokerWait.unreachable(List.of(unreachable)))
          .contains(
              "it tells clients to connect to 127.0.0.1:"
                  + dead
                  + ", which can't be reached from here; check the brokers' advertised.listeners");
      assertThat(BrokerWait.unreachable(List.of(unreachable, reachable))).isEmpty();
    }
  }
}
