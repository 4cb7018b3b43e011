package org.mekiki.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.app.RealRegistry;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.codec.WireFormat;
import org.mekiki.stream.registry.SchemaRegistry;

/**
 * A schema registry that is killed and comes back, between kills of the scorers that write in its
 * format: what works needs it no more, what starts waits for it, and all scores have one id.
 */
@EnabledIfSystemProperty(
    named = "mekiki.chaos.long",
    matches = "true",
    disabledReason = "takes minutes: ./mvnw verify -Pchaos")
class RegistryOutageIT {
  private static final int OUTAGES = 3;
  private static final int AHEAD = 40;
  private static final int A_WHILE = 80;
  private static final long SEED = 41;
  private static final String WAITING = "waiting: ";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void noScoreIsLostOrDoubledOrOfAnotherIdWhenTheRegistryIsKilled() throws Exception {
    try (RealRegistry registry = RealRegistry.start(folder);
        Line line = new Line(folder, settings -> withRegistry(settings, registry));
        ModelWatch models = new ModelWatch(line, FramePlan.MODEL)) {
      Child trainer = line.trainer("trainer").start();
      assertThat(new Teacher(line).teach(FramePlan.MODEL, 0, Line.PATIENCE)).isEqualTo(1);
      Child stays = line.scorer("stays").start();
      Child dies = line.scorer("dies").start();
      Line.awaitWorking(stays);
      Line.awaitWorking(dies);
      List<Acknowledgement> acknowledged;
      try (Load load = new Load(line, SEED, AHEAD)) {
        for (int outage = 0; outage < OUTAGES; outage++) {
          load.awaitOutcomes(A_WHILE);
          registry.close();
          load.awaitOutcomes(A_WHILE);
          dies.kill();
          dies.start();
          Line.awaitOutput(dies, WAITING);
          load.awaitOutcomes(A_WHILE);
          if (outage == OUTAGES - 1) {
            // Now nobody can score, and all frames have to wait.
            stays.kill();
            stays.start();
            Line.awaitOutput(stays, WAITING);
          }
          registry.start();
          Line.awaitWorking(dies);
        }
        load.awaitOutcomes(A_WHILE);
        acknowledged = load.stop();
      }
      try (Audit audit = new Audit(line, SEED)) {
        assertThat(ChaosRun.drained(audit)).as("frames without an outcome").isNotPositive();
        for (Child service : List.of(trainer, stays, dies)) {
          assertThat(service.terminate(Line.PATIENCE)).isLessThan(Duration.ofMinutes(1));
          assertThat(service.exitCode()).as(service.tail()).hasValue(0);
        }
        audit.look(acknowledged, models);
        Map<String, Object> report = new TreeMap<>(audit.figures());
        report.put("registryOutages", OUTAGES);
        ChaosReport.write("registry-outage", report);
        assertThat(audit.problems()).isEmpty();
      }
      assertThatAllScoresHaveOneId(line);
    }
  }

  private static LineSettings withRegistry(LineSettings settings, RealRegistry registry) {
    return settings
        .with("registry.url", registry.url())
        .with("registry.auto-register", "true")
        .with("score.scores.format", "confluent-avro");
  }

  private static void assertThatAllScoresHaveOneId(Line line) throws Exception {
    TreeSet<Integer> ids = new TreeSet<>();
    try (Records<Integer> scores =
        new Records<>(
            line, line.config.topics().scores().name(), entry -> WireFormat.id(entry.value()))) {
      ids.addAll(scores.toEnd());
    }
    assertThat(ids).as("schema ids of the scores").hasSize(1);
    assertThat(new SchemaRegistry(line.config.registry()).byId(ids.first()).getFullName())
        .isEqualTo(Score.getClassSchema().getFullName());
  }
}
