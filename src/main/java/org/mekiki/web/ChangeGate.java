package org.mekiki.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.util.concurrent.Semaphore;
import org.mekiki.web.http.Json;
import org.mekiki.web.http.Refusal;
import org.mekiki.web.http.RefusedException;
import org.mekiki.web.http.SameOrigin;

/**
 * What each request passes that changes something or takes long: {@link SameOrigin}, whether
 * anything may be changed from here, and that only a few do so at a time.
 */
final class ChangeGate {
  private final Changes changes;
  private final Semaphore places;
  private final Refusal busy;
  private final String sentence;

  /** Does what was asked for, and gives what is answered as JSON. */
  @FunctionalInterface
  interface Change {
    Object make(Context context);
  }

  /**
   * @param atOnce how many may be under way
   * @param busy what the next one is told
   * @param sentence the same in words
   */
  ChangeGate(Changes changes, int atOnce, Refusal busy, String sentence) {
    this.changes = changes;
    this.places = new Semaphore(atOnce);
    this.busy = busy;
    this.sentence = sentence;
  }

  void pass(Context context, Change change) {
    SameOrigin.require(context);
    changes
        .refusal()
        .ifPresent(
            why -> {
              throw new RefusedException(Refusal.READ_ONLY, why);
            });
    if (!places.tryAcquire()) {
      throw new RefusedException(busy, sentence);
    }
    try {
      Json.answer(context, change.make(context));
    } finally {
      places.release();
    }
  }

  /**
   * The body.
   *
   * @param example of a valid one, for the message
   */
  static <T> T body(Context context, Class<T> type, String example) {
    try {
      return Json.read(context.bodyAsBytes(), type);
    } catch (JsonProcessingException e) {
      throw new BadRequestResponse("The body can't be read; valid: " + example + ".");
    }
  }
}
