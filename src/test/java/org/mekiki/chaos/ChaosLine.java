package org.mekiki.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.mekiki.chaos.ChaosSchedule.Action;
import org.mekiki.chaos.ChaosSchedule.Step;
import org.mekiki.chaos.ChaosSchedule.Target;

/** Does to a line what the schedule says, and keeps it going. */
final class ChaosLine implements AutoCloseable {
  /** Framesets that are taught in turn. */
  static final int SETS = 2;

  private static final Duration TEACHING = Duration.ofSeconds(150);
  private static final Duration ENDING = Duration.ofSeconds(60);
  private static final Duration AT_WORK = Duration.ofSeconds(40);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  /** How long an orderly end took, and with which code. */
  record End(Target target, Duration took, int exitCode) {}

  private final Line line;
  private final Teacher teacher;
  private final Map<Target, Child> children = new EnumMap<>(Target.class);
  private final Set<Target> wanted = EnumSet.noneOf(Target.class);
  private final Map<Action, Map<Target, Integer>> done = new EnumMap<>(Action.class);
  private final List<End> ends = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final ExecutorService teaching = Executors.newSingleThreadExecutor();
  private final ExecutorService rollingBack = Executors.newSingleThreadExecutor();
  private final AtomicInteger taught = new AtomicInteger();
  private final AtomicInteger rolledBack = new AtomicInteger();
  private final AtomicInteger triedAgain = new AtomicInteger();

  ChaosLine(Line line, long seed, double framesPerSecond, Path acknowledgements) {
    this.line = line;
    this.teacher = new Teacher(line);
    children.put(Target.BROKER, line.broker);
    children.put(Target.SCORER_A, line.scorer("scorer-a"));
    children.put(Target.SCORER_B, line.scorer("scorer-b"));
    children.put(Target.TRAINER, line.trainer("trainer"));
    children.put(
        Target.PUBLISHER,
        line.child(
            "publisher",
            List.of("-Xmx192m"),
            PublisherMain.class,
            line.configFile().toString(),
            Long.toString(seed),
            Double.toString(framesPerSecond),
            acknowledgements.toString()));
    wanted.add(Target.BROKER);
  }

  /** Starts everything but the second scorer, with a first model taught in peace. */
  void start() {
    startChild(Target.TRAINER);
    for (int set = 0; set < SETS; set++) {
      teacher.teach(calmModel(set), set, TEACHING);
    }
    teacher.teach(FramePlan.MODEL, 0, TEACHING);
    taught.incrementAndGet();
    startChild(Target.SCORER_A);
    startChild(Target.PUBLISHER);
  }

  /** A model of the same pictures that no chaos disturbed. */
  static String calmModel(int set) {
    return "calm-" + set;
  }

  /**
   * Runs the schedule: each step at its time, or later on a slow machine, where otherwise
   * everything would be killed before it has begun and nothing would be put at risk.
   */
  void run(ChaosSchedule schedule) {
    long start = System.nanoTime();
    long late = 0;
    for (Step step : schedule.steps()) {
      long due = start + late + step.at().toNanos();
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      bringBackWhatDied();
      if (step.action() != Action.RESUME) {
        late += awaitAScorerAtWork();
      }
      perform(step);
    }
  }

  /**
   * Waits until one of the scorers has its partitions, but not for ever; tells how long it took.
   */
  private long awaitAScorerAtWork() {
    long start = System.nanoTime();
    long enough = start + AT_WORK.toNanos();
    while (System.nanoTime() < enough
        && !isAtWork(children.get(Target.SCORER_A))
        && !isAtWork(children.get(Target.SCORER_B))) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return System.nanoTime() - start;
  }

  /** A paused one is waited for in vain: its resuming comes later. */
  private static boolean isAtWork(Child scorer) {
    return scorer.isAlive() && (scorer.isPaused() || Line.hasPartitions(scorer));
  }

  private void perform(Step step) {
    boolean endsBroker =
        step.target() == Target.BROKER
            && (step.action() == Action.KILL || step.action() == Action.TERMINATE);
    List<Child> atRest = endsBroker ? bringToRest() : List.of();
    act(step);
    if (endsBroker) {
      line.awaitBroker();
      atRest.forEach(Child::resume);
    }
    done.computeIfAbsent(step.action(), action -> new EnumMap<>(Target.class))
        .merge(step.target(), 1, Integer::sum);
  }

  /** Pauses all that opens transactions, until those that are open have been given up. */
  private List<Child> bringToRest() {
    children.get(Target.BROKER).resume();
    List<Child> services = new ArrayList<>();
    for (Target target : List.of(Target.SCORER_A, Target.SCORER_B, Target.TRAINER)) {
      Child child = children.get(target);
      if (child.isAlive() && !child.isPaused()) {
        child.pause();
        services.add(child);
      }
    }
    Transactions.awaitNone(line);
    return services;
  }

  private void act(Step step) {
    Child child = children.get(step.target());
    switch (step.action()) {
      case KILL -> {
        child.kill();
        startChild(step.target());
      }
      case TERMINATE -> {
        if (child.isAlive()) {
          end(step.target());
        }
        startChild(step.target());
      }
      case PAUSE -> child.pause();
      case RESUME -> child.resume();
      case JOIN -> {
        if (!child.isAlive()) {
          startChild(step.target());
        }
      }
      case LEAVE -> {
        wanted.remove(step.target());
        if (child.isAlive()) {
          end(step.target());
        }
      }
      case TEACH -> teaching.execute(this::teach);
      case ROLL_BACK -> rollingBack.execute(this::rollBack);
    }
  }

  private void startChild(Target target) {
    children.get(target).start();
    wanted.add(target);
  }

  /** An orderly end; what has only just been started is let to begin first. */
  private void end(Target target) {
    Child child = children.get(target);
    child.resume();
    children.get(Target.BROKER).resume();
    Line.await(() -> !child.isAlive() || begun(child));
    if (!child.isAlive()) {
      died(child);
      return;
    }
    Duration took = child.terminate(ENDING);
    ends.add(new End(target, took, child.exitCode().orElseThrow()));
  }

  private boolean begun(Child child) {
    return Line.works(child)
        || child.output().contains(PublisherMain.READY)
        || child.output().contains("broker listens on " + line.bootstrap());
  }

  private void bringBackWhatDied() {
    for (Target target : wanted) {
      Child child = children.get(target);
      if (!child.isAlive()) {
        died(child);
        child.start();
      }
    }
  }

  private void died(Child child) {
    note(child.name() + " ended by itself with " + child.exitCode() + ":\n" + child.tail());
  }

  private void teach() {
    int set = taught.get() % SETS;
    try {
      teacher.teach(FramePlan.MODEL, set, TEACHING);
      taught.incrementAndGet();
    } catch (RuntimeException e) {
      note("teaching failed: " + e);
    }
  }

  private void rollBack() {
    for (int attempt = 0; ; attempt++) {
      try {
        long current = teacher.catalog().current(FramePlan.MODEL).orElseThrow().version();
        for (var kept : teacher.catalog().kept(FramePlan.MODEL)) {
          if (kept.version() != current) {
            line.run("models", "rollback", FramePlan.MODEL, "--to", Long.toString(kept.version()));
            rolledBack.incrementAndGet();
            return;
          }
        }
        return;
      } catch (RuntimeException e) {
        // The broker may be away, or training may have deleted the version meanwhile.
        triedAgain.incrementAndGet();
        if (attempt == 3) {
          note("a rollback failed: " + e);
          return;
        }
      }
    }
  }

  private synchronized void note(String problem) {
    problems.add(problem);
  }

  /** Everything works again, and no more frames come. */
  void calmDown() throws InterruptedException {
    children.values().forEach(Child::resume);
    bringBackWhatDied();
    line.awaitBroker();
    teaching.shutdown();
    rollingBack.shutdown();
    if (!teaching.awaitTermination(TEACHING.toSeconds(), TimeUnit.SECONDS)
        || !rollingBack.awaitTermination(TEACHING.toSeconds(), TimeUnit.SECONDS)) {
      note("teaching or rolling back did not come to an end");
    }
    wanted.remove(Target.PUBLISHER);
    end(Target.PUBLISHER);
  }

  /** Ends the services; the broker stays for whoever looks at what is left. */
  void endServices() {
    for (Target target : List.of(Target.SCORER_A, Target.SCORER_B, Target.TRAINER)) {
      if (wanted.remove(target)) {
        end(target);
      }
    }
  }

  Teacher teacher() {
    return teacher;
  }

  List<End> ends() {
    return List.copyOf(ends);
  }

  synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  int count(Action action) {
    return done.getOrDefault(action, Map.of()).values().stream().mapToInt(n -> n).sum();
  }

  Map<Action, Map<Target, Integer>> done() {
    return done;
  }

  int taught() {
    return taught.get();
  }

  int rolledBack() {
    return rolledBack.get();
  }

  int rollbacksTriedAgain() {
    return triedAgain.get();
  }

  @Override
  public void close() {
    teaching.shutdownNow();
    rollingBack.shutdownNow();
  }
}
