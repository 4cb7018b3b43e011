package org.mekiki.camera;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One frame as a camera delivers it.
 *
 * <p>The bytes are not copied: a source makes them for this frame and lets go.
 *
 * @param camera id of the camera, not blank
 * @param frameId the camera's own id of the frame, unique for the camera; empty where it has none
 * @param sequence counts this source's frames from 0
 * @param encoded JPEG, PNG, BMP, WebP or TIFF
 * @param label what is known to be wrong with the part; empty where nobody knows
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record CapturedFrame(
    String camera,
    Optional<String> frameId,
    Instant capturedAt,
    long sequence,
    byte[] encoded,
    Optional<Label> label) {
  public CapturedFrame {
    if (camera.isBlank()) {
      throw new IllegalArgumentException("a frame's camera id is blank");
    }
    if (sequence < 0) {
      throw new IllegalArgumentException("frame sequence " + sequence + " is negative");
    }
    Objects.requireNonNull(frameId, "frameId");
    Objects.requireNonNull(capturedAt, "capturedAt");
    Objects.requireNonNull(encoded, "encoded");
    Objects.requireNonNull(label, "label");
  }
}
