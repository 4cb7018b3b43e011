package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.broker.EmbeddedBroker;
import org.mekiki.broker.FreePorts;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.client.TopicFollower;

/**
 * What docker-compose.yml starts, started in its order with its commands and variables, on a real
 * broker in place of its Kafka: only addresses, ports and folders are this machine's.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "runs shell scripts")
class ComposeIT {
  private static final int FRAMES = 8;

  @TempDir Path folder;

  private final EmbeddedBroker broker = EmbeddedBroker.temporary();
  private final FreePorts ports = new FreePorts(new Random());
  private final List<FakeTerminal> terminals = new ArrayList<>();
  private final List<CompletableFuture<Integer>> running = new ArrayList<>();
  private JsonNode services;

  /** A service of the file, that runs. */
  private record Service(FakeTerminal terminal, int port, CompletableFuture<Integer> exit) {}

  @AfterEach
  void stop() throws Exception {
    terminals.forEach(terminal -> terminal.lifecycle().stop());
    for (CompletableFuture<Integer> exit : running) {
      exit.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    broker.close();
  }

  @Test
  void theLineLives() throws Exception {
    services = DeployFiles.yaml(Path.of("docker-compose.yml")).get(0).path("services");
    broker.start();

    Service topics = start("topics", "topics");
    assertThat(topics.exit().get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as(topics.terminal().err())
        .isZero();
    Service train = start("train", "train");
    List<Service> scorers = List.of(start("score", "score-1"), start("score", "score-2"));
    awaitHealthy(train);
    scorers.forEach(this::awaitHealthy);
    Service teach = start("teach", "teach");
    assertThat(teach.exit().get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as(teach.terminal().err())
        .isZero();
    Service again = start("teach", "teach");
    assertThat(again.exit().get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isZero();
    assertThat(again.terminal().err()).contains("is there already");

    start("cameras", "cameras");
    TreeSet<String> cameras = new TreeSet<>();
    TreeSet<String> models = new TreeSet<>();
    MekikiConfig config = new ConfigLoader().environment(environment("score", 0, "look")).load();
    try (TopicFollower scores =
        new TopicFollower(
            config.kafka().consumerProperties(), config.topics().scores().name(), true)) {
      int[] scored = {0};
      await()
          .untilAsserted(
              () -> {
                for (TopicFollower.Entry entry : scores.poll()) {
                  cameras.add(entry.score().getCamera());
                  models.add(entry.score().getModel());
                  scored[0]++;
                }
                assertThat(scored[0]).as("scores").isGreaterThanOrEqualTo(FRAMES);
                assertThat(cameras).as("cameras").hasSizeGreaterThanOrEqualTo(4);
              });
    }
    assertThat(cameras).containsExactly("cam-1", "cam-2", "cam-3", "cam-4");
    assertThat(models).containsExactly("demo-part");
  }

  private Service start(String name, String instance) {
    int port = ports.next();
    FakeTerminal terminal = new FakeTerminal(environment(name, port, instance));
    String[] command =
        DeployFiles.texts(services.path(name).path("command")).toArray(new String[0]);
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    Thread thread = new Thread(() -> exit.complete(terminal.run(command)), instance);
    thread.setDaemon(true);
    thread.start();
    terminals.add(terminal);
    running.add(exit);
    return new Service(terminal, port, exit);
  }

  private Map<String, String> environment(String name, int port, String instance) {
    Map<String, String> environment = DeployFiles.strings(services.path(name).path("environment"));
    assertThat(environment).containsEntry("MEKIKI_KAFKA_BOOTSTRAP_SERVERS", "kafka:9092");
    environment.put("MEKIKI_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    environment.put("MEKIKI_WEB_HOST", "127.0.0.1");
    environment.put("MEKIKI_WEB_PORT", Integer.toString(port));
    environment.put("MEKIKI_TRAIN_STATE_DIR", folder.resolve("train-" + instance).toString());
    environment.put("MEKIKI_SCORE_STATE_DIR", folder.resolve("score-" + instance).toString());
    // Small, so that it is quick.
    environment.put("MEKIKI_PADIM_DIMENSIONS", "20");
    return environment;
  }

  private void awaitHealthy(Service service) {
    await()
        .untilAsserted(
            () -> assertThat(isHealthy(service)).as(() -> service.terminal().err()).isTrue());
  }

  /** The health check of the file, as its engine would run it. */
  private boolean isHealthy(Service service) {
    String script = services.path("score").path("healthcheck").path("test").get(1).asText();
    assertThat(script).isEqualTo("/opt/mekiki/healthy");
    try {
      Process process =
          new ProcessBuilder("deploy/image/healthy", Integer.toString(service.port()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
