package org.mekiki.inspect;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.mekiki.image.PixelFormat;

/**
 * One frame of a camera, not yet decoded.
 *
 * @param id of the frame; stable under replay
 * @param model key of the model that scores or learns it
 * @param capturedAt when the sensor was exposed
 * @param sequence the camera's own counter, if it has one
 * @param picture its pixels
 * @param attributes handed on to the score
 */
public record Frame(
    String camera,
    String id,
    String model,
    Instant capturedAt,
    OptionalLong sequence,
    Content picture,
    Map<String, String> attributes) {
  public Frame {
    Objects.requireNonNull(camera, "camera");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(capturedAt, "capturedAt");
    Objects.requireNonNull(sequence, "sequence");
    Objects.requireNonNull(picture, "picture");
    attributes = Map.copyOf(attributes);
  }

  /** Pixels, compressed or raw. Arrays are not copied. */
  public sealed interface Content {}

  /**
   * An image file: JPEG, PNG, BMP, WebP or TIFF.
   *
   * @param bits of samples of 16 that the camera uses, 1 to 16; 0 if the sender didn't say
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Encoded(byte[] bytes, int bits) implements Content {
    /** The sender didn't say how many bits the camera uses. */
    public Encoded(byte[] bytes) {
      this(bytes, 0);
    }
  }

  /**
   * Raw pixels.
   *
   * @param stride bytes from one row's start to the next; 0: rows follow each other without a gap
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Raw(PixelFormat format, int width, int height, int stride, byte[] bytes)
      implements Content {}
}
