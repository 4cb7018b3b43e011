package org.mekiki.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * What is done to the line, and when: a function of seed and length alone.
 *
 * <p>Every minute begins with a new model and ends with the way back to the one before. Between
 * them lies the same deck in another order, with other targets: four kills, one of them of the
 * broker every other minute; two pauses, one longer than a group's session; an orderly end and a
 * restart of the broker; the second scorer leaves and comes back.
 *
 * @param steps in order of time
 */
record ChaosSchedule(List<Step> steps) {
  /** Which process. */
  enum Target {
    BROKER,
    SCORER_A,
    SCORER_B,
    TRAINER,
    PUBLISHER
  }

  /** What is done to it. */
  enum Action {
    /** SIGKILL, then started again. */
    KILL,
    /** SIGTERM, then started again. */
    TERMINATE,
    /** SIGSTOP. */
    PAUSE,
    /** SIGCONT. */
    RESUME,
    /** Started for the first time, or again after it left. */
    JOIN,
    /** SIGTERM, and it stays away. */
    LEAVE,
    /** A new version is taught; the target is the trainer. */
    TEACH,
    /** The other kept version becomes current; the target is the trainer. */
    ROLL_BACK
  }

  /** One step, this long after the start. */
  record Step(Duration at, Action action, Target target) {}

  private static final long MINUTE = 60_000;

  /** In the last seconds of a minute nothing new begins. */
  private static final long QUIET = 6_000;

  private static final long SHORT_PAUSE = 2_000;
  private static final long LONG_PAUSE = 9_000;

  private static final List<Target> SERVICES =
      List.of(Target.SCORER_A, Target.SCORER_B, Target.TRAINER, Target.PUBLISHER);

  ChaosSchedule {
    steps = List.copyOf(steps);
  }

  /**
   * A schedule.
   *
   * @param minutes at least 1
   */
  static ChaosSchedule of(long seed, int minutes) {
    if (minutes < 1) {
      throw new IllegalArgumentException(minutes + " minutes are not legal: at least 1 is");
    }
    Random random = new Random(seed);
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(Duration.ZERO, Action.JOIN, Target.SCORER_B));
    for (int minute = 0; minute < minutes; minute++) {
      List<List<Step>> deck = deck(random, minute);
      Collections.shuffle(deck, random);
      // First the new model: there must be something to go back to.
      deck.add(0, List.of(now(Action.TEACH, Target.TRAINER)));
      deck.add(List.of(now(Action.ROLL_BACK, Target.TRAINER)));
      long slot = (MINUTE - QUIET) / deck.size();
      long start = minute * MINUTE + QUIET / 2;
      for (List<Step> card : deck) {
        long at = start + random.nextLong(slot / 2);
        card.forEach(step -> steps.add(later(step, at)));
        start += slot;
      }
    }
    steps.sort(Comparator.comparing(Step::at));
    return new ChaosSchedule(steps);
  }

  /** Cards that are shuffled as a whole; times within a card count from its own. */
  private static List<List<Step>> deck(Random random, int minute) {
    List<Target> victims = new ArrayList<>(SERVICES);
    Collections.shuffle(victims, random);
    if (minute % 2 == 1) {
      victims.set(0, Target.BROKER);
    }
    List<List<Step>> deck = new ArrayList<>();
    victims.forEach(victim -> deck.add(List.of(now(Action.KILL, victim))));
    deck.add(List.of(now(Action.TERMINATE, any(random, SERVICES))));
    deck.add(List.of(now(Action.TERMINATE, Target.BROKER)));
    deck.add(pause(any(random, List.of(Target.values())), SHORT_PAUSE));
    deck.add(pause(any(random, List.of(Target.SCORER_A, Target.SCORER_B)), LONG_PAUSE));
    deck.add(
        List.of(
            now(Action.LEAVE, Target.SCORER_B),
            new Step(Duration.ofMillis(LONG_PAUSE), Action.JOIN, Target.SCORER_B)));
    return deck;
  }

  private static List<Step> pause(Target target, long millis) {
    return List.of(
        now(Action.PAUSE, target), new Step(Duration.ofMillis(millis), Action.RESUME, target));
  }

  private static Step now(Action action, Target target) {
    return new Step(Duration.ZERO, action, target);
  }

  private static Step later(Step step, long millis) {
    return new Step(step.at().plusMillis(millis), step.action(), step.target());
  }

  private static Target any(Random random, List<Target> targets) {
    return targets.get(random.nextInt(targets.size()));
  }

  /** How many steps do this. */
  long count(Action action) {
    return steps.stream().filter(step -> step.action() == action).count();
  }
}
