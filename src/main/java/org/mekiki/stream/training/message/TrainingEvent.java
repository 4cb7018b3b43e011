package org.mekiki.stream.training.message;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * A step of training, on the training topic as JSON, for those who wait for it. The record's key is
 * the model.
 *
 * @param run teaching run, or empty
 * @param frameId the frame, for {@code EMBEDDED} and {@code REJECTED}
 * @param version of the model, for {@code FITTING} and {@code PUBLISHED}
 * @param frames in the Gaussians, for {@code FITTING} and {@code PUBLISHED}
 * @param expected frames that the run will have, for {@code EMBEDDED} and {@code REJECTED}; null
 *     where the sender did not say
 * @param reason label of the frame's {@link org.mekiki.inspect.Rejection}, for {@code REJECTED}, or
 *     of the {@link RunFailure}, for {@code FAILED} and {@code CANCELLED}; null from older releases
 * @param message a sentence, for {@code REJECTED}, {@code QUEUED}, {@code FAILED} and {@code
 *     CANCELLED}; for {@code FITTING} and {@code PUBLISHED} what a person should know about the
 *     model, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TrainingEvent(
    Kind event,
    String model,
    String run,
    String frameId,
    Long version,
    Long frames,
    Long expected,
    String reason,
    String message) {

  /** What happened. */
  public enum Kind {
    /** A frame was embedded and sent to its tiles. */
    EMBEDDED,
    /** A frame or command was refused; it is a dead letter. */
    REJECTED,
    /** All frames are in, and another run of the same model is being fitted: its turn comes. */
    QUEUED,
    /** All frames are in; the tiles fit. */
    FITTING,
    /** The manifest was published. */
    PUBLISHED,
    /** Nothing was published. */
    FAILED,
    /** A person has ended the run; nothing was published. */
    CANCELLED
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();

  public TrainingEvent {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(model, "model");
    if (event == Kind.FITTING || event == Kind.PUBLISHED) {
      Objects.requireNonNull(version, "version");
      Objects.requireNonNull(frames, "frames");
    }
  }

  public static TrainingEvent embedded(String model, String run, String frameId, Long expected) {
    return new TrainingEvent(Kind.EMBEDDED, model, run, frameId, null, null, expected, null, null);
  }

  public static TrainingEvent rejected(
      String model, String run, String frameId, Long expected, String reason, String message) {
    return new TrainingEvent(
        Kind.REJECTED, model, run, frameId, null, null, expected, reason, message);
  }

  public static TrainingEvent fitting(String model, String run, long version, long frames) {
    return new TrainingEvent(Kind.FITTING, model, run, null, version, frames, null, null, null);
  }

  public static TrainingEvent published(String model, String run, long version, long frames) {
    return new TrainingEvent(Kind.PUBLISHED, model, run, null, version, frames, null, null, null);
  }

  public static TrainingEvent failed(String model, String run, String reason, String message) {
    return new TrainingEvent(Kind.FAILED, model, run, null, null, null, null, reason, message);
  }

  public static TrainingEvent queued(String model, String run, String message) {
    return new TrainingEvent(Kind.QUEUED, model, run, null, null, null, null, null, message);
  }

  public static TrainingEvent cancelled(String model, String run, String reason, String message) {
    return new TrainingEvent(Kind.CANCELLED, model, run, null, null, null, null, reason, message);
  }

  /** Whether the run is over. */
  public boolean ends() {
    return event == Kind.PUBLISHED || event == Kind.FAILED || event == Kind.CANCELLED;
  }

  /** The same event with a sentence, which may be null. */
  public TrainingEvent saying(String sentence) {
    return new TrainingEvent(
        event, model, run, frameId, version, frames, expected, reason, sentence);
  }

  /**
   * Reads an event.
   *
   * @return empty if it is none: anybody may write to a topic
   */
  public static Optional<TrainingEvent> read(byte[] value) {
    try {
      return value == null
          ? Optional.empty()
          : Optional.ofNullable(MAPPER.readValue(value, TrainingEvent.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  byte[] toBytes() {
    return TrainingMessages.json(this);
  }
}
