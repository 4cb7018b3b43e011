package org.mekiki.stream.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.text.Labelled;

/** The teaching runs of a cluster, as the trainer's events tell of them. Not thread-safe. */
public final class TeachingRuns {
  private final Map<String, Run> runs = new LinkedHashMap<>();

  /** How far a run is. */
  public enum State implements Labelled {
    /** Frames come. */
    LEARNING,
    /** All frames are in; another run of the same model is being fitted. */
    WAITING,
    /** The model is being fitted. */
    FITTING,
    /** There is a model. */
    PUBLISHED,
    /** There is none; the message says why. */
    FAILED,
    /** A person gave it up. */
    CANCELLED;
  }

  /**
   * A run.
   *
   * @param run its id; empty for frames that name none
   * @param frames learned so far
   * @param rejected frames that can't be learned
   * @param expected frames that it will have; null where nobody said so
   * @param begun when it was first heard of
   * @param message of its end, or null
   */
  public record Run(
      String model,
      String run,
      State state,
      long frames,
      long rejected,
      Long expected,
      Instant begun,
      Instant heard,
      String message) {

    /** Whether it goes on. */
    public boolean isOpen() {
      return state == State.LEARNING || state == State.WAITING || state == State.FITTING;
    }

    private Run after(TrainingEvent event, Instant at) {
      return new Run(
          model,
          run,
          switch (event.event()) {
            case EMBEDDED, REJECTED -> state;
            case QUEUED -> State.WAITING;
            case FITTING -> State.FITTING;
            case PUBLISHED -> State.PUBLISHED;
            case FAILED -> State.FAILED;
            case CANCELLED -> State.CANCELLED;
          },
          event.event() == TrainingEvent.Kind.EMBEDDED ? frames + 1 : frames,
          event.event() == TrainingEvent.Kind.REJECTED ? rejected + 1 : rejected,
          event.expected() == null ? expected : event.expected(),
          begun,
          at,
          event.ends() ? event.message() : message);
    }
  }

  /**
   * Reads all that is on the topic of training's events.
   *
   * @param stop whether to read no further
   */
  public static TeachingRuns read(
      Map<String, Object> consumer, String topic, BooleanSupplier stop) {
    TeachingRuns runs = new TeachingRuns();
    try (TopicFollower events = new TopicFollower(consumer, topic, true)) {
      while (!stop.getAsBoolean() && !events.isAtEnd()) {
        for (TopicFollower.Entry entry : events.poll()) {
          TrainingEvent.read(entry.value())
              .ifPresent(event -> runs.heard(event, Instant.ofEpochMilli(entry.timestamp())));
        }
      }
    }
    return runs;
  }

  /** Takes note of an event. */
  void heard(TrainingEvent event, Instant at) {
    String run = event.run() == null ? "" : event.run();
    String key = event.model() + '|' + run;
    Run known = runs.get(key);
    if (known != null && !known.isOpen()) {
      // What still comes of a run that has ended is dropped; frames without a run begin another.
      boolean frame =
          event.event() == TrainingEvent.Kind.EMBEDDED
              || event.event() == TrainingEvent.Kind.REJECTED;
      if (!frame || !run.isEmpty() && known.state() != State.PUBLISHED) {
        return;
      }
      known = null;
    }
    Run before =
        known == null
            ? new Run(event.model(), run, State.LEARNING, 0, 0, null, at, at, null)
            : known;
    runs.put(key, before.after(event, at));
  }

  /** All, in the order in which they began. */
  public List<Run> all() {
    return new ArrayList<>(runs.values());
  }

  /** Those that go on. */
  public List<Run> open() {
    return runs.values().stream().filter(Run::isOpen).toList();
  }
}
