package org.mekiki.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;

/** Services outlive a broker that is away, and those that are started meanwhile wait for it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
@EnabledIfSystemProperty(
    named = "mekiki.chaos.long",
    matches = "true",
    disabledReason = "takes minutes: ./mvnw verify -Pchaos")
class OutageIT {
  private static final Duration AWAY =
      Duration.ofSeconds(Integer.getInteger("mekiki.chaos.outage.seconds", Scale.of(15, 300)));

  private static final Duration BACK_AT_WORK = Patience.PATIENCE;
  private static final Duration TEACHING = Line.PATIENCE;
  private static final Duration AT_MOST = Duration.ofSeconds(10);
  private static final long SEED = 77;
  private static final int AHEAD = 50;
  private static final int SOME = 150;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void servicesGoOnByThemselvesWhenTheBrokerComesBack() throws Exception {
    try (Line line = new Line(folder);
        ModelWatch models = new ModelWatch(line, FramePlan.MODEL)) {
      Child trainer = line.trainer("trainer").start();
      Teacher teacher = new Teacher(line);
      teacher.teach(FramePlan.MODEL, 0, TEACHING);
      Child scorer = line.scorer("scorer").start();
      Line.awaitWorking(scorer);
      Map<String, Object> report = new TreeMap<>();
      List<Acknowledgement> acknowledged = new ArrayList<>();
      try (Load before = new Load(line, SEED, AHEAD)) {
        before.awaitOutcomes(SOME);
        acknowledged.addAll(before.stop());
      }
      Transactions.awaitNone(line);
      Child broker = line.brokers.nodes().get(0);
      broker.terminate(Line.PATIENCE);
      Child late = line.scorer("late").start();
      assertAllLive(List.of(trainer, scorer, late));
      assertThat(late.output()).contains("waiting for Kafka at " + line.bootstrap());

      broker.start();
      long start = System.nanoTime();
      Line.awaitWorking(late);
      try (Load load = new Load(line, SEED, AHEAD)) {
        awaitOutcomes(load, acknowledged.size() + SOME, List.of(scorer, late));
        report.put("secondsUntilBackAtWork", (System.nanoTime() - start) / 1_000_000_000);
        assertThat(teacher.teach(FramePlan.MODEL, 1, TEACHING)).isEqualTo(2);
        acknowledged.addAll(load.stop());
        try (Audit audit = new Audit(line, SEED)) {
          assertThat(ChaosRun.drained(audit)).isNotPositive();
          for (Child service : List.of(trainer, scorer, late)) {
            assertThat(service.terminate(Line.PATIENCE)).isLessThan(AT_MOST);
            assertThat(service.exitCode()).as(service.tail()).hasValue(0);
          }
          audit.look(acknowledged, models);
          report.putAll(audit.figures());
          report.put("secondsAway", AWAY.toSeconds());
          ChaosReport.write("outage-" + Scale.name(), report);
          assertThat(audit.problems()).isEmpty();
        }
      }
      assertThat(new ClusterAudit(line).problems()).isEmpty();
    }
  }

  /** For as long as the broker is away. */
  private static void assertAllLive(List<Child> services) {
    Awaitility.await()
        .during(AWAY)
        .atMost(AWAY.plus(AT_MOST))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(services).allMatch(Child::isAlive));
  }

  /** A service that takes long writes down what its threads do, before the test gives up. */
  private static void awaitOutcomes(Load load, int enough, List<Child> scorers) {
    try {
      Awaitility.await()
          .atMost(Line.PATIENCE)
          .untilAsserted(() -> assertThat(load.outcomes()).isGreaterThanOrEqualTo(enough));
    } catch (ConditionTimeoutException e) {
      scorers.forEach(Child::dumpThreads);
      Awaitility.await()
          .atMost(BACK_AT_WORK)
          .untilAsserted(() -> assertThat(load.outcomes()).isGreaterThanOrEqualTo(enough));
    }
  }
}
