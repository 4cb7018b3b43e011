package org.mekiki.web.http;

import io.javalin.http.HttpStatus;
import java.util.Set;
import org.mekiki.text.Labelled;

/**
 * Why something that was asked for on the page was not done. English has the service's sentence;
 * every other language of the page has words for each, {@code change.why.LABEL}.
 */
public enum Refusal implements Labelled {
  /** Nothing can be changed from here. */
  READ_ONLY(HttpStatus.FORBIDDEN),
  /** Too many changes at the same time. */
  BUSY(HttpStatus.SERVICE_UNAVAILABLE, true),
  /** Another view is tried at this moment. */
  TRYING(HttpStatus.SERVICE_UNAVAILABLE, true),
  /** Another view is saved at this moment. */
  SAVING(HttpStatus.SERVICE_UNAVAILABLE, true),
  /** Another site asked for it. */
  OTHER_SITE(HttpStatus.FORBIDDEN, true, "origin"),
  /** The frame is none of the last anomalies. */
  UNKNOWN_ANOMALY(HttpStatus.NOT_FOUND, true),
  /** The alarm is not open. */
  CLOSED_ALARM(HttpStatus.NOT_FOUND, true),
  /** A frozen frame is no longer kept. */
  GONE_FRAME(HttpStatus.NOT_FOUND, true),
  /** The version of the model does not score. */
  NOT_ROLLED_BACK(HttpStatus.SERVICE_UNAVAILABLE, "model", "version"),
  /** The version scores, but the trainer doesn't know it. */
  TRAINER_NOT_TOLD(HttpStatus.SERVICE_UNAVAILABLE, "model", "version"),
  /** What a person said of a frame is not known to be on its topic. */
  FEEDBACK_NOT_STORED(HttpStatus.SERVICE_UNAVAILABLE),
  /** A view is not known to be on its topic. */
  VIEW_NOT_STORED(HttpStatus.SERVICE_UNAVAILABLE),
  /** This service can't try views. */
  NO_NETWORK(HttpStatus.SERVICE_UNAVAILABLE, true),
  /** A view's inputs have too many pixels. */
  VIEW_TOO_LARGE(HttpStatus.BAD_REQUEST, true, "width", "height", "most"),
  /** A view needs more MiB than are free. */
  VIEW_TOO_MUCH_MEMORY(HttpStatus.BAD_REQUEST, true, "needed", "free"),
  /** No frozen frame can be aligned. */
  NOT_ALIGNED(HttpStatus.BAD_REQUEST),
  /** No frozen frame can be seen through the view. */
  NOT_SEEN(HttpStatus.BAD_REQUEST),
  /** The frozen frame can't be decoded. */
  UNREADABLE_FRAME(HttpStatus.BAD_REQUEST),
  /** Something else is wrong with the view. */
  BAD_VIEW(HttpStatus.BAD_REQUEST),
  /** Any other; it is a fault of the service, or nothing that the page asks for. */
  OTHER(HttpStatus.INTERNAL_SERVER_ERROR);

  private final HttpStatus status;
  private final boolean saysAll;
  private final Set<String> figures;

  Refusal(HttpStatus status, String... figures) {
    this(status, false, figures);
  }

  /**
   * @param saysAll whether the words in another language say all that the service's sentence does;
   *     else this stands below them
   * @param figures numbers and names of the sentence, for the words
   */
  Refusal(HttpStatus status, boolean saysAll, String... figures) {
    this.status = status;
    this.saysAll = saysAll;
    this.figures = Set.of(figures);
  }

  public int status() {
    return status.getCode();
  }

  boolean saysAll() {
    return saysAll;
  }

  /** What its words may put in. */
  public Set<String> figures() {
    return figures;
  }
}
