package org.mekiki.stream.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mekiki.stream.training.TinyEmbeddings.kind;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.codec.FrameHeaders;

/** What a trainer keeps of frames until their model is made. */
class TrainingStateTest extends OnATrainer {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void nothingOfATrainingStaysInTheStores() {
    training.sendGood("cam", 0, 9);
    training.fit("cam");

    try (var all = training.driver.getKeyValueStore(TileProcessor.STORE).all()) {
      assertThat(all.hasNext()).isFalse();
    }
    try (var all = training.driver.getKeyValueStore(AssembleProcessor.STORE).all()) {
      assertThat(all.next().key.toString()).isEqualTo("mcam");
      assertThat(all.hasNext()).isFalse();
    }
  }

  @Test
  void embeddingsWaitUntilMoreThanAFoldOfThemAreThere() {
    training.sendGood("cam", 0, 4);
    assertThat(state())
        .as("no sums yet")
        .isEqualTo(Map.of('p', 6, 'e', 24, 'w', 24, 'c', 96, 'i', 4, 's', 4, 'r', 1));

    training.sendGood("cam", 4, 5);
    assertThat(state())
        .as("four are folded and held out, one waits")
        .isEqualTo(
            Map.of('p', 6, 'e', 30, 'w', 6, 'c', 120, 'i', 5, 'g', 6, 'h', 6, 's', 5, 'r', 1));

    training.sendGood("cam", 5, 21);
    assertThat(state())
        .as("of twenty, the ten that are held out stay, and one waits")
        .isEqualTo(
            Map.of('p', 6, 'e', 66, 'w', 6, 'c', 504, 'i', 11, 'g', 6, 'h', 6, 's', 21, 'r', 1));
  }

  @Test
  void copiesOfFramesAreForgottenWhenThereAreEnoughFrames() {
    training.sendGood("cam", 0, 99);
    assertThat(state()).containsEntry('c', 99 * 4 * 6);

    training.sendGood("cam", 99, 101);
    assertThat(state()).containsEntry('c', 101 * 2 * 6);

    training.sendGood("cam", 101, 201);
    assertThat(state()).doesNotContainKey('c');
  }

  @Test
  void unusableFramesDoNotChangeHowManyCopiesTheOthersHave() {
    for (int i = 0; i < 8; i++) {
      training.sendGood("cam", "no picture".getBytes(UTF_8), FrameHeaders.RUN_FRAMES, "107");
    }
    for (int seed = 0; seed < 99; seed++) {
      training.sendGood("cam", TestFrames.good(seed), FrameHeaders.RUN_FRAMES, "107");
    }

    assertThat(training.read("dead-letters")).hasSize(8);
    assertThat(state()).containsEntry('c', 99 * 4 * 6);
  }

  @Test
  void embeddingsThatAnEarlierReleaseLeftUnmarkedAreFolded(@TempDir Path other) {
    training.sendGood("cam", 0, 7);
    var store = training.driver.<Bytes, byte[]>getKeyValueStore(TileProcessor.STORE);
    List<Bytes> marks = new ArrayList<>();
    try (var all = store.all()) {
      all.forEachRemaining(entry -> marks.add(entry.key));
    }
    marks.removeIf(key -> kind(key.get()) != 'w');
    assertThat(marks).hasSize(3 * 6);
    marks.forEach(store::delete);
    training.sendGood("cam", 7, 13);
    training.fit("cam");
    training.readModels();

    try (TrainingFixture whole = new TrainingFixture(other)) {
      whole.sendGood("cam", 0, 13);
      whole.fit("cam");
      whole.readModels();
      assertThat(training.models()).containsAllEntriesOf(whole.models());
    }
  }

  @Test
  void noFrameIsNamedDarkestWhereAnEarlierReleaseGotADarkerOne() throws Exception {
    training.sendGood("cam", TestFrames.covered(0), FrameHeaders.FRAME_ID, "covered");
    var store = training.driver.<Bytes, byte[]>getKeyValueStore(TileProcessor.STORE);
    Map<Bytes, byte[]> old = new HashMap<>();
    try (var all = store.all()) {
      while (all.hasNext()) {
        var entry = all.next();
        if (kind(entry.key.get()) == 'p') {
          ObjectNode progress = (ObjectNode) MAPPER.readTree(entry.value);
          assertThat(progress.remove("darkest")).isNotNull();
          old.put(entry.key, MAPPER.writeValueAsBytes(progress));
        }
      }
    }
    old.forEach(store::put);
    for (int i = 0; i < 30; i++) {
      training.sendGood("cam", TestFrames.good(i), FrameHeaders.FRAME_ID, "innocent-" + i);
    }
    training.fit("cam");
    training.readModels();

    ModelManifest manifest = training.manifest("cam").orElseThrow();
    assertThat(manifest.training().pictures().looks().frames()).isEqualTo(31);
    String warning = manifest.training().pictures().looks().warning().orElseThrow();
    assertThat(manifest.calibration().goodFrames().warnings()).contains(warning);
  }

  @Test
  void theStateIsNotMoreThanTheSettingsSay() {
    training.sendGood("cam", 0, 40);

    long bytes = 0;
    try (var all = training.driver.<Bytes, byte[]>getKeyValueStore(TileProcessor.STORE).all()) {
      while (all.hasNext()) {
        var entry = all.next();
        bytes += kind(entry.key.get()) == 'p' ? 0 : entry.value.length;
      }
    }
    // Beside what it counts: a header a tile, and the held-out frames' hashes.
    assertThat(bytes).isBetween(1L, TrainingFixture.settings(4).stateBytes() + 6 * (20 + 10 * 8));
  }

  @Test
  void onDiskOrInMemoryTheModelIsTheSame(@TempDir Path other) {
    training.sendGood("cam", 0, 13);
    training.fit("cam");
    training.readModels();
    try (TrainingFixture disk =
        new TrainingFixture(
            other, TrainingFixture.settings(4), StoreKind.DISK, ManifestSigner.NONE)) {
      disk.sendGood("cam", 0, 13);
      disk.fit("cam");
      disk.readModels();
      assertThat(disk.models()).hasSameSizeAs(training.models());
      assertThat(disk.load("cam").model().gaussians().factor())
          .isEqualTo(training.load("cam").model().gaussians().factor());
    }
  }

  /** Entries of the tiles' state by kind. */
  private Map<Character, Integer> state() {
    Map<Character, Integer> kinds = new HashMap<>();
    try (var all = training.driver.<Bytes, byte[]>getKeyValueStore(TileProcessor.STORE).all()) {
      all.forEachRemaining(entry -> kinds.merge(kind(entry.key.get()), 1, Integer::sum));
    }
    return kinds;
  }
}
