package org.mekiki.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Teaches and scores on real brokers of older releases, kills what scores again and again, and
 * looks whether each frame has its one outcome. Kafka 3 has the first version of transactions, this
 * build's Kafka the second.
 */
@EnabledIfSystemProperty(
    named = "mekiki.older-brokers",
    matches = "true",
    disabledReason = "fetches other releases of Kafka: ./mvnw verify -Polder-brokers")
class OlderBrokersIT {
  private static final String CURRENT = "this build's";
  private static final Duration TEACHING = Line.PATIENCE;
  private static final int KILLS = 3;
  private static final int AHEAD = 40;
  private static final int BETWEEN_KILLS = 120;
  private static final long SEED = 33;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"3.3.2", "3.9.1", CURRENT})
  void noFrameIsLostOrDoubledWhenScorersAreKilled(String version) throws Exception {
    Cluster.Release release =
        version.equals(CURRENT) ? Cluster.CURRENT : new OlderBroker(version, folder);
    try (Line line = new Line(folder, release);
        ModelWatch models = new ModelWatch(line, FramePlan.MODEL)) {
      Child trainer = line.trainer("trainer").start();
      assertThat(new Teacher(line).teach(FramePlan.MODEL, 0, TEACHING)).isEqualTo(1);
      if (release != Cluster.CURRENT) {
        assertThatTheStreamsProtocolIsRefusedInASentence(line);
      }
      Child scorer = line.scorer("scorer").start();
      Line.awaitWorking(scorer);
      List<Acknowledgement> acknowledged;
      try (Load load = new Load(line, SEED, AHEAD)) {
        for (int kill = 0; kill < KILLS; kill++) {
          load.awaitOutcomes(BETWEEN_KILLS);
          scorer.kill();
          scorer.start();
        }
        load.awaitOutcomes(BETWEEN_KILLS);
        acknowledged = load.stop();
      }
      try (Audit audit = new Audit(line, SEED)) {
        assertThat(ChaosRun.drained(audit)).as("frames without an outcome").isNotPositive();
        for (Child service : List.of(trainer, scorer)) {
          service.terminate(Line.PATIENCE);
          assertThat(service.exitCode()).as(service.tail()).hasValue(0);
        }
        audit.look(acknowledged, models);
        Map<String, Object> report = new TreeMap<>(audit.figures());
        report.put("kills", KILLS);
        ChaosReport.write("brokers-" + version.replaceAll("[^0-9a-z.]", "-"), report);
        assertThat(audit.problems()).isEmpty();
      }
      assertThat(new ClusterAudit(line).problems()).isEmpty();
    }
  }

  private static void assertThatTheStreamsProtocolIsRefusedInASentence(Line line) {
    Child scorer = line.scorer("streams", "--set", "score.group-protocol=streams").start();
    assertThat(scorer.await(Line.PATIENCE)).as(scorer.tail()).hasValue(1);
    assertThat(scorer.output())
        .contains("score.group-protocol is streams, but the brokers don't have that protocol")
        .doesNotContain("\tat org.");
  }
}
