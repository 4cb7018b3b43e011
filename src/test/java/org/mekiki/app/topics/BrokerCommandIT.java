package org.mekiki.app.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.app.FakeTerminal;
import org.mekiki.broker.EmbeddedBroker;

/** {@code mekiki broker}, inside the test and as a process that gets SIGTERM. */
class BrokerCommandIT {
  @TempDir Path folder;

  @Test
  void printsItsAddressAndRunsUntilItIsStopped() throws Exception {
    FakeTerminal terminal = new FakeTerminal();
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(() -> terminal.run("broker", "--port", "0"));
    await().untilAsserted(() -> assertThat(terminal.out()).endsWith("\n"));
    String address = terminal.out().strip();
    assertThat(address).matches("127\\.0\\.0\\.1:\\d+");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      assertThat(
              admin.describeCluster().nodes().get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .hasSize(1);
    }
    assertThat(exit).isNotDone();
    terminal.lifecycle().stop();
    assertThat(exit.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isZero();
  }

  @Test
  void aPortInUseIsBadUsage() {
    try (EmbeddedBroker first = EmbeddedBroker.temporary().start()) {
      String port = first.bootstrapServers().replaceAll(".*:", "");
      FakeTerminal terminal = new FakeTerminal();
      assertThat(terminal.run("broker", "--port", port)).isEqualTo(2);
      assertThat(terminal.err()).startsWith("port " + port + " on 127.0.0.1 is in use");
      assertThat(terminal.out()).isEmpty();
    }
  }

  @Test
  void closesInOrderOnSigterm() throws Exception {
    Path data = folder.resolve("data");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.mekiki.app.Main",
                "broker",
                "--port",
                "0",
                "--data",
                data.toString())
            .redirectError(folder.resolve("log").toFile())
            .start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).startsWith("127.0.0.1:");
      process.destroy();
      assertThat(process.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(Files.readString(folder.resolve("log"))).contains("SIGTERM received, closing");
      // Kafka writes this file at the end of a clean shutdown only.
      assertThat(data.resolve(".kafka_cleanshutdown")).exists();
    } finally {
      process.destroyForcibly();
    }
  }
}
