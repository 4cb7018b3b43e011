package org.mekiki.stream.run;

import java.nio.file.FileSystemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.mekiki.text.Text;

/**
 * What the failure of a stream thread means: that another one may do better, or that a person has
 * to do something first. Without this a topology whose disk is full would start thread after thread
 * for ever, look alive and score nothing.
 *
 * <ul>
 *   <li>Brokers that are away, fenced producers, moved partitions: time heals them, however long it
 *       takes.
 *   <li>A full disk, no more file handles, a topic that is gone or takes no record of this size, a
 *       missing permission, brokers that are too old: the topology ends, with a sentence that says
 *       what to do.
 *   <li>Anything else may pass. If it does not, {@value #MANY} failures for each thread with less
 *       than {@link #CALM} between two of them, the topology ends as well. A thread that takes the
 *       place of a dead one waits for the dead one's session to end, 45 s by default, so this takes
 *       minutes: after {@value #AGAIN} of them {@link #trouble} says what is wrong.
 * </ul>
 *
 * <p>Thread-safe.
 */
final class ThreadFailures {
  /** Failures of the third kind, for each thread, after which it is not worth going on. */
  static final int MANY = 6;

  /** After this long without a failure it is over, and counting begins anew. */
  static final Duration CALM = Duration.ofMinutes(5);

  /** From this many failures on, a topology is in trouble. */
  static final int AGAIN = 3;

  /** The system's words, which libraries hand on in messages of their own, and what to do. */
  private enum Local {
    DISK(
        "No space left on device",
        "the disk with the state folder is full: free some space, or set score.state-dir or"
            + " train.state-dir to a folder on another one"),
    QUOTA(
        "Disk quota exceeded",
        "the quota of the disk with the state folder is used up: raise it, or set score.state-dir"
            + " or train.state-dir to a folder elsewhere"),
    LARGEST(
        "File too large",
        "a file of the state folder may not become as large as it has to: raise the limit (ulimit"
            + " -f, LimitFSIZE=)"),
    READ_ONLY(
        "Read-only file system",
        "the state folder can't be written: mount its disk writable, or set score.state-dir or"
            + " train.state-dir to another folder"),
    HANDLES(
        "Too many open files",
        "the process has no file handles left: raise its limit (ulimit -n, LimitNOFILE=), 4096 are"
            + " plenty");

    private final String words;
    private final String advice;

    Local(String words, String advice) {
      this.words = words;
      this.advice = advice;
    }
  }

  private final Clock clock;
  private final int limit;
  private int count;
  private Instant first = Instant.MIN;
  private Instant last = Instant.MIN;
  private String lastReason = "";

  /**
   * @param threads of the topology, at least 1
   */
  ThreadFailures(Clock clock, int threads) {
    this.clock = clock;
    this.limit = MANY * threads;
  }

  /**
   * Takes note of a failure.
   *
   * @return why the topology has to end, a sentence for people; empty if it may go on
   */
  synchronized Optional<String> failed(Throwable failure) {
    Optional<String> reason = hopeless(failure);
    if (reason.isPresent() || passes(failure)) {
      return reason;
    }
    Instant now = clock.instant();
    if (isCalm(now)) {
      count = 0;
      first = now;
    }
    count++;
    last = now;
    lastReason = root(failure).toString();
    return count < limit ? Optional.empty() : Optional.of(again(now));
  }

  /** What is wrong while threads fail again and again; empty if they don't. */
  synchronized Optional<String> trouble() {
    Instant now = clock.instant();
    return count < AGAIN || isCalm(now) ? Optional.empty() : Optional.of(again(now));
  }

  private boolean isCalm(Instant now) {
    return last.isBefore(now.minus(CALM));
  }

  private String again(Instant now) {
    return Text.of(
        "stream threads fail again and again, %d times in %d s, the last time by: %s; the log has"
            + " more",
        count, Duration.between(first, now).toSeconds(), lastReason);
  }

  /** What only a person can fix, and how. */
  static Optional<String> hopeless(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Optional<String> reason = reason(cause);
      if (reason.isPresent()) {
        return reason;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof MissingSourceTopicException) {
      return Optional.of(
          "a topic to read from is gone: "
              + message
              + "; 'mekiki topics' creates it, then start this service again");
    }
    if (cause instanceof RecordTooLargeException) {
      return Optional.of(tooLarge(message));
    }
    if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
      return Optional.of(
          "the cluster refuses this service: "
              + message
              + "; ask its administrator for the permission");
    }
    if (cause instanceof UnsupportedVersionException) {
      return Optional.of(
          "the brokers are older than this service needs: "
              + message
              + "; exactly_once_v2 needs Kafka 2.5 or newer, and group-protocol streams 4.2");
    }
    if (message.contains("has invalid partitions")) {
      return Optional.of(
          "a topic was given more partitions, and state on the cluster is of the former number: "
              + message.lines().findFirst().orElse("")
              + "; for the topic of frames stop all scorers, and run 'mekiki topics --grow N' with"
              + " the number that it has now");
    }
    for (Local local : Local.values()) {
      if (message.contains(local.words)) {
        return Optional.of(local.advice + " (" + message + ")");
      }
    }
    return cause instanceof FileSystemException
        ? Optional.of("the state folder can't be used: " + cause)
        : Optional.empty();
  }

  /** The producer refuses a record by its own settings before any topic can. */
  private static String tooLarge(String message) {
    for (String own :
        List.of(ProducerConfig.BUFFER_MEMORY_CONFIG, ProducerConfig.MAX_REQUEST_SIZE_CONFIG)) {
      if (message.contains(own)) {
        return Text.of(
            "a record is larger than this service's own producer takes: %s; raise kafka.producer.%s"
                + " or leave it out, then it follows topics.max-message-bytes",
            message, own);
      }
    }
    return "a record is larger than its topic takes: "
        + message
        + "; 'mekiki topics --check' shows which topic's max.message.bytes is too low";
  }

  /** Whether it is a failure that passes by itself, which therefore does not count. */
  static boolean passes(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RetriableException
          || cause instanceof ApplicationRecoverableException
          || cause instanceof TransactionAbortableException
          || cause instanceof TaskMigratedException) {
        return true;
      }
    }
    return false;
  }

  static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
