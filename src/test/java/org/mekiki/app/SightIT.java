package org.mekiki.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mekiki.detect.KeptDetectability;
import org.mekiki.detect.Sights;
import org.mekiki.model.ModelArchive;
import org.mekiki.model.ModelArchiveWriter;
import org.mekiki.model.ModelChunks;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.Models;
import org.mekiki.model.SignedManifest;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.stream.models.ModelCatalog;
import org.mekiki.stream.models.ModelTopicWriter;

/** What a model can see is measured when it is taught, kept with it, and travels with it. */
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
      assertThat(manifest.training().frames()).isEqualTo(20);
      assertThat(teach.out())
          .contains("Defects painted on 8 good frames of 640x480")
          .contains("a second model, of 12 other good frames")
          .contains("90 % of scratches")
          .contains("Blind spots: ");
      awaitDetectability(line, "cam-1", teach.err());
      FakeTerminal show = new FakeTerminal();
      Path shown = folder.resolve("shown.json");
      assertThat(show.run(line.arguments("models", "show", "cam-1", "--json", shown.toString())))
          .as(show.err())
          .isZero();
      assertThat(show.out()).isEqualTo(teach.out());
      JsonNode seen = MAPPER.readTree(shown.toFile()).required("detectability");
      assertThat(seen.get("modelSha256").asText()).isEqualTo(manifest.chunks().sha256());
      assertThat(seen.get("curves")).hasSize(11);
      assertThat(seen).isEqualTo(MAPPER.readTree(taught.toFile()).required("detectability"));
      assertThatItTravels(line, seen);
    }
  }

  /** A trainer under load keeps it later than teach waits. */
  private static void awaitDetectability(TestLine line, String model, String said) {
    await()
        .untilAsserted(
            () ->
                assertThat(line.catalog().detectability(model, 1))
                    .as("what version 1 of %s can see; teach said: %s", model, said)
                    .isPresent());
  }

  /** Nothing acts on these figures: they cost no model, and no backup. */
  @ParameterizedTest
  @MethodSource("unusable")
  void whatCannotBeUsedIsLeftOutAndTheModelTravelsWithoutIt(byte[] record, String why)
      throws Exception {
    ModelManifest manifest = Models.manifest("bad", 1, Models.selection(1));
    ModelChunks chunks = Models.chunks(Models.selection(1));
    try (TestLine line = new TestLine(folder.resolve("state"))) {
      new ModelTopicWriter(
              line.config.kafka().producerProperties(), line.config.topics().models().name())
          .publish("bad", manifest, chunks, Optional.of(record));

      Path shown = folder.resolve("shown.json");
      String show = run(line, "models", "show", "bad", "--json", shown.toString());
      assertThat(show).contains("not shown: the kept detectability of model 'bad' ", why);
      assertThat(MAPPER.readTree(shown.toFile()).has("detectability")).isFalse();
      Path exported = folder.resolve("exported.mekiki");
      assertThat(run(line, "models", "export", "bad", exported.toString()))
          .contains("exported without ", why);
      try (ModelArchive archive = ModelArchive.open(exported)) {
        assertThat(archive.detectability()).isEmpty();
      }
      Path older = folder.resolve("older.mekiki");
      write(older, manifest, chunks, record);
      assertThat(run(line, "models", "import", older.toString(), "--model", "restored"))
          .contains("imported without ", why);
      assertThat(line.catalog().current("restored")).isPresent();
      assertThat(line.catalog().detectability("restored", 1)).isEmpty();
    }
  }

  @Test
  void aFileWithMoreFiguresThanReadersTakeIsImportedWithoutThem() throws Exception {
    ModelChunks chunks = Models.chunks(Models.selection(1));
    Path file = folder.resolve("large.mekiki");
    byte[] tooLarge = new byte[ModelArchive.MAX_DETECTABILITY_BYTES + 1];
    write(file, Models.manifest("large", 1, Models.selection(1)), chunks, tooLarge);
    try (TestLine line = new TestLine(folder.resolve("state"))) {
      assertThat(run(line, "models", "import", file.toString()))
          .contains("imported without what it can see: ", "has more than 200000 bytes");
      assertThat(line.catalog().current("large")).isPresent();
    }
  }

  static Stream<Arguments> unusable() throws IOException {
    byte[] ofAnother = KeptDetectability.of("ab".repeat(32), Sights.some()).toBytes();
    return Stream.of(
        Arguments.of(Named.of("no figures", "{}".getBytes(UTF_8)), "modelSha256"),
        Arguments.of(Named.of("another model's", ofAnother), "belongs to another model"));
  }

  /** As an older release exports it, which writes what it has. */
  private static void write(
      Path file, ModelManifest manifest, ModelChunks chunks, byte[] detectability)
      throws IOException {
    SignedManifest signed = SignedManifest.of(manifest, ManifestSigner.NONE);
    try (ModelArchiveWriter writer = new ModelArchiveWriter(file, signed)) {
      writer.addDetectability(detectability);
      for (int n = 0; n < manifest.chunks().count(); n++) {
        writer.add(n, chunks.chunk(n));
      }
      writer.finish();
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

  /** Returns what it says to people. */
  private static String run(TestLine line, String... command) {
    FakeTerminal terminal = new FakeTerminal();
    assertThat(terminal.run(line.arguments(command))).as(terminal.err()).isZero();
    return terminal.err();
  }
}
