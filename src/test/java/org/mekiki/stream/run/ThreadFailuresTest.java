package org.mekiki.stream.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a topology starts another thread, and when it ends. */
class ThreadFailuresTest {
  private static final int THREADS = 2;
  private static final int MANY = ThreadFailures.MANY * THREADS;

  private Instant now = Instant.EPOCH.plus(Duration.ofDays(1));
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final ThreadFailures failures = new ThreadFailures(clock, THREADS);

  @ParameterizedTest
  @CsvSource({
    "No space left on device, the disk with the state folder is full",
    "Disk quota exceeded, the quota of the disk with the state folder is used up",
    "File too large, a file of the state folder may not become as large as it has to",
    "Read-only file system, the state folder can't be written",
    "Too many open files, the process has no file handles left"
  })
  void whatTheMachineHasRunOutOfEndsTheTopologyAndSaysWhatToDo(String system, String sentence) {
    Throwable failure =
        new StreamsException(
            new ProcessorStateException("Error opening store", new IOException("IO: " + system)));
    assertThat(failures.failed(failure))
        .hasValueSatisfying(s -> assertThat(s).startsWith(sentence));
  }

  @Test
  void aStateFolderOfSomebodyElseEndsTheTopology() {
    assertThat(failures.failed(new StreamsException(new AccessDeniedException("/state/0_1"))))
        .hasValueSatisfying(s -> assertThat(s).contains("state folder").contains("/state/0_1"));
  }

  @Test
  void aTopicThatIsGoneEndsTheTopology() {
    assertThat(
            failures.failed(new MissingSourceTopicException("One or more source topics: frames")))
        .hasValue(
            "a topic to read from is gone: One or more source topics: frames; 'mekiki topics'"
                + " creates it, then start this service again");
  }

  @Test
  void aTopicThatWasGrownBesideItsStateEndsTheTopologyAndSaysWhatToDo() {
    assertThat(
            ThreadFailures.hopeless(
                new StreamsException(
                    "Existing internal topic mekiki-score-alarms-changelog has invalid partitions:"
                        + " expected: 12; actual: 6. Use 'StreamsResetter'")))
        .hasValueSatisfying(
            reason ->
                assertThat(reason)
                    .contains("expected: 12; actual: 6")
                    .contains("stop all scorers, and run 'mekiki topics --grow N'"));
  }

  @Test
  void aRecordThatItsTopicDoesNotTakeEndsTheTopology() {
    assertThat(failures.failed(new StreamsException(new RecordTooLargeException("1200000 bytes"))))
        .hasValueSatisfying(s -> assertThat(s).contains("max.message.bytes"));
  }

  @Test
  void aRecordThatTheProducerItselfRefusesIsNoTopicsFault() {
    for (String own : List.of("buffer.memory", "max.request.size")) {
      String message = "The message is 40000000 bytes, larger than the " + own + " configuration";
      assertThat(failures.failed(new StreamsException(new RecordTooLargeException(message))))
          .hasValueSatisfying(
              s ->
                  assertThat(s)
                      .contains("kafka.producer." + own)
                      .doesNotContain("max.message.bytes"));
    }
  }

  @Test
  void brokersThatAreTooOldEndTheTopologyAtOnce() {
    Throwable failure = new StreamsException(new UnsupportedVersionException("no such request"));
    assertThat(failures.failed(failure))
        .hasValueSatisfying(
            s -> assertThat(s).contains("no such request", "Kafka 2.5", "group-protocol streams"));
  }

  @Test
  void aMissingPermissionEndsTheTopologyByName() {
    Throwable failure = new StreamsException(new TopicAuthorizationException(Set.of("frames")));
    assertThat(failures.failed(failure))
        .hasValueSatisfying(s -> assertThat(s).contains("refuses").contains("[frames]"));
  }

  @Test
  void brokersThatAreAwayNeverEndIt() {
    for (int i = 0; i < 10 * MANY; i++) {
      assertThat(failures.failed(new StreamsException(new TimeoutException("no answer"))))
          .isEmpty();
    }
  }

  @Test
  void anythingElseEndsItOnlyWhenItComesAgainAndAgain() {
    Throwable failure = new StreamsException(new IllegalStateException("odd"));
    for (int i = 1; i < MANY; i++) {
      assertThat(failures.failed(failure)).isEmpty();
    }
    assertThat(failures.failed(failure))
        .hasValueSatisfying(
            s -> assertThat(s).contains("fail again and again, 12 times in 0 s").contains("odd"));
  }

  /** A thread that replaces a dead one gets its partitions when the dead one's session ends. */
  @Test
  void failuresThatAreSessionsApartEndItToo() {
    Duration session = Duration.ofSeconds(50);
    for (int i = 1; i < MANY; i++) {
      assertThat(failures.failed(new IllegalStateException("odd"))).isEmpty();
      now = now.plus(session);
    }
    assertThat(failures.failed(new IllegalStateException("odd"))).isPresent();
  }

  @Test
  void theThirdFailureIsTroubleUntilItHasBeenCalmForAWhile() {
    for (int i = 1; i < ThreadFailures.AGAIN; i++) {
      failures.failed(new IllegalStateException("odd"));
      assertThat(failures.trouble()).isEmpty();
      now = now.plusSeconds(50);
    }
    failures.failed(new IllegalStateException("odd"));
    assertThat(failures.trouble())
        .hasValue(
            "stream threads fail again and again, 3 times in 100 s, the last time by:"
                + " java.lang.IllegalStateException: odd; the log has more");
    now = now.plus(ThreadFailures.CALM).plusSeconds(1);
    assertThat(failures.trouble()).isEmpty();
  }

  @Test
  void failuresOfLongAgoDoNotCount() {
    for (int i = 0; i < 10 * MANY; i++) {
      assertThat(failures.failed(new IllegalStateException("odd"))).isEmpty();
      now = now.plus(ThreadFailures.CALM).plusSeconds(1);
    }
  }
}
