package org.mekiki.stream.training.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.model.ModelArchive;
import org.mekiki.model.ModelKeys;
import org.mekiki.text.Text;

/**
 * A command on {@code good}, as a JSON value among the frames: {@code
 * {"command":"fit","model":"cam-1","partitions":1}}. A fit or a cancel has to be sent to every
 * partition of the topic, because it closes what came before it in each.
 *
 * @param id of the command; default: none
 * @param run the teaching run that it closes; empty for frames that named none
 * @param partitions number of partitions that the command is sent to, 1 or more
 * @param minimumVersion the published version is at least this, 1 or more
 * @param falseAlarmRate target share of good frames above the threshold, 0…1; null: the trainer's
 * @param version for {@code ROLLED_BACK}: the version that is current now; for {@code
 *     DETECTABILITY}: the version that was measured
 * @param chunks for {@code ROLLED_BACK}: how many chunks that version has; null: it is one that the
 *     trainer published
 * @param view for {@code FIT}: what the model sees of a frame, as JSON, the same as in the frames'
 *     header; null: all of it
 * @param detectability for {@code DETECTABILITY}: what the version can see, a JSON object of at
 *     most {@value ModelArchive#MAX_DETECTABILITY_BYTES} bytes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingCommand(
    Kind command,
    String model,
    String id,
    String run,
    int partitions,
    long minimumVersion,
    Double falseAlarmRate,
    Long version,
    Integer chunks,
    String view,
    JsonNode detectability) {
  /** What to do. */
  public enum Kind {
    /** Fit and publish what was gathered. */
    @JsonProperty("fit")
    FIT,
    /** Give up a run: forget what was gathered, publish nothing. */
    @JsonProperty("cancel")
    CANCEL,
    /** Learn that a person made another version current, an older or an imported one. */
    @JsonProperty("rolled-back")
    ROLLED_BACK,
    /** Keep with a published version what it can see. */
    @JsonProperty("detectability")
    DETECTABILITY
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();

  public TrainingCommand {
    Objects.requireNonNull(command, "command must be fit, cancel, rolled-back or detectability");
    ModelKeys.check(Objects.requireNonNull(model, "model is missing"));
    id = id == null ? "" : id;
    run = run == null ? "" : checkRun(run);
    partitions = partitions == 0 ? 1 : partitions;
    minimumVersion = minimumVersion == 0 ? 1 : minimumVersion;
    if (partitions < 1 || minimumVersion < 1) {
      throw new IllegalArgumentException(
          "partitions " + partitions + " and minimumVersion " + minimumVersion + ": at least 1");
    }
    if (falseAlarmRate != null && !(falseAlarmRate > 0 && falseAlarmRate < 1)) {
      throw new IllegalArgumentException(
          "falseAlarmRate " + falseAlarmRate + " is not valid: it must be between 0 and 1");
    }
    boolean ofAVersion = command == Kind.ROLLED_BACK || command == Kind.DETECTABILITY;
    if (ofAVersion && (version == null || version < 1)) {
      String name = command == Kind.ROLLED_BACK ? "rolled-back" : "detectability";
      throw new IllegalArgumentException(name + " needs a version of at least 1");
    }
    if (command == Kind.DETECTABILITY) {
      checkDetectability(detectability);
    }
    if (command == Kind.CANCEL && run.isEmpty()) {
      throw new IllegalArgumentException("cancel needs the run; 'mekiki train runs' lists them");
    }
    if (chunks != null && chunks < 0) {
      throw new IllegalArgumentException("chunks " + chunks + ": at least 0");
    }
  }

  /** Fits what the run has gathered. */
  public static TrainingCommand fit(
      String model, String id, String run, int partitions, long minimumVersion) {
    return new TrainingCommand(
        Kind.FIT, model, id, run, partitions, minimumVersion, null, null, null, null, null);
  }

  /** Gives up a run; to be sent to each partition, as a fit. */
  public static TrainingCommand cancel(String model, String run, int partitions) {
    return new TrainingCommand(
        Kind.CANCEL, model, run, run, partitions, 1, null, null, null, null, null);
  }

  /**
   * Tells the trainer which version is current, so that it keeps that one, and deletes it when it
   * is the oldest.
   */
  public static TrainingCommand rolledBack(String model, long version, int chunks) {
    return new TrainingCommand(
        Kind.ROLLED_BACK, model, "", "", 1, 1, null, version, chunks, null, null);
  }

  /** Has the trainer keep with a published version what it can see. */
  public static TrainingCommand detectability(String model, long version, JsonNode seen) {
    return new TrainingCommand(
        Kind.DETECTABILITY, model, "", "", 1, 1, null, version, null, null, seen);
  }

  /** Whether it is about a published version, not about a run. */
  public boolean namesAVersion() {
    return command == Kind.ROLLED_BACK || command == Kind.DETECTABILITY;
  }

  /** For {@code DETECTABILITY}: what is kept. */
  public byte[] detectabilityBytes() {
    return bytes(detectability);
  }

  private static byte[] bytes(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The same command with a target false-alarm rate. */
  public TrainingCommand withFalseAlarmRate(double rate) {
    return new TrainingCommand(
        command, model, id, run, partitions, minimumVersion, rate, version, chunks, view, null);
  }

  /** The same command for a model with a view. */
  public TrainingCommand withView(String json) {
    return new TrainingCommand(
        command,
        model,
        id,
        run,
        partitions,
        minimumVersion,
        falseAlarmRate,
        version,
        chunks,
        json,
        null);
  }

  /** Whether a value is a command and no frame: no image file begins with a brace. */
  public static boolean isCommand(byte[] value) {
    return value != null && value.length > 0 && value[0] == '{';
  }

  /**
   * Reads a command.
   *
   * @throws UnscorableException if it is none
   */
  public static TrainingCommand read(byte[] value) {
    try {
      return MAPPER.readValue(value, TrainingCommand.class);
    } catch (IOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String message =
          cause instanceof JsonProcessingException json
              ? json.getOriginalMessage()
              : cause.getMessage();
      throw new UnscorableException(
          Rejection.BAD_COMMAND,
          "the value begins with a brace but is not a command: "
              + message
              + "; valid: for example {\"command\":\"fit\",\"model\":\"cam-1\"}",
          e);
    }
  }

  private static void checkDetectability(JsonNode json) {
    if (json == null || !json.isObject()) {
      throw new IllegalArgumentException("detectability must be a JSON object");
    }
    int bytes = bytes(json).length;
    if (bytes > ModelArchive.MAX_DETECTABILITY_BYTES) {
      throw new IllegalArgumentException(
          Text.of(
              "detectability has %s bytes; valid: at most %s",
              bytes, ModelArchive.MAX_DETECTABILITY_BYTES));
    }
  }

  public static String checkRun(String run) {
    if (!run.isEmpty() && !run.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          Text.of("run '%s' is not valid: 1 to 64 of the characters A-Z a-z 0-9 . _ - are", run));
    }
    return run;
  }

  /** The command as JSON. */
  public byte[] toBytes() {
    return TrainingMessages.json(this);
  }
}
