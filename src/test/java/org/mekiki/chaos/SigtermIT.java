package org.mekiki.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A scorer that is asked to end under full load ends soon and in order, and others take over at
 * once: time-outs are those of production, so that waiting for one would show.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
@EnabledIfSystemProperty(
    named = "mekiki.chaos.long",
    matches = "true",
    disabledReason = "takes minutes: ./mvnw verify -Pchaos")
class SigtermIT {
  private static final int TIMES = Integer.getInteger("mekiki.chaos.sigterms", Scale.of(2, 50));
  private static final long SEED = 15;
  private static final int AHEAD = 600;
  private static final int THREADS = 2;

  /** Together more than the 10,000 records for each partition that Kafka calls far. */
  private static final int FAR = Scale.of(1, 25);

  private static final int A_BIT = 2_000;

  /** Well below the session timeout of 45 s, after which a member that said nothing is dropped. */
  private static final Duration AT_MOST = Duration.ofSeconds(30);

  private static final Duration TEACHING = Line.PATIENCE;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  private final List<Long> endMillis = new ArrayList<>();
  private final List<Long> handOverMillis = new ArrayList<>();

  @Test
  void aScorerEndsInOrderUnderFullLoadAndItsPartitionsMoveAtOnce() {
    assertTimeoutPreemptively(Duration.ofSeconds(150 + 30L * TIMES), this::endAgainAndAgain);
  }

  private void endAgainAndAgain() throws Exception {
    try (Line line = new Line(folder, SigtermIT::asInProduction);
        ModelWatch models = new ModelWatch(line, FramePlan.MODEL);
        Group group = new Group(line)) {
      Child trainer = line.trainer("trainer").start();
      new Teacher(line).teach(FramePlan.MODEL, 0, TEACHING);
      assertThat(trainer.terminate(AT_MOST)).isLessThan(AT_MOST);
      assertThat(trainer.exitCode()).hasValue(0);
      Line.awaitWorking(line.scorer("stays").start());
      Child leaves = line.scorer("leaves");
      List<Acknowledgement> acknowledged;
      try (Load load = new Load(line, SEED, AHEAD)) {
        endOnce(line, load, group, leaves);
        fallBehind(load);
        for (int i = 1; i < TIMES; i++) {
          endOnce(line, load, group, leaves);
        }
        acknowledged = load.stop();
      }
      Map<String, Object> report = new TreeMap<>();
      try (Audit audit = new Audit(line, SEED)) {
        assertThat(ChaosRun.drained(audit)).isNotPositive();
        audit.look(acknowledged, models);
        report.putAll(audit.figures());
        report.put("sigterms", TIMES);
        report.put("slowestEndMillis", endMillis.stream().max(Long::compare).orElseThrow());
        report.put("slowestHandOverMillis", handOverMillis.stream().max(Long::compare).get());
        ChaosReport.write("sigterm-" + Scale.name(), report);
        assertThat(audit.problems()).isEmpty();
      }
      assertThat(ModelAudit.crashes(folder)).isEmpty();
    }
  }

  private static LineSettings asInProduction(LineSettings settings) {
    return settings
        .with("kafka.consumer.session.timeout.ms", "45000")
        .with("score.transaction-timeout", "60s");
  }

  /** One that comes back with its state far behind takes its share at once as well. */
  private static void fallBehind(Load load) {
    for (int i = 0; i < FAR; i++) {
      load.awaitOutcomes(A_BIT);
    }
  }

  private void endOnce(Line line, Load load, Group group, Child leaves) {
    int partitions = line.config.topics().frames().partitions();
    leaves.start();
    Line.awaitWorking(leaves);
    group.awaitSharedBy(2 * THREADS, partitions);
    load.awaitOutcomes(AHEAD / 4);
    long start = System.nanoTime();
    Duration took = leaves.terminate(Line.PATIENCE);
    assertThat(leaves.exitCode()).as(leaves.tail()).hasValue(0);
    assertThat(took).as(leaves.tail()).isLessThan(AT_MOST);
    Awaitility.await()
        .atMost(AT_MOST)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> group.assertSharedBy(THREADS, partitions));
    endMillis.add(took.toMillis());
    handOverMillis.add((System.nanoTime() - start) / 1_000_000);
  }
}
