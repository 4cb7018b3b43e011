package org.mekiki.inspect;

import java.util.Objects;
import java.util.Optional;

/**
 * A frame that could not be scored, with what is known of it.
 *
 * @param camera its camera, or {@code ""} where that is not known
 * @param frameId its id, or the position of its record where it has none
 * @param model that it wanted, where that is known
 * @param rejection why, in one word
 * @param picture its pixels as they came, readable or not; empty where it brought none
 */
public record RejectedFrame(
    String camera,
    String frameId,
    Optional<String> model,
    Rejection rejection,
    String message,
    Optional<Frame.Content> picture) {
  public RejectedFrame {
    Objects.requireNonNull(camera, "camera");
    Objects.requireNonNull(frameId, "frameId");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(rejection, "rejection");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(picture, "picture");
  }
}
