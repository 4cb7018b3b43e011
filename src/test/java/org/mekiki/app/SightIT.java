package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.model.ModelManifest;
import org.mekiki.stream.models.ModelCatalog;

/** What a model can see is measured when it is taught, kept with it, and travels with it. */
@Timeout(300)
class SightIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void whatAModelCanSeeIsMeasuredWhenItIsTaughtAndShownWithIt() throws Exception {
    try (TestLine line = new TestLine(folder.resolve("state"))) {
      line.train();
      Path good = folder.resolve("good");
      TestLine.write(TestLine.goodCamera(3, 20), good);
      Path taught = folder.resolve("taught.json");

      FakeTerminal teach = new FakeTerminal();
      assertThat(
              teach.run(
                  line.arguments(
                      "teach",
                      good.toString(),
                      "--model",
                      "cam-1",
                      "--detect",
                      "--json",
                      taught.toString())))
          .as(teach.err())
          .isZero();

      ModelManifest manifest = line.catalog().current("cam-1").orElseThrow();
      assertThat(manifest.training().frames()).as("8 of 20 are held back").isEqualTo(12);
      assertThat(teach.out())
          .contains("Defects painted on 8 good frames of 640x480")
          .contains("90 % of scratches")
          .contains("Blind spots: ");
      FakeTerminal show = new FakeTerminal();
      Path shown = folder.resolve("shown.json");
      assertThat(show.run(line.arguments("models", "show", "cam-1", "--json", shown.toString())))
          .as(show.err())
          .isZero();
      assertThat(show.out()).isEqualTo(teach.out());
      JsonNode seen = MAPPER.readTree(shown.toFile()).get("detectability");
      assertThat(seen.get("modelSha256").asText()).isEqualTo(manifest.chunks().sha256());
      assertThat(seen.get("curves")).hasSize(11);
      assertThat(seen).isEqualTo(MAPPER.readTree(taught.toFile()).get("detectability"));
      assertThatItTravels(line, seen);
    }
  }

  private void assertThatItTravels(TestLine line, JsonNode seen) {
    String file = folder.resolve("cam-1.mekiki").toString();
    run(line, "models", "export", "cam-1", file);
    run(line, "models", "import", file, "--model", "cam-2");

    ModelCatalog catalog = line.catalog();
    assertThat(catalog.detectability("cam-2", 1))
        .as("of a copy")
        .hasValueSatisfying(json -> assertThat(read(json)).isEqualTo(seen));
    run(line, "models", "delete", "cam-2", "--yes");
    assertThat(line.catalog().detectability("cam-2", 1)).isEmpty();
  }

  private static JsonNode read(byte[] json) {
    try {
      return MAPPER.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(TestLine line, String... command) {
    FakeTerminal terminal = new FakeTerminal();
    assertThat(terminal.run(line.arguments(command))).as(terminal.err()).isZero();
  }
}
