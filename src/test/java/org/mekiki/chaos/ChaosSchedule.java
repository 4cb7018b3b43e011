package org.mekiki.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * What is done to the line, and when: a function of seed, length and number of brokers alone.
 *
 * <p>Every minute begins with a new model and ends with the way back to the one before. Between
 * them lies the same deck in another order, with other targets. For the whole line: four kills, one
 * of them of a broker every other minute, or every minute where there are several; two pauses, one
 * longer than a session; an orderly end and a restart of a broker; the second scorer leaves and
 * comes back. For training: more models, and blows at two trainers above all.
 *
 * @param steps in order of time
 */
record ChaosSchedule(List<Step> steps) {
  /** Which process. */
  enum Target {
    BROKER,
    /** Only where there are several. */
    BROKER_B,
    /** Only where there are several. */
    BROKER_C,
    SCORER_A,
    SCORER_B,
    TRAINER,
    /** Only where training is what is looked at. */
    TRAINER_B,
    PUBLISHER;

    boolean isBroker() {
      return BROKERS.contains(this);
    }
  }

  private static final List<Target> BROKERS =
      List.of(Target.BROKER, Target.BROKER_B, Target.BROKER_C);

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

  /** A minute; half of one in the short form of every build. */
  private static final long MINUTE = Scale.of(30, 60) * 1000L;

  /** In the last seconds of a minute nothing new begins. */
  private static final long QUIET = 6_000;

  private static final long SHORT_PAUSE = 2_000;
  private static final long LONG_PAUSE = 9_000;

  private static final List<Target> SERVICES =
      List.of(Target.SCORER_A, Target.SCORER_B, Target.TRAINER, Target.PUBLISHER);

  ChaosSchedule {
    steps = List.copyOf(steps);
  }

  /** The cards of a minute. They are shuffled as a whole; times within one count from its own. */
  @FunctionalInterface
  private interface Deck {
    List<List<Step>> cards(Random random, int minute);
  }

  /**
   * A schedule that puts everything at risk.
   *
   * @param minutes at least 1
   * @param brokers 1 to 3
   */
  static ChaosSchedule of(long seed, int minutes, int brokers) {
    List<Target> ofBrokers = BROKERS.subList(0, brokers);
    return of(
        seed,
        minutes,
        List.of(Target.SCORER_B),
        (random, minute) -> lineDeck(random, minute, ofBrokers));
  }

  /**
   * A schedule that puts training at risk above all.
   *
   * @param minutes at least 1
   * @param brokers 1 to 3
   */
  static ChaosSchedule ofTraining(long seed, int minutes, int brokers) {
    List<Target> ofBrokers = BROKERS.subList(0, brokers);
    return of(
        seed,
        minutes,
        List.of(Target.TRAINER_B),
        (random, minute) -> trainingDeck(random, ofBrokers.get(minute % ofBrokers.size())));
  }

  private static ChaosSchedule of(long seed, int minutes, List<Target> joining, Deck decks) {
    if (minutes < 1) {
      throw new IllegalArgumentException(minutes + " minutes are not valid: at least 1 is");
    }
    Random random = new Random(seed);
    List<Step> steps = new ArrayList<>();
    joining.forEach(target -> steps.add(now(Action.JOIN, target)));
    for (int minute = 0; minute < minutes; minute++) {
      List<List<Step>> deck = decks.cards(random, minute);
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

  private static List<List<Step>> lineDeck(Random random, int minute, List<Target> brokers) {
    List<Target> victims = new ArrayList<>(SERVICES);
    Collections.shuffle(victims, random);
    List<Target> pausedForLong = new ArrayList<>(List.of(Target.SCORER_A, Target.SCORER_B));
    if (brokers.size() > 1) {
      victims.set(0, brokers.get(minute % brokers.size()));
      pausedForLong.addAll(brokers);
    } else if (minute % 2 == 1) {
      victims.set(0, Target.BROKER);
    }
    List<Target> pausedForShort = new ArrayList<>(SERVICES);
    pausedForShort.addAll(brokers);
    List<List<Step>> deck = new ArrayList<>();
    victims.forEach(victim -> deck.add(List.of(now(Action.KILL, victim))));
    deck.add(List.of(now(Action.TERMINATE, any(random, SERVICES))));
    deck.add(List.of(now(Action.TERMINATE, brokers.get((minute + 1) % brokers.size()))));
    deck.add(pause(any(random, pausedForShort), SHORT_PAUSE));
    deck.add(pause(any(random, pausedForLong), LONG_PAUSE));
    deck.add(leave(Target.SCORER_B));
    return deck;
  }

  private static List<List<Step>> trainingDeck(Random random, Target broker) {
    List<Target> trainers = List.of(Target.TRAINER, Target.TRAINER_B);
    List<List<Step>> deck = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      deck.add(List.of(now(Action.TEACH, Target.TRAINER)));
    }
    for (int i = 0; i < 4; i++) {
      deck.add(List.of(now(Action.KILL, any(random, trainers))));
    }
    deck.add(List.of(now(Action.KILL, broker)));
    deck.add(List.of(now(Action.TERMINATE, any(random, trainers))));
    deck.add(pause(any(random, trainers), SHORT_PAUSE));
    deck.add(pause(any(random, trainers), LONG_PAUSE));
    deck.add(leave(Target.TRAINER_B));
    return deck;
  }

  private static List<Step> leave(Target target) {
    return List.of(
        now(Action.LEAVE, target), new Step(Duration.ofMillis(LONG_PAUSE), Action.JOIN, target));
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
