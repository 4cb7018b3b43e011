package org.mekiki.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.chaos.ChaosSchedule.Action;

/**
 * Nothing is lost, doubled or put out of order while processes die. One minute by default; {@code
 * -Dmekiki.chaos.minutes=12} for longer, {@code -Dmekiki.chaos.seed=N} for another schedule.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
class ChaosIT {
  private static final int MINUTES = Integer.getInteger("mekiki.chaos.minutes", 1);
  private static final long SEED = Long.getLong("mekiki.chaos.seed", 20_261_123L);
  private static final double FRAMES_PER_SECOND = 60;

  /** Start, drain and looking, together. */
  private static final Duration AROUND_IT = Duration.ofMinutes(6);

  private static final Duration DRAIN = Duration.ofSeconds(150);
  private static final Duration ORDERLY_END = Duration.ofSeconds(10);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void nothingIsLostDoubledOrOutOfOrderWhileProcessesDie() {
    assertTimeoutPreemptively(
        Duration.ofMinutes(MINUTES + MINUTES / 2).plus(AROUND_IT), this::runAndLook);
  }

  private void runAndLook() throws Exception {
    ChaosSchedule schedule = ChaosSchedule.of(SEED, MINUTES);
    Path acknowledgements = folder.resolve("acknowledged");
    List<String> problems = new ArrayList<>();
    Map<String, Object> report = new TreeMap<>();
    try (Line line = new Line(folder);
        ChaosLine chaos = new ChaosLine(line, SEED, FRAMES_PER_SECOND, acknowledgements);
        ModelWatch models = new ModelWatch(line, FramePlan.MODEL)) {
      chaos.start();
      long start = System.nanoTime();
      chaos.run(schedule);
      report.put("seconds", (System.nanoTime() - start) / 1_000_000_000);
      chaos.calmDown();
      try (Audit audit = new Audit(line, SEED)) {
        report.put("drainSeconds", drain(audit, problems).toSeconds());
        chaos.endServices();
        problems.addAll(new ClusterAudit(line).problems());
        audit.look(Acknowledgement.read(acknowledgements), models);
        problems.addAll(audit.problems());
        report.putAll(audit.figures());
        ModelAudit modelAudit = new ModelAudit(line, chaos.teacher(), SEED);
        modelAudit.look(models.manifests(), audit.scores());
        problems.addAll(modelAudit.problems());
        report.putAll(modelAudit.figures());
      }
      problems.addAll(chaos.problems());
      problems.addAll(ends(chaos));
      problems.addAll(ModelAudit.crashes(folder));
      describe(chaos, report);
    }
    report.put("problems", problems);
    ChaosReport.write("chaos-" + MINUTES + "-min", report);
    assertThat(problems).isEmpty();
    assertThat((int) report.get("scores")).isGreaterThan(MINUTES * 1000);
    assertThat((int) report.get("alarmEvents")).isGreaterThan(MINUTES * 10);
    assertThat((int) report.get("modelVersionsThatScored")).isGreaterThan(1);
  }

  private static Duration drain(Audit audit, List<String> problems) {
    long start = System.nanoTime();
    try {
      Awaitility.await().atMost(DRAIN).until(() -> audit.open() <= 0);
    } catch (ConditionTimeoutException e) {
      problems.add("after " + DRAIN.toSeconds() + " s of calm, frames without an outcome remain");
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static List<String> ends(ChaosLine chaos) {
    return chaos.ends().stream()
        .filter(
            end ->
                end.exitCode() != 0
                    || end.took().compareTo(ORDERLY_END) > 0
                        && end.target() != ChaosSchedule.Target.BROKER)
        .map(end -> "not an orderly end: " + end)
        .toList();
  }

  private static void describe(ChaosLine chaos, Map<String, Object> report) {
    report.put("seed", SEED);
    report.put("minutes", MINUTES);
    for (Action action : Action.values()) {
      report.put(
          "did" + action.name().charAt(0) + action.name().substring(1).toLowerCase(Locale.ROOT),
          chaos.done().getOrDefault(action, Map.of()));
    }
    report.put("kills", chaos.count(Action.KILL));
    report.put("taught", chaos.taught());
    report.put("rolledBack", chaos.rolledBack());
    report.put("rollbacksTriedAgain", chaos.rollbacksTriedAgain());
    report.put(
        "slowestOrderlyEndMillis",
        chaos.ends().stream().mapToLong(end -> end.took().toMillis()).max().orElse(0));
  }
}
