package org.mekiki.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLHandshakeException;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.app.FakeTerminal;
import org.mekiki.broker.FreePorts;
import org.mekiki.config.KafkaSettings;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;

class BrokerWaitTest {
  private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

  @Test
  void commandsThatDoOneThingEndWhenNoBrokerAnswers() {
    FakeTerminal terminal = new FakeTerminal();
    int port = new FreePorts(new Random()).next();
    long start = System.nanoTime();

    assertThat(terminal.run("topics", "-b", "127.0.0.1:" + port)).isEqualTo(1);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Patience.PATIENCE);
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

  /** The login is a part of making a client, and its server may start after this program. */
  @Test
  void aTokenServerThatIsAwayIsWaitedFor() throws Exception {
    String url = "http://127.0.0.1:" + new FreePorts(new Random()).next() + "/token";
    String before = System.getProperty(ALLOWED_URLS);
    System.setProperty(ALLOWED_URLS, url);
    try {
      FakeTerminal terminal = new FakeTerminal();
      KafkaSettings away =
          kafka(
              Map.of(
                  "security.protocol", "SASL_PLAINTEXT",
                  "sasl.mechanism", "OAUTHBEARER",
                  "sasl.oauthbearer.token.endpoint.url", url,
                  "sasl.login.retry.backoff.max.ms", "200",
                  "sasl.login.callback.handler.class",
                      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
                  "sasl.jaas.config",
                      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
                          + " clientId=\"a\" clientSecret=\"b\";"));

      assertThatThrownBy(
              () -> new BrokerWait(away, terminal.terminal()).connect(Duration.ofMillis(1)))
          .isInstanceOfSatisfying(
              CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCodes.FAILED))
          .hasMessageContaining("did not answer within")
          .hasMessageContaining("the login failed; does the token server or the KDC run? (")
          .hasMessageContaining("ConnectException")
          .hasMessageNotContaining("\n");
    } finally {
      if (before == null) {
        System.clearProperty(ALLOWED_URLS);
      } else {
        System.setProperty(ALLOWED_URLS, before);
      }
    }
  }

  @Test
  void onlySettingsAndLocalFilesAreBeyondWaiting() {
    List<Throwable> ours =
        List.of(
            new ConfigException("ssl.protocol is wrong"),
            new KafkaException(new KafkaException(new NoSuchFileException("/no/such"))),
            new KafkaException(
                "Failed to load", new IOException("keystore password was incorrect")),
            new KafkaException(new UnrecoverableKeyException("Cannot recover key")),
            new KafkaException(
                new IllegalArgumentException("JAAS config entry not terminated by semi-colon")),
            new InvalidConfigurationException("Invalid PEM keystore configs"));
    List<Throwable> others =
        List.of(
            new KafkaException(new LoginException("Receive timed out")),
            new KafkaException(new ConnectException("Connection refused")),
            new KafkaException(new UnknownHostException("kdc.example")),
            new KafkaException(new HttpTimeoutException("request timed out")),
            new KafkaException(new SSLHandshakeException("Remote host terminated the handshake")),
            new KafkaException("Failed to create new KafkaAdminClient"));

    assertThat(ours).allSatisfy(e -> assertThat(MissingClient.isFinal(e)).isTrue());
    assertThat(others).allSatisfy(e -> assertThat(MissingClient.isFinal(e)).isFalse());
  }

  @Test
  void aPasswordThatOpensNoStoreIsNotWaitedFor(@TempDir Path folder) throws Exception {
    Path store = folder.resolve("store.p12");
    KeyStore empty = KeyStore.getInstance("PKCS12");
    empty.load(null, null);
    try (OutputStream out = Files.newOutputStream(store)) {
      empty.store(out, "right".toCharArray());
    }
    KafkaSettings wrong =
        kafka(
            Map.of(
                "security.protocol", "SSL",
                "ssl.truststore.type", "PKCS12",
                "ssl.truststore.location", store.toString(),
                "ssl.truststore.password", "wrong"));

    assertThatThrownBy(
            () -> new BrokerWait(wrong, new FakeTerminal().terminal()).connect(BrokerWait.SERVICE))
        .isInstanceOfSatisfying(
            CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCodes.BAD_USAGE))
        .hasMessage(
            "Kafka's client can't be made of the settings under kafka.:"
                + " kafka.ssl.truststore.password does not open "
                + store
                + "; correct it");
  }

  private static KafkaSettings kafka(Map<String, String> properties) {
    return new KafkaSettings(
        Optional.of("127.0.0.1:1"), properties, Map.of(), Map.of(), Map.of(), Map.of());
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
