package org.mekiki.stream.codec;

/** Optional headers of a record with plain image bytes; text, UTF-8. */
public final class FrameHeaders {
  /** Key of the model that scores or learns the frame; default: the camera id. */
  public static final String MODEL = "model";

  /** When the sensor was exposed: ISO 8601, or milliseconds since 1970. Default: the timestamp. */
  public static final String CAPTURED_AT = "captured-at";

  /** Id of the frame; default: topic-partition-offset and a short form of the topic's id. */
  public static final String FRAME_ID = "frame-id";

  /** The camera's own counter. */
  public static final String SEQUENCE = "sequence";

  /** Bits that the camera uses of samples of 16, 1 to 16: 12, say. */
  public static final String BITS = "bits";

  /** On {@code good}: {@code train} (default), {@code validation} or {@code defect}. */
  public static final String ROLE = "role";

  /** On {@code good}: id of the teaching run that the frame belongs to; default: none. */
  public static final String RUN = "run";

  /** On {@code good}: number of frames that the run will have, to show its progress. */
  public static final String RUN_FRAMES = "run-frames";

  /**
   * On {@code good}, of frames and of the fit: number of good frames that the run's model is to
   * learn. A trainer with {@code padim.dimensions = auto} chooses the features by it, so it has to
   * be the same in all records of a run. Default: not known.
   */
  public static final String RUN_GOOD_FRAMES = "run-good-frames";

  /** On {@code good}: what the run's model sees of a frame, as JSON; default: all of it. */
  public static final String VIEW = "view";

  /**
   * Where the picture lies, if the record does not carry it: its value is empty, or a Frame in Avro
   * whose data is.
   */
  public static final String REFERENCE = "reference";

  /** Number of bytes that lie there; default: whatever there are. */
  public static final String REFERENCE_BYTES = "reference-bytes";

  /** SHA-256 of the bytes that lie there, in hexadecimal digits. */
  public static final String REFERENCE_SHA256 = "reference-sha256";

  /** Headers of this prefix become attributes, without it. */
  public static final String ATTRIBUTE_PREFIX = "attribute-";

  /**
   * Present where a frame is sent again, long after its time: it is scored, but feeds no alarm, no
   * drift and no count of a camera's frames. Says by what it was sent again.
   */
  public static final String REPLAYED = "mekiki-replay";

  private FrameHeaders() {}
}
