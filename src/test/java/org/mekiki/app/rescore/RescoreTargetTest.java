package org.mekiki.app.rescore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.Topic;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class RescoreTargetTest {
  private static final MekikiConfig CONFIG =
      new ConfigLoader().set("topics.prefix", "hall.", "--set").load();

  @Command(name = "test")
  static final class Line {
    @Mixin private RescoreTarget target;
  }

  private static void check(String... arguments) {
    Line line = new Line();
    new CommandLine(line).parseArgs(arguments);
    line.target.check(CONFIG);
  }

  @ParameterizedTest
  @EnumSource
  void noTopicOfTheLineIsWrittenTo(Topic topic) {
    String name = CONFIG.topics().get(topic).name();
    assertThatThrownBy(() -> check("--scores-topic", name))
        .hasMessage(
            "--scores-topic is "
                + name
                + ", a topic of the line itself: its readers would take old frames for new ones;"
                + " name another, hall.scores.again for example");
    assertThatThrownBy(() -> check("--heatmaps-topic", name)).hasMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hall.score-alarms-changelog",
        "hall.train-tiles-repartition",
        "__consumer_offsets"
      })
  void noInternalTopicEither(String name) {
    assertThat(CONFIG.score().applicationId()).isEqualTo("hall-score");
    String internal = name.replace("hall.", "hall-");
    assertThatThrownBy(() -> check("--scores-topic", internal))
        .hasMessageContaining("a topic of the line itself");
  }

  @Test
  void oneOfThreeIsNeededAndTwoTopicsAreTwo() {
    assertThatThrownBy(() -> check())
        .hasMessage(
            "nothing says where the scores go; give --out FILE, --scores-topic NAME or"
                + " --heatmaps-topic NAME");
    assertThatThrownBy(() -> check("--scores-topic", "a", "--heatmaps-topic", "a"))
        .hasMessage("--scores-topic and --heatmaps-topic are both a; each needs its own");
    assertThatThrownBy(() -> check("--scores-topic", "a b"))
        .hasMessageContaining("--scores-topic is 'a b'; valid: 1 to 249 letters");
    assertThatCode(() -> check("--scores-topic", "a", "--heatmaps-topic", "b", "--out", "f"))
        .doesNotThrowAnyException();
  }
}
