package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.model.ModelManifest;
import org.mekiki.service.ScoringService;

/** {@code teach} tells a trainer how many good frames there are, and that chooses the features. */
class AutomaticDimensionsIT {
  private static final int FRAMES = 12;

  @TempDir Path folder;

  @Test
  void teachGivesManyFilesMoreFeaturesAndEveryScorerUsesThem() throws Exception {
    Path few = folder.resolve("few");
    try (SimulatedCamera camera = TestLine.goodCamera(3, FRAMES)) {
      TestLine.write(camera, few);
    }
    Path many = folder.resolve("many");
    manyFiles(few, many);
    try (TestLine line =
        new TestLine(folder.resolve("state"), "padim.dimensions", "auto", "padim.grid", "4x4")) {
      line.train();
      // Scorers run models of any number of features, whatever they are set to themselves.
      ScoringService scorer = line.score();

      FakeTerminal terminal = new FakeTerminal();
      assertThat(terminal.run(line.arguments("teach", few.toString(), "-m", "few")))
          .as(terminal.err())
          .isZero();
      assertThat(terminal.err())
          .contains("200 of 695 features of each patch; with 300 good frames or more, up to 400");
      assertThat(terminal.out()).contains("200 of 695 features");

      FakeTerminal other = new FakeTerminal();
      Path json = folder.resolve("many.json");
      // Files that can't be read count, so the command ends with 1.
      assertThat(
              other.run(
                  line.arguments(
                      "teach",
                      many.toString(),
                      "-m",
                      "many",
                      "--no-detect",
                      "--json",
                      json.toString())))
          .isEqualTo(1);
      assertThat(other.err())
          .contains("400 of 695 features of each patch, since there are 300 good frames or more");
      assertThat(other.out()).contains("400 of 695 features");
      JsonNode manifest = new ObjectMapper().readTree(json.toFile());
      assertThat(manifest.at("/reduction/dimensions").intValue()).isEqualTo(400);
      assertThat(manifest.at("/training/frames").intValue()).isEqualTo(FRAMES);

      FakeTerminal shown = new FakeTerminal();
      assertThat(shown.run(line.arguments("models", "show", "many"))).isZero();
      assertThat(shown.out()).contains("400 of 695 features");
      Optional<ModelManifest> scored = line.catalog().current("many");
      assertThat(line.download(scored.orElseThrow()).model().gaussians().dimensions())
          .isEqualTo(400);
      TestLine.awaitModel(scorer, "many");
      TestLine.awaitModel(scorer, "few");
    }
  }

  /** 300 files, most of which are no pictures: teaching so many would take long. */
  private static void manyFiles(Path good, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int n = 0; n < 300; n++) {
      Path file = folder.resolve("frame-" + n + ".jpg");
      if (n < FRAMES) {
        Files.copy(good.resolve(String.format(Locale.ROOT, "%04d.jpg", n)), file);
      } else {
        Files.writeString(file, "no picture");
      }
    }
  }
}
