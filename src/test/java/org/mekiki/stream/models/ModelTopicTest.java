package org.mekiki.stream.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.Models;

class ModelTopicTest {
  @Test
  void readsTheKeysThatItWrites() {
    String longest = "x".repeat(200);
    for (ModelTopic.Key key :
        new ModelTopic.Key[] {
          ModelTopic.current("cam-1"),
          ModelTopic.kept("cam_1.left", 12),
          ModelTopic.detectability("cam_1.left", 12),
          ModelTopic.chunk(longest, Long.MAX_VALUE / 10, 999_999_999),
          ModelTopic.chunk("7", 1, 0)
        }) {
      assertThat(ModelTopic.parse(key.bytes())).contains(key);
    }
    assertThat(ModelTopic.current("a").toString()).isEqualTo("m/a");
    assertThat(ModelTopic.kept("a", 3).toString()).isEqualTo("h/a/3");
    assertThat(ModelTopic.detectability("a", 3).toString()).isEqualTo("d/a/3");
    assertThat(ModelTopic.chunk("a", 3, 0).toString()).isEqualTo("c/a/3/0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "m/",
        "m/a/1",
        "m/a/1/2",
        "h/a",
        "h/a/0",
        "h/a/1/2",
        "d/a",
        "d/a/0",
        "d/a/1/2",
        "c/a",
        "c/a/1",
        "c/a/1/x",
        "x/a",
        "m/a b",
        "m/ä",
        "h/a/-1",
        "c/a/01/1",
        "c/a/9999999999999999999/1",
        "c/a/1/9999999999"
      })
  void takesNoOtherKeys(String key) {
    assertThat(ModelTopic.parse(key.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void takesRecordsWithoutKeyForNoneOfItsOwn() {
    assertThat(ModelTopic.parse(null)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a b", "ä", "m\n"})
  void refusesIllegalModelKeys(String model) {
    assertThatThrownBy(() -> ModelTopic.current(model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model key '%s' is not valid; valid: 1 to 200 of the characters A-Z a-z 0-9 . _ -",
            model);
  }

  @Test
  void refusesAModelKeyThatIsTooLong() {
    assertThatThrownBy(() -> ModelTopic.current("x".repeat(201)))
        .hasMessageStartingWith("model key '" + "x".repeat(60) + "…' is not valid");
  }

  @Test
  void keepsManifestsOnThePartitionThatEveryReaderFollows() {
    for (int partitions : new int[] {1, 2, 3, 50}) {
      assertThat(ModelTopic.current("a").partition(partitions)).isZero();
      assertThat(ModelTopic.kept("a", 1).partition(partitions)).isZero();
      assertThat(ModelTopic.detectability("a", 1).partition(partitions)).isZero();
    }
  }

  @Test
  void spreadsChunksByModelOverTheOtherPartitions() {
    assertThat(ModelTopic.chunk("a", 1, 7).partition(1)).isZero();
    assertThat(ModelTopic.chunk("a", 1, 7).partition(2)).isEqualTo(1);
    assertThat(
            IntStream.range(0, 100)
                .map(i -> ModelTopic.chunkPartition("cam-" + i, 4))
                .distinct()
                .sorted())
        .containsExactly(1, 2, 3);
    assertThat(ModelTopic.chunk("a", 1, 0).partition(9))
        .as("all chunks of a model lie together")
        .isEqualTo(ModelTopic.chunk("a", 5, 99).partition(9));
    assertThatThrownBy(() -> ModelTopic.chunkPartition("a", 0))
        .hasMessage("0 partitions: at least 1 is valid");
  }

  /** Other languages compute it too; a change would lose the chunks of every model. */
  @Test
  void keepsItsHash() {
    assertThat(ModelTopic.chunkPartition("part-7", 1001)).isEqualTo(157);
  }

  @Test
  void deletesAVersionByItsManifestAndItsChunks() {
    ModelManifest manifest = Models.manifest("part", 4, Models.projection(1));

    assertThat(ModelTopic.keysOf(manifest))
        .extracting(ModelTopic.Key::toString)
        .containsExactly("h/part/4", "d/part/4", "c/part/4/0", "c/part/4/1");
  }
}
