package org.mekiki.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidYouMeanTest {
  private static final List<String> SETTINGS =
      List.of(
          "score.threads",
          "score.state-dir",
          "score.warm-up",
          "kafka.bootstrap.servers",
          "topics.prefix",
          "topics.site",
          "topics.max-message-bytes",
          "topics.replication-factor",
          "topics.frames",
          "topics.frames.partitions",
          "topics.frames.retention",
          "topics.scores",
          "topics.scores.partitions",
          "topics.scores.retention",
          "topics.models",
          "topics.models.partitions",
          "alarms.anomalous.frames",
          "alarms.anomalous.window",
          "alarms.drift.window",
          "alarms.drift.minimum-frames",
          "web.port",
          "web.token",
          "web.tls.certificate",
          "web.tls.key",
          "score.thresholds",
          "score.guarantee",
          "score.commit-interval");

  @ParameterizedTest
  @CsvSource({
    "score.treads, score.threads",
    "scroe.threads, score.threads",
    "topcs.modls.partitions, topics.models.partitions",
    "topics.scores.retenton, topics.scores.retention",
    "kafka.bootstrap.server, kafka.bootstrap.servers",
    // Where the parts end is easily mistaken.
    "score.state.dir, score.state-dir",
    "topics.max.message.bytes, topics.max-message-bytes",
    "web.tls-certificate, web.tls.certificate",
    // The beginning was left out.
    "max-message-bytes, topics.max-message-bytes",
    "tls.key, web.tls.key",
    // No part of it is near.
    "scoring.threads, score.threads",
  })
  void findsTheSettingThatWasMeant(String written, String meant) {
    assertThat(DidYouMean.nearest(written, SETTINGS)).contains(meant);
  }

  /** A part that is right is no slip: another topic's setting is not what was meant. */
  @ParameterizedTest
  @CsvSource({"topics.models.retention", "alarms.drift.frames", "web.window", "score.retention"})
  void neverChangesAPartThatIsRight(String written) {
    assertThat(DidYouMean.nearest(written, SETTINGS)).isEmpty();
  }

  @Test
  void namesWhatThereIsUnderAPartThatIsRight() {
    assertThat(DidYouMean.hint("topics.models.retention", SETTINGS))
        .isEqualTo("; valid under topics.models: topics.models.partitions");
    assertThat(DidYouMean.hint("web.tls.chain", SETTINGS))
        .isEqualTo("; valid under web.tls: web.tls.certificate, web.tls.key");
    assertThat(DidYouMean.hint("topics.nothing", SETTINGS)).as("too many to name").isEmpty();
    assertThat(DidYouMean.hint("nothing.at.all", SETTINGS)).isEmpty();
  }

  @Test
  void variablesAreReadPartByPartAsWell() {
    List<String> variables =
        List.of("MEKIKI_TOPICS_SCORES_RETENTION", "MEKIKI_TOPICS_MODELS_PARTITIONS");
    assertThat(DidYouMean.hint("MEKIKI_TOPICS_MODELS_RETENTION", variables))
        .isEqualTo("; valid under MEKIKI_TOPICS_MODELS: MEKIKI_TOPICS_MODELS_PARTITIONS");
    assertThat(DidYouMean.hint("MEKIKI_TOPICS_SCORE_RETENTION", variables))
        .isEqualTo("; did you mean MEKIKI_TOPICS_SCORES_RETENTION?");
  }

  @Test
  void withoutAPartThatTellsAnythingTheWholeNameCounts() {
    assertThat(
            DidYouMean.nearest(
                "MEKIKI_SCORING_THREADS", List.of("MEKIKI_SCORE_THREADS", "MEKIKI_X")))
        .contains("MEKIKI_SCORE_THREADS");
    List<String> networks =
        List.of("resnet18", "vit_tiny_patch16_224", "vit_small_patch16_224", "mobilenetv2_100");
    assertThat(DidYouMean.nearest("vit_tiny_patch16", networks)).contains("vit_tiny_patch16_224");
    assertThat(DidYouMean.nearest("vit_tiny", networks)).isEmpty();
  }

  @Test
  void aWordWithoutPartsMayDifferInAThirdOfItsLetters() {
    List<String> commands = List.of("topics", "score", "models");
    assertThat(DidYouMean.nearest("topcis", commands)).contains("topics");
    assertThat(DidYouMean.nearest("evaluate", commands)).isEmpty();
    assertThat(DidYouMean.hint("--checl", List.of("--check", "--help")))
        .isEqualTo("; did you mean --check?");
  }

  @Test
  void quotesTheNearestNamesEachOnceWhateverTheirCase() {
    List<String> known = List.of("layer3", "stem", "Layer1", "Layer1", "layer12");
    assertThat(DidYouMean.quoted("layer1x", known, 2)).isEqualTo("'Layer1', 'layer12'");
    assertThat(DidYouMean.quoted("sitting", List.of("", "kitten", "sit"), 1)).isEqualTo("'kitten'");
    assertThat(DidYouMean.quoted("", List.of("abc", "ab"), 1)).isEqualTo("'ab'");
  }
}
