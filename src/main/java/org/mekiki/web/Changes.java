package org.mekiki.web;

import java.util.Objects;
import java.util.Optional;
import org.mekiki.inspect.Feedback;
import org.mekiki.web.http.Refusal;
import org.mekiki.web.http.RefusedException;

/**
 * What a person may change from the page: the port to who does it. Implementations are thread-safe
 * and may take seconds.
 */
public interface Changes {
  /** Why nothing can be changed from here, a sentence; empty if it can. */
  Optional<String> refusal();

  /**
   * Makes a kept version of a model the one that scores.
   *
   * @throws RefusedException if it was not done
   */
  void rollback(String model, long version);

  /**
   * Stores what a person says of a frame; returns once it is durable.
   *
   * @throws RefusedException if it is not known to be stored
   */
  void judge(Feedback feedback);

  /** Nothing can be changed, for this reason. */
  static Changes refused(String why) {
    Objects.requireNonNull(why, "why");
    return new Changes() {
      @Override
      public Optional<String> refusal() {
        return Optional.of(why);
      }

      @Override
      public void rollback(String model, long version) {
        throw new RefusedException(Refusal.READ_ONLY, why);
      }

      @Override
      public void judge(Feedback feedback) {
        throw new RefusedException(Refusal.READ_ONLY, why);
      }
    };
  }
}
