package org.mekiki.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.Patience;
import org.mekiki.chaos.ChaosSchedule.Action;
import org.mekiki.chaos.ChaosSchedule.Step;
import org.mekiki.chaos.ChaosSchedule.Target;

/** Does to a line what the schedule says, and keeps it going. */
final class ChaosLine implements AutoCloseable {
  private static final Duration ENDING = Patience.PATIENCE;
  private static final Duration AT_WORK = Duration.ofSeconds(40);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final List<Target> SCORERS = List.of(Target.SCORER_A, Target.SCORER_B);
  private static final List<Target> TRAINERS = List.of(Target.TRAINER, Target.TRAINER_B);
  private static final List<Target> BROKERS =
      Stream.of(Target.values()).filter(Target::isBroker).toList();

  /** What may leave a broker out of step with the others, or without a process. */
  private static final Set<Action> BLOWS = EnumSet.of(Action.KILL, Action.TERMINATE, Action.PAUSE);

  /** How long an orderly end took, and with which code. */
  record End(Target target, Duration took, int exitCode) {}

  private final Line line;
  private final Neighbour neighbour;
  private final Admin admin;
  private final Teachings teachings;
  private final Map<Target, Child> children = new EnumMap<>(Target.class);
  private final Set<Target> wanted = EnumSet.noneOf(Target.class);
  private final Map<Action, Map<Target, Integer>> done = new EnumMap<>(Action.class);
  private final List<End> ends = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  ChaosLine(
      Line line, Neighbour neighbour, long seed, double framesPerSecond, Path acknowledgements) {
    this.line = line;
    this.neighbour = neighbour;
    this.admin = Admin.create(line.config.kafka().adminProperties());
    for (int i = 0; i < line.brokers.size(); i++) {
      children.put(BROKERS.get(i), line.brokers.nodes().get(i));
      wanted.add(BROKERS.get(i));
    }
    children.put(Target.SCORER_A, line.scorer("scorer-a"));
    children.put(Target.SCORER_B, line.scorer("scorer-b"));
    children.put(Target.TRAINER, line.trainer("trainer"));
    children.put(Target.TRAINER_B, line.trainer("trainer-b"));
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
    this.teachings = new Teachings(line, () -> TRAINERS.stream().anyMatch(this::works), this::note);
  }

  /** Starts one of each, with a first model taught in peace; the neighbour does the same beside. */
  void start() {
    CompletableFuture<Void> beside = CompletableFuture.runAsync(neighbour::start);
    startChild(Target.TRAINER);
    teachings.teachInPeace();
    beside.join();
    startChild(Target.SCORER_A);
    startChild(Target.PUBLISHER);
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
      long waiting = System.nanoTime();
      if (step.action() != Action.RESUME) {
        awaitOneAtWork(SCORERS);
        awaitOneAtWork(TRAINERS);
      }
      if (step.target().isBroker() && BLOWS.contains(step.action())) {
        awaitBrokers();
      }
      late += System.nanoTime() - waiting;
      perform(step);
    }
  }

  /** Waits until one of them has its partitions, but not for ever. */
  private void awaitOneAtWork(List<Target> targets) {
    long enough = System.nanoTime() + AT_WORK.toNanos();
    while (System.nanoTime() < enough && targets.stream().noneMatch(this::hasBegunToWork)) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  /** A paused one is waited for in vain: its resuming comes later. */
  private boolean hasBegunToWork(Target target) {
    Child child = children.get(target);
    return child.isAlive() && (child.isPaused() || Line.hasPartitions(child));
  }

  private boolean works(Target target) {
    Child child = children.get(target);
    return child.isAlive() && !child.isPaused() && Line.isRunning(child);
  }

  /** One broker at a time: all of them must be there, and have all copies, before the next blow. */
  private void awaitBrokers() {
    brokers().forEach(Child::resume);
    line.brokers.await();
    line.brokers.awaitInSync(admin);
  }

  private List<Child> brokers() {
    return line.brokers.nodes();
  }

  private void perform(Step step) {
    boolean endsOnlyBroker =
        line.brokers.size() == 1
            && step.target() == Target.BROKER
            && (step.action() == Action.KILL || step.action() == Action.TERMINATE);
    List<Child> atRest = endsOnlyBroker ? bringToRest() : List.of();
    act(step);
    if (endsOnlyBroker) {
      line.brokers.await();
      atRest.forEach(Child::resume);
    }
    done.computeIfAbsent(step.action(), action -> new EnumMap<>(Target.class))
        .merge(step.target(), 1, Integer::sum);
  }

  /** Pauses all that opens transactions, until those that are open have been given up. */
  private List<Child> bringToRest() {
    List<Child> services = new ArrayList<>();
    for (Target target : services()) {
      Child child = children.get(target);
      if (child.isAlive() && !child.isPaused()) {
        child.pause();
        services.add(child);
      }
    }
    for (Child child : neighbour.writers()) {
      child.pause();
      services.add(child);
    }
    Transactions.awaitNone(line);
    return services;
  }

  private static List<Target> services() {
    return Stream.concat(SCORERS.stream(), TRAINERS.stream()).toList();
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
      case TEACH -> teachings.teach();
      case ROLL_BACK -> teachings.rollBack();
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
    brokers().forEach(Child::resume);
    await()
        .untilAsserted(
            () -> assertThat(!child.isAlive() || hasBegun(child)).as(child::tail).isTrue());
    if (!child.isAlive()) {
      died(child);
      return;
    }
    Duration took = child.terminate(ENDING);
    ends.add(new End(target, took, child.exitCode().orElseThrow()));
  }

  private boolean hasBegun(Child child) {
    return Line.works(child)
        || child.output().contains(PublisherMain.READY)
        || line.brokers.isReady(child);
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

  private synchronized void note(String problem) {
    problems.add(problem);
  }

  /** Everything works again, and no more frames come. */
  void calmDown() throws InterruptedException {
    children.values().forEach(Child::resume);
    bringBackWhatDied();
    awaitBrokers();
    teachings.awaitEnd();
    wanted.remove(Target.PUBLISHER);
    end(Target.PUBLISHER);
  }

  /** Ends the services; the brokers stay for whoever looks at what is left. */
  void endServices() {
    for (Target target : services()) {
      if (wanted.remove(target)) {
        end(target);
      }
    }
  }

  Teachings teachings() {
    return teachings;
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

  @Override
  public void close() {
    teachings.close();
    admin.close();
  }
}
