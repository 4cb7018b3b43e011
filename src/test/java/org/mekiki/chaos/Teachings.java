package org.mekiki.chaos;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.mekiki.Patience;
import org.mekiki.stream.models.ModelCatalog;

/** Teaches models and rolls them back while a run goes on, one after the other, and counts. */
final class Teachings implements AutoCloseable {
  /** Framesets that are taught in turn. */
  static final int SETS = 2;

  /** Of a trainer that works: what is killed or paused does not learn. */
  private static final Duration PATIENCE = Patience.PATIENCE;

  /** For all that still wait when everything works again. */
  private static final Duration END = Duration.ofMinutes(4);

  private static final int ATTEMPTS = 4;

  private final Line line;
  private final Teacher teacher;
  private final BooleanSupplier atWork;
  private final Consumer<String> problems;
  private final ExecutorService teaching = Executors.newSingleThreadExecutor();
  private final ExecutorService disturbing = Executors.newSingleThreadExecutor();
  private final ExecutorService rollingBack = Executors.newSingleThreadExecutor();
  private final DisturbingTeachings others;
  private final AtomicInteger taught = new AtomicInteger();
  private final AtomicInteger rolledBack = new AtomicInteger();
  private final AtomicInteger triedAgain = new AtomicInteger();
  private volatile Duration longest = Duration.ZERO;
  private volatile Duration longestAtWork = Duration.ZERO;

  /**
   * @param atWork whether a trainer has its partitions and is not paused
   * @param problems is told what went wrong
   */
  Teachings(Line line, BooleanSupplier atWork, Consumer<String> problems) {
    this.line = line;
    this.teacher = new Teacher(line);
    this.others = new DisturbingTeachings(teacher, PATIENCE, atWork);
    this.atWork = atWork;
    this.problems = problems;
  }

  /** A model of the same pictures that no chaos disturbed. */
  static String calmModel(int set) {
    return "calm-" + set;
  }

  /** Teaches the models to compare with, and the first one, before anything is disturbed. */
  void teachInPeace() {
    for (int set = 0; set < SETS; set++) {
      teacher.teach(calmModel(set), set, PATIENCE);
    }
    teacher.teach(FramePlan.MODEL, 0, PATIENCE);
    taught.incrementAndGet();
  }

  /**
   * Teaches a new version, when those before it are published; beside it, teachings that must not
   * disturb it.
   */
  void teach() {
    disturbing.execute(this::disturb);
    teaching.execute(this::teachNow);
  }

  private void disturb() {
    try {
      others.all();
    } catch (RuntimeException e) {
      problems.accept("a disturbing teaching did not end as it should: " + e);
    }
  }

  private void teachNow() {
    TimeAtWork patience = new TimeAtWork(PATIENCE, atWork);
    long start = System.nanoTime();
    try {
      teacher.teach(FramePlan.MODEL, taught.get() % SETS, patience);
      taught.incrementAndGet();
    } catch (RuntimeException e) {
      problems.accept("teaching failed: " + e);
    }
    longest = max(longest, Duration.ofNanos(System.nanoTime() - start));
    longestAtWork = max(longestAtWork, patience.used());
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? b : a;
  }

  /** Makes the other kept version current. */
  void rollBack() {
    rollingBack.execute(this::rollBackNow);
  }

  private void rollBackNow() {
    for (int attempt = 1; ; attempt++) {
      try {
        rollBackOnce();
        return;
      } catch (RuntimeException e) {
        // The brokers may be away, or training may have deleted the version meanwhile.
        triedAgain.incrementAndGet();
        if (attempt == ATTEMPTS) {
          problems.accept("a rollback failed: " + e);
          return;
        }
      }
    }
  }

  private void rollBackOnce() {
    ModelCatalog catalog = teacher.catalog();
    long current = catalog.current(FramePlan.MODEL).orElseThrow().version();
    for (long version : catalog.keptVersions(FramePlan.MODEL)) {
      if (version != current) {
        line.run("models", "rollback", FramePlan.MODEL, "--to", Long.toString(version));
        rolledBack.incrementAndGet();
        return;
      }
    }
  }

  /** Waits for all that was begun. */
  void awaitEnd() throws InterruptedException {
    teaching.shutdown();
    disturbing.shutdown();
    rollingBack.shutdown();
    if (!teaching.awaitTermination(END.toSeconds(), TimeUnit.SECONDS)
        || !disturbing.awaitTermination(END.toSeconds(), TimeUnit.SECONDS)
        || !rollingBack.awaitTermination(END.toSeconds(), TimeUnit.SECONDS)) {
      problems.accept("teaching or rolling back did not come to an end");
    }
  }

  Teacher teacher() {
    return teacher;
  }

  Map<String, Object> figures() {
    Map<String, Object> figures = new TreeMap<>(others.figures());
    figures.put("taught", taught.get());
    figures.put("longestTeachingSeconds", longest.toSeconds());
    figures.put("longestTeachingSecondsOfATrainerAtWork", longestAtWork.toSeconds());
    figures.put("rolledBack", rolledBack.get());
    figures.put("rollbacksTriedAgain", triedAgain.get());
    return figures;
  }

  @Override
  public void close() {
    teaching.shutdownNow();
    disturbing.shutdownNow();
    rollingBack.shutdownNow();
  }
}
