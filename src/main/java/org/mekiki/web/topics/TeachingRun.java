package org.mekiki.web.topics;

import java.time.Instant;

/**
 * How far a teaching run has come, in the API's JSON. Immutable.
 *
 * @param run its id; empty for frames that named none
 * @param learned frames that were embedded
 * @param refused frames that were not
 * @param expected frames that the sender will send; 0 where it did not say
 * @param version of the model, from {@code FITTING} on; else 0
 * @param frames in the published model; else 0
 * @param why the last frame was refused, or the run failed; else null
 */
public record TeachingRun(
    String run,
    State state,
    long learned,
    long refused,
    long expected,
    long version,
    long frames,
    Why why,
    long startedAtMillis,
    long atMillis) {

  /**
   * @param reason label of the frame's rejection, or of what the run failed of; empty where it is
   *     not known
   * @param message a sentence
   */
  public record Why(String reason, String message) {}

  public enum State {
    LEARNING,
    FITTING,
    PUBLISHED,
    FAILED
  }

  static TeachingRun begun(String run, Instant at) {
    long millis = at.toEpochMilli();
    return new TeachingRun(run, State.LEARNING, 0, 0, 0, 0, 0, null, millis, millis);
  }

  /** Whether an event of that run begins another one: ids of runs sort by their beginning. */
  boolean isFollowedBy(String other) {
    boolean ended = state == State.PUBLISHED || state == State.FAILED;
    if (other.isEmpty() || run.isEmpty()) {
      return ended || !other.equals(run);
    }
    return other.compareTo(run) > 0;
  }

  TeachingRun learned(Long ofAll, Instant at) {
    return counted(learned + 1, refused, ofAll, why, at);
  }

  TeachingRun refused(Long ofAll, Why said, Instant at) {
    return counted(learned, refused + 1, ofAll, said, at);
  }

  private TeachingRun counted(long nowLearned, long nowRefused, Long ofAll, Why said, Instant at) {
    return new TeachingRun(
        run,
        state,
        nowLearned,
        nowRefused,
        ofAll == null ? expected : ofAll,
        version,
        frames,
        said,
        startedAtMillis,
        at.toEpochMilli());
  }

  TeachingRun fitting(long fittedVersion, Instant at) {
    return ended(State.FITTING, fittedVersion, 0, why, at);
  }

  TeachingRun published(long publishedVersion, long inModel, Instant at) {
    return ended(State.PUBLISHED, publishedVersion, inModel, why, at);
  }

  TeachingRun failed(Why said, Instant at) {
    return ended(State.FAILED, version, 0, said, at);
  }

  private TeachingRun ended(State next, long nextVersion, long inModel, Why said, Instant at) {
    return new TeachingRun(
        run,
        next,
        learned,
        refused,
        expected,
        nextVersion,
        inModel,
        said,
        startedAtMillis,
        at.toEpochMilli());
  }
}
