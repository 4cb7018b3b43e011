package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mekiki.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
  @TempDir Path folder;

  @Test
  void aHeadlessDemoEndsByItselfWithItsFigures() throws Exception {
    Path json = folder.resolve("demo.json");
    FakeTerminal terminal = new FakeTerminal();

    int exit =
        terminal.run(
            "demo",
            "--headless",
            "--frames",
            "40",
            "--good",
            "40",
            "--dimensions",
            "40",
            "--json",
            json.toString());

    assertThat(exit).as(terminal.err()).isZero();
    assertThat(terminal.out()).contains("lost 0, duplicated 0");
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(figures.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "published",
            "scored",
            "deadLettered",
            "lost",
            "duplicated",
            "defectsFound",
            "defectsMissed",
            "falseAlarms",
            "imageAuroc",
            "framesPerSecond",
            "latencyP50Millis",
            "latencyP99Millis");
    assertThat(figures.get("published").asInt()).isEqualTo(40);
    assertThat(figures.get("scored").asInt()).isEqualTo(40);
    assertThat(figures.get("imageAuroc").asDouble()).isGreaterThan(0.9);
  }

  @Test
  void aDemoThatIsStoppedBeforeItsLastFrameFails() throws Exception {
    FakeTerminal terminal = new FakeTerminal();
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(
            () ->
                terminal.run(
                    "demo",
                    "--headless",
                    "--frames",
                    "100000",
                    "--good",
                    "10",
                    "--dimensions",
                    "20"));

    await()
        .failFast("the demo ended", () -> assertThat(exit.isDone()).as(terminal.err()).isFalse())
        .untilAsserted(() -> assertThat(terminal.err()).contains("ready after"));
    terminal.lifecycle().stop();

    assertThat(exit.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(terminal.err()).isEqualTo(1);
    assertThat(terminal.err()).containsPattern("stopped after \\d+ of 100000 frames");
    assertThat(terminal.out()).contains("lost 0, duplicated 0");
  }

  @Test
  void aPartThatLiesAnywhereIsTaughtWithItsAlignmentAndItsDefectsAreFound() throws Exception {
    Path json = folder.resolve("turned.json");
    FakeTerminal terminal = new FakeTerminal();

    int exit =
        terminal.run(
            "demo",
            "--scene",
            "turned",
            "--headless",
            "--frames",
            "40",
            "--good",
            "30",
            "--dimensions",
            "60",
            "--defects",
            "0.4",
            "--json",
            json.toString());

    assertThat(exit).as(terminal.err()).isZero();
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(figures.get("scored").asInt()).isEqualTo(40);
    assertThat(figures.get("imageAuroc").asDouble()).isGreaterThan(0.97);
  }

  @Test
  void anUnknownSceneIsBadUsageWithTheValidOnes() {
    FakeTerminal terminal = new FakeTerminal();
    assertThat(terminal.run("demo", "--scene", "round")).isEqualTo(2);
    assertThat(terminal.err()).contains("--scene 'round' is not valid: fixture, turned, large");
  }
}
