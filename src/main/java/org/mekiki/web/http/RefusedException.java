package org.mekiki.web.http;

import java.util.Map;
import java.util.Objects;

/**
 * Something that was asked for on the page was not done. The message is a sentence for the person
 * who asked: what, why, and what to do.
 */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Refusal refusal;
  private final transient Map<String, Object> figures;

  public RefusedException(Refusal refusal, String message) {
    this(refusal, message, Map.of(), null);
  }

  public RefusedException(Refusal refusal, String message, Throwable cause) {
    this(refusal, message, Map.of(), cause);
  }

  /**
   * @param figures numbers and names of the message, as {@link Refusal} calls them
   */
  public RefusedException(Refusal refusal, String message, Map<String, Object> figures) {
    this(refusal, message, figures, null);
  }

  public RefusedException(
      Refusal refusal, String message, Map<String, Object> figures, Throwable cause) {
    super(message, cause);
    this.refusal = Objects.requireNonNull(refusal, "refusal");
    this.figures = Map.copyOf(figures);
    if (!figures.keySet().equals(refusal.figures())) {
      throw new IllegalArgumentException(
          refusal + " has the figures " + refusal.figures() + ", not " + figures.keySet());
    }
  }

  public Refusal refusal() {
    return refusal;
  }

  /** What is answered, in the API's JSON. */
  public Answer answer() {
    return new Answer(getMessage(), refusal.label(), figures, refusal.saysAll());
  }

  /**
   * A refusal in the API's JSON.
   *
   * @param error a sentence
   * @param reason label of the {@link Refusal}
   * @param figures for the texts of the page
   * @param whole whether the page's words say all that the sentence does
   */
  public record Answer(String error, String reason, Map<String, Object> figures, boolean whole) {
    /** Of anything that the page has no words for. */
    public static Answer of(String sentence) {
      return new Answer(sentence, Refusal.OTHER.label(), Map.of(), false);
    }
  }
}
