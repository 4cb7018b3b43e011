package org.mekiki.inspect;

import org.mekiki.image.file.ImageException;
import org.mekiki.text.Labelled;

/** Why a frame could not be scored. The names are the values of metrics and of dead letters. */
public enum Rejection implements Labelled {
  /** The record has no value. */
  EMPTY_VALUE,
  /** Neither an image nor a Frame. */
  NOT_AN_IMAGE,
  /** An image file that ends too early. */
  TRUNCATED_IMAGE,
  /** More pixels or bytes than the configured limit. */
  IMAGE_TOO_LARGE,
  /** An image file that is damaged or of an unsupported kind. */
  UNREADABLE_IMAGE,
  /** A picture whose aspect ratio its model was not taught with. */
  OTHER_SHAPE,
  /** The part could not be found in the frame, or looks like another one. */
  NOT_ALIGNED,
  /** Avro with a fingerprint that this build doesn't know. */
  UNKNOWN_SCHEMA,
  /** Avro that can't be decoded, or a Frame with impossible fields. */
  UNREADABLE_FRAME,
  /**
   * A header or a field beside the picture has no valid value: captured-at, sequence, bits, an id;
   * of a good frame also role, view and run-good-frames.
   */
  BAD_METADATA,
  /** Neither a key nor a field says which camera it is. */
  NO_CAMERA,
  /** The frame lies where this service may not read, or the store refuses it. */
  REFERENCE_REFUSED,
  /** Nothing lies where the record says that its frame is. */
  REFERENCE_MISSING,
  /** What lies there is not what the record's size or hash says. */
  REFERENCE_CHANGED,
  /** The place where the frame lies could not be read for too long. */
  REFERENCE_UNAVAILABLE,
  /** No model of this name has been published, or none could be loaded. */
  NO_MODEL,
  /** The model was published, but could not be used. */
  MODEL_REFUSED,
  /** The features or distances are not numbers. */
  NOT_FINITE,
  /** The process died more than once while it worked on this. */
  CRASHED,
  /** A value that begins with a brace but is no training command. */
  BAD_COMMAND,
  /** The trainer's settings have changed since the teaching run began. */
  OTHER_SETTINGS,
  /** Its score, heatmap or anomaly is larger than a topic takes. */
  RESULT_TOO_LARGE,
  /** An operator skipped it. */
  SKIPPED,
  /** Something that should not happen; the message says what. */
  INTERNAL_ERROR;

  /** What a frame is rejected for whose picture can't be decoded. */
  public static Rejection of(ImageException.Reason reason) {
    return switch (reason) {
      case EMPTY -> EMPTY_VALUE;
      case UNKNOWN_FORMAT -> NOT_AN_IMAGE;
      case TRUNCATED -> TRUNCATED_IMAGE;
      case TOO_LARGE -> IMAGE_TOO_LARGE;
      case UNREADABLE -> UNREADABLE_IMAGE;
    };
  }
}
