package org.mekiki.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.mekiki.Patience;
import org.mekiki.chaos.ChaosSchedule.Action;

/** Carries a schedule out on a line of its own, and looks at what is left behind it. */
final class ChaosRun {
  /** How long no frame may get its outcome, once all is calm and some still have none. */
  private static final Duration STANDSTILL = Patience.PATIENCE;

  /** Also while a broker is away; with all of them there it is less, see {@link SigtermIT}. */
  private static final Duration ORDERLY_END = Duration.ofSeconds(30);

  private final Path folder;
  private final long seed;
  private final int brokers;
  private final double framesPerSecond;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Object> report = new TreeMap<>();

  ChaosRun(Path folder, long seed, int brokers, double framesPerSecond) {
    this.folder = folder;
    this.seed = seed;
    this.brokers = brokers;
    this.framesPerSecond = framesPerSecond;
  }

  /**
   * Does it all.
   *
   * @param name of the report
   * @return what was wrong
   */
  List<String> run(String name, ChaosSchedule schedule) throws Exception {
    Path acknowledgements = folder.resolve("acknowledged");
    try (Line line = new Line(folder, brokers, settings -> settings);
        Neighbour neighbour = new Neighbour(line, seed);
        ChaosLine chaos = new ChaosLine(line, neighbour, seed, framesPerSecond, acknowledgements);
        ModelWatch models = new ModelWatch(line, FramePlan.MODEL)) {
      long start = System.nanoTime();
      chaos.start();
      start = passed("startSeconds", start);
      chaos.run(schedule);
      start = passed("seconds", start);
      chaos.calmDown();
      start = passed("calmSeconds", start);
      CompletableFuture<Void> beside = CompletableFuture.runAsync(neighbour::finish);
      look(line, chaos, models, Acknowledgement.read(acknowledgements), beside);
      neighbour.look();
      problems.addAll(neighbour.problems());
      report.put("neighbour", neighbour.figures());
      passed("lookSeconds", start);
      problems.addAll(chaos.problems());
      problems.addAll(ends(chaos));
      problems.addAll(ModelAudit.crashes(folder));
      describe(chaos);
    }
    report.put("problems", problems);
    ChaosReport.write(name, report);
    return problems;
  }

  private long passed(String phase, long start) {
    long now = System.nanoTime();
    report.put(phase, (now - start) / 1_000_000_000);
    return now;
  }

  /** A figure of the report. */
  int figure(String name) {
    return (int) report.get(name);
  }

  private void look(
      Line line,
      ChaosLine chaos,
      ModelWatch models,
      List<Acknowledgement> acknowledged,
      CompletableFuture<Void> beside)
      throws Exception {
    try (Audit audit = new Audit(line, seed)) {
      report.put("drainSeconds", drain(audit).toSeconds());
      chaos.endServices();
      beside.join();
      ClusterAudit cluster = new ClusterAudit(line);
      problems.addAll(cluster.problems());
      report.putAll(cluster.figures());
      audit.look(acknowledged, models);
      problems.addAll(audit.problems());
      report.putAll(audit.figures());
      ModelAudit modelAudit = new ModelAudit(line, chaos.teachings().teacher(), seed);
      modelAudit.look(models.manifests(), audit.scores());
      problems.addAll(modelAudit.problems());
      report.putAll(modelAudit.figures());
    }
  }

  private Duration drain(Audit audit) {
    long start = System.nanoTime();
    int open = drained(audit);
    if (open > 0) {
      problems.add(
          open + " frames have no outcome, and none got one for " + STANDSTILL.toSeconds() + " s");
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /**
   * Waits until every frame has its outcome, for as long as outcomes come.
   *
   * @return frames that have none
   */
  static int drained(Audit audit) {
    int open = audit.open();
    int least = open;
    long progress = System.nanoTime();
    while (open > 0 && System.nanoTime() - progress < STANDSTILL.toNanos()) {
      open = audit.open();
      if (open < least) {
        least = open;
        progress = System.nanoTime();
      }
    }
    return open;
  }

  private static List<String> ends(ChaosLine chaos) {
    return chaos.ends().stream()
        .filter(
            end ->
                end.exitCode() != 0
                    || end.took().compareTo(ORDERLY_END) > 0 && !end.target().isBroker())
        .map(end -> "not an orderly end: " + end)
        .toList();
  }

  private void describe(ChaosLine chaos) {
    report.put("seed", seed);
    report.put("brokers", brokers);
    for (Action action : Action.values()) {
      report.put(
          "did" + action.name().charAt(0) + action.name().substring(1).toLowerCase(Locale.ROOT),
          chaos.done().getOrDefault(action, Map.of()));
    }
    report.put("kills", chaos.count(Action.KILL));
    report.putAll(chaos.teachings().figures());
    report.put(
        "slowestOrderlyEndMillis",
        chaos.ends().stream()
            .filter(end -> !end.target().isBroker())
            .mapToLong(end -> end.took().toMillis())
            .max()
            .orElse(0));
  }
}
