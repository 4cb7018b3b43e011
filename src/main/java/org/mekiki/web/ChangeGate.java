package org.mekiki.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.Header;
import io.javalin.http.ServiceUnavailableResponse;
import java.util.concurrent.Semaphore;
import org.mekiki.web.http.Json;
import org.mekiki.web.http.SameOrigin;

/**
 * What each request passes that changes something or takes long: {@link SameOrigin}, whether
 * anything may be changed from here, and that only a few do so at a time.
 */
final class ChangeGate {
  private final Changes changes;
  private final Semaphore places;
  private final String busy;

  /** Does what was asked for, and gives what is answered as JSON. */
  @FunctionalInterface
  interface Change {
    Object make(Context context);
  }

  /**
   * @param atOnce how many may be under way
   * @param busy what the next one is told, a sentence
   */
  ChangeGate(Changes changes, int atOnce, String busy) {
    this.changes = changes;
    this.places = new Semaphore(atOnce);
    this.busy = busy;
  }

  void pass(Context context, Change change) {
    SameOrigin.require(context);
    changes
        .refusal()
        .ifPresent(
            why -> {
              throw new ForbiddenResponse(why);
            });
    if (!places.tryAcquire()) {
      throw new ServiceUnavailableResponse(busy);
    }
    try {
      context
          .header(Header.CACHE_CONTROL, "no-store")
          .contentType("application/json; charset=utf-8")
          .result(Json.bytes(change.make(context)));
    } catch (ChangeException e) {
      throw new ServiceUnavailableResponse(e.getMessage());
    } catch (ViewRefusedException e) {
      throw new BadRequestResponse(e.getMessage());
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
