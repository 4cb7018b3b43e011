package org.mekiki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Mutations;
import org.mekiki.Outcomes;
import org.mekiki.model.chunk.ChunkIndex;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.text.Sha256;

/** Damaged manifests, chunks and model files from somebody whose signature is not asked for. */
class ModelFuzzTest {
  private static final int MANIFESTS = 6_000;
  private static final int CHUNKS = 6_000;
  private static final int FILES = 1_000;
  private static final long MAX_BYTES_EACH = 64L << 20;

  @Test
  void aDamagedManifestIsReadOrRefusedWithAReason() throws IOException {
    Mutations mutations = new Mutations(21);
    List<byte[]> seeds =
        List.of(
            ManifestJson.write(Models.manifest("part", 3, Models.selection(1))),
            ManifestJson.write(Models.manifest("part", 3, Models.projection(1))));
    Outcomes outcomes = new Outcomes("manifests", MAX_BYTES_EACH);
    for (int i = 0; i < MANIFESTS; i++) {
      byte[] damaged = mutations.damage(seeds.get(i % seeds.size()));
      outcomes.attempt(i, () -> manifest(damaged));
    }
    outcomes.end(MANIFESTS, 2);
  }

  private static String manifest(byte[] json) {
    try {
      ModelManifest manifest = ManifestJson.read(json);
      ModelAssembly assembly = ModelAssembler.ofAnyBackbone().begin(manifest);
      assertThatThrownBy(assembly::finish).isInstanceOf(ModelRefusedException.class);
      return "read";
    } catch (ModelRefusedException e) {
      assertThat(e.getMessage()).isNotBlank();
      return e.reason().name();
    }
  }

  @Test
  void aDamagedChunkThatItsManifestNamesIsUsedOrRefusedWithAReason() throws IOException {
    Mutations mutations = new Mutations(22);
    List<PadimModel> models = List.of(Models.selection(1), Models.projection(2));
    List<Precision> precisions = List.of(Precision.values());
    Outcomes outcomes = new Outcomes("chunks", MAX_BYTES_EACH);
    for (int i = 0; i < CHUNKS; i++) {
      PadimModel model = models.get(i % 2);
      ModelChunks chunks = ModelChunks.of(model, precisions.get(i % precisions.size()));
      int number = i % chunks.count();
      byte[] damaged = mutations.damage(chunks.chunk(number));
      outcomes.attempt(i, () -> chunk(chunks, number, damaged));
    }
    outcomes.end(CHUNKS, 2);
  }

  /** The checksums are the damaged chunk's: whoever signs what is broken is believed no more. */
  private static String chunk(ModelChunks chunks, int damaged, byte[] value) {
    List<byte[]> all = new ArrayList<>();
    for (int n = 0; n < chunks.count(); n++) {
      all.add(n == damaged ? value : chunks.chunk(n));
    }
    try {
      ModelManifest whole =
          chunks.manifest("part", 1, Models.TIME, Models.training(), Models.calibration());
      ModelManifest manifest = naming(whole, all);
      ModelAssembly assembly = ModelAssembler.ofAnyBackbone().begin(manifest);
      for (int n = 0; n < all.size(); n++) {
        assembly.add(n, all.get(n));
      }
      for (float factor : assembly.finish().model().gaussians().factor()) {
        assertThat(factor).isFinite();
      }
      return "used";
    } catch (ModelRefusedException e) {
      return e.reason().name();
    }
  }

  private static ModelManifest naming(ModelManifest whole, List<byte[]> chunks) {
    ChunkIndex index = whole.chunks();
    List<String> digests = chunks.stream().map(Sha256::hex).toList();
    return ModelManifest.of(
        whole.model(),
        whole.version(),
        whole.createdAt(),
        whole.backbone(),
        whole.grid(),
        whole.neighbourhood(),
        whole.reduction(),
        new ChunkIndex(
            index.precision(),
            index.patchesPerTile(),
            index.tiles(),
            index.chunksPerTile(),
            Math.max(1, chunks.stream().mapToLong(c -> c.length).sum()),
            ChunkIndex.modelSha256(digests),
            digests),
        whole.training(),
        whole.calibration(),
        whole.graph(),
        Optional.empty());
  }

  @Test
  void aDamagedModelFileIsReadOrRefused(@TempDir Path folder) throws IOException {
    PadimModel model = Models.projection(3);
    Path file = folder.resolve("part.mekiki");
    Models.write(file, Models.manifest("part", 4, model), Models.chunks(model));
    byte[] whole = Files.readAllBytes(file);
    Mutations mutations = new Mutations(23);
    Outcomes outcomes = new Outcomes("model-files", MAX_BYTES_EACH);
    for (int i = 0; i < FILES; i++) {
      byte[] damaged = mutations.damage(whole);
      outcomes.attempt(i, () -> file(Files.write(file, damaged), model));
    }
    outcomes.end(FILES, 2);
  }

  private static String file(Path path, PadimModel expected) {
    try (ModelArchive file = ModelArchive.open(path)) {
      VerifiedModel read = file.assemble(ModelAssembler.ofAnyBackbone());
      ModelAssemblerTest.assertSame(read.model(), expected);
      return "the same";
    } catch (ModelRefusedException e) {
      return e.reason().name();
    } catch (IOException e) {
      return "IOException";
    }
  }

  @Test
  void aManifestThatAsksForGigabytesIsRefusedBeforeItGetsThem() throws IOException {
    ObjectMapper json = new ObjectMapper();
    byte[] whole = ManifestJson.write(Models.manifest("part", 3, Models.selection(1)));
    ObjectNode tree = (ObjectNode) json.readTree(whole);
    ObjectNode grid = (ObjectNode) tree.get("grid");
    grid.put("height", 40_000).put("width", 40_000);
    assertThatThrownBy(() -> ManifestJson.read(json.writeValueAsBytes(tree)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("don't fill grid 40000x40000");
    grid.put("height", 2_000_000_000);
    assertThatThrownBy(() -> ManifestJson.read(json.writeValueAsBytes(tree)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessage("the manifest is unreadable: its sizes are larger than any model's");
  }

  @Test
  void aManifestNestedThousandsDeepIsRefused() {
    byte[] deep = ("{\"x\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> ManifestJson.read(deep))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("unreadable");
  }

  @Test
  void aModelFileThatUnpacksToGigabytesIsRefused(@TempDir Path folder) throws IOException {
    Path bomb = folder.resolve("bomb.mekiki");
    try (OutputStream out = Files.newOutputStream(bomb);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("manifest.json"));
      byte[] blank = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 512; i++) {
        zip.write(blank);
      }
    }
    assertThatThrownBy(() -> ModelArchive.open(bomb))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("more than 921600 bytes, which is the most that is valid");
  }
}
