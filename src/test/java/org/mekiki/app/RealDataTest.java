package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Figures on real frames, where the environment says where they are. */
@EnabledIfEnvironmentVariable(named = "MEKIKI_REAL_DATA", matches = ".+")
class RealDataTest {
  @TempDir Path folder;

  @Test
  void theBuiltInBackboneFindsTheDefectsOfMagneticTiles() throws IOException {
    JsonNode figures = evaluate("--dimensions", "200");

    assertThat(figures.get("imageAuroc").doubleValue()).isGreaterThanOrEqualTo(0.91);
    assertThat(figures.get("aupro").doubleValue()).isGreaterThanOrEqualTo(0.7);
  }

  @Test
  void anImageNetBackboneReachesThePublishedMethodsFigures() throws IOException {
    JsonNode figures =
        evaluate("--backbone", mobileNet(), "--dimensions", "100", "--seed", "1", "--paper");

    assertThat(figures.get("imageAuroc").doubleValue()).isGreaterThan(0.915);
    assertThat(figures.get("pixelAuroc").doubleValue()).isGreaterThan(0.81);
  }

  @Test
  void theNeighbourhoodAverageLiftsAnImageNetBackbone() throws IOException {
    JsonNode figures = evaluate("--backbone", mobileNet(), "--dimensions", "100", "--seed", "1");

    assertThat(figures.get("imageAuroc").doubleValue()).isGreaterThan(0.925);
    assertThat(figures.get("pixelAuroc").doubleValue()).isGreaterThan(0.83);
  }

  private static String mobileNet() {
    return Path.of(System.getenv("MEKIKI_REAL_DATA"), "mobilenet_v2.onnx").toString();
  }

  private JsonNode evaluate(String... flags) throws IOException {
    Path json = folder.resolve("figures.json");
    List<String> arguments = new ArrayList<>(List.of("evaluate"));
    arguments.add(Path.of(System.getenv("MEKIKI_REAL_DATA"), "magnetic_tile").toString());
    arguments.addAll(List.of("--json", json.toString()));
    arguments.addAll(List.of(flags));
    FakeTerminal terminal = new FakeTerminal();
    assertThat(terminal.run(arguments.toArray(new String[0]))).as(terminal.err()).isZero();
    return new ObjectMapper().readTree(json.toFile());
  }
}
