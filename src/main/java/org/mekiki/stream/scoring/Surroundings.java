package org.mekiki.stream.scoring;

import java.time.Duration;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.mekiki.stream.codec.Origin;

/**
 * What the scoring topology has to know of the cluster and the service around it.
 *
 * @param origin names the site and the topic of frames
 * @param fetching whether the brokers answer for a partition of the frames: silence counts only
 *     while they do. Asked on the thread that reads it
 * @param modelWait how long a frame waits for a model that is known but not in memory; well below
 *     the time-out of a transaction
 * @param repeatsAlarms whether open alarms are written again at the start: without transactions one
 *     may be in the state but not on its topic
 */
public record Surroundings(
    Origin origin, IntPredicate fetching, Duration modelWait, boolean repeatsAlarms) {
  /** How long a frame waits at most, however long a transaction may take. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /** A transaction holds more than one frame, and one of them may have waited as well. */
  private static final int WAITS_IN_A_TRANSACTION = 3;

  /** Nothing is known: for tests, and for a topology without a cluster. */
  public static final Surroundings NONE =
      new Surroundings(Origin.NONE, partition -> true, LONGEST_WAIT, false);

  public Surroundings {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(fetching, "fetching");
  }

  /** The longest wait for a model that a transaction has time for. */
  public static Duration modelWait(Duration transactionTimeout) {
    Duration part = transactionTimeout.dividedBy(WAITS_IN_A_TRANSACTION);
    return part.compareTo(LONGEST_WAIT) < 0 ? part : LONGEST_WAIT;
  }
}
