package org.mekiki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.padim.PadimModel;

class ModelArchiveTest {
  private final PadimModel model = Models.projection(3);
  private final ModelManifest manifest = Models.manifest("part", 4, model);

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("part.mekiki");
  }

  @Test
  void readsTheModelThatItWrote() throws IOException {
    Models.write(path, manifest, Models.chunks(model));

    try (ModelArchive file = ModelArchive.open(path)) {
      assertThat(file.manifest()).isEqualTo(manifest);
      VerifiedModel read = file.assemble(ModelAssembler.of(model.backbone()));
      ModelAssemblerTest.assertSame(read.model(), model);
    }
    assertThat(folder.toFile().list()).as("no temporary file").hasSize(1);
  }

  @Test
  void writesTheSameBytesEveryTime() throws IOException {
    Models.write(path, manifest, Models.chunks(model));
    Path again = folder.resolve("again.mekiki");
    Models.write(again, manifest, Models.chunks(model));

    assertThat(again).hasSameBinaryContentAs(path);
  }

  @Test
  void leavesTheOldFileWhenAChunkIsNotTheManifests() throws IOException {
    Files.writeString(path, "old");

    assertThatThrownBy(() -> Models.write(path, manifest, n -> new byte[] {1}))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining(
            "chunk 0 of 2 of model 'part' version 4 is missing or was altered (0 are there)");
    assertThat(path).hasContent("old");
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void refusesAFileThatIsNoZip() throws IOException {
    Files.writeString(path, "no zip at all, but some text");

    assertThatThrownBy(() -> ModelArchive.open(path))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessage(path + " is not a model file: it is not a zip archive, or was cut off");
  }

  @Test
  void refusesAZipWithoutManifest() throws IOException {
    Map<String, byte[]> entries = entries();
    entries.remove("manifest.json");
    zip(entries);

    assertThatThrownBy(() -> ModelArchive.open(path))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessage(path + " is not a whole model file: it has no entry 'manifest.json'");
  }

  @Test
  void refusesAMissingChunk() throws IOException {
    Map<String, byte[]> entries = entries();
    entries.remove("chunks/1");
    zip(entries);

    assertThatThrownBy(() -> ModelArchive.open(path))
        .hasMessage(path + " has 2 entries; a model of 2 chunks has 3");
  }

  @Test
  void refusesEntriesThatAreNotTheModels() throws IOException {
    Map<String, byte[]> entries = entries();
    entries.put("../../evil.sh", new byte[] {1});
    zip(entries);

    assertThatThrownBy(() -> ModelArchive.open(path))
        .hasMessage(path + " has 4 entries; a model of 2 chunks has 3");
    assertThat(folder.resolve("../../evil.sh")).doesNotExist();
  }

  @Test
  void refusesAnAlteredChunk() throws IOException {
    Map<String, byte[]> entries = entries();
    entries.get("chunks/1")[20]++;
    zip(entries);

    try (ModelArchive file = ModelArchive.open(path)) {
      assertThatThrownBy(() -> file.assemble(ModelAssembler.ofAnyBackbone()))
          .isInstanceOf(ModelRefusedException.class)
          .hasMessageStartingWith("chunk 1 of model 'part' version 4 was altered: its sha256 is");
    }
  }

  @Test
  void readsNoFurtherThanALegalSize() throws IOException {
    Map<String, byte[]> entries = entries();
    entries.put("chunks/0", new byte[50_000_000]);
    zip(entries);

    try (ModelArchive file = ModelArchive.open(path)) {
      assertThatThrownBy(() -> file.chunk(0))
          .hasMessage(
              "entry 'chunks/0' of %s has more than 921600 bytes, which is the most that is valid",
              path);
    }
  }

  @Test
  void refusesAModelOfAnotherBackbone() throws IOException {
    Models.write(path, manifest, Models.chunks(model));

    try (ModelArchive file = ModelArchive.open(path)) {
      ModelAssembler other = ModelAssembler.of(Models.backbone("e".repeat(64), 5));
      assertThatThrownBy(() -> file.assemble(other)).hasMessageContaining("was trained with");
    }
  }

  private Map<String, byte[]> entries() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("manifest.json", ManifestJson.write(manifest));
    entries.put("chunks/0", Models.chunks(model).chunk(0));
    entries.put("chunks/1", Models.chunks(model).chunk(1));
    return entries;
  }

  private void zip(Map<String, byte[]> entries) throws IOException {
    try (OutputStream file = Files.newOutputStream(path);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
  }
}
