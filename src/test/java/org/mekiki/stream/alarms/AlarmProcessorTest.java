package org.mekiki.stream.alarms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.alarm.AlarmKind;
import org.mekiki.inspect.alarm.AlarmListener;
import org.mekiki.inspect.alarm.AlarmRules;
import org.mekiki.inspect.alarm.CountRule;
import org.mekiki.inspect.alarm.DriftRule;
import org.mekiki.inspect.alarm.ExpiryWatch;
import org.mekiki.inspect.alarm.FrameOutcome;
import org.mekiki.inspect.alarm.FramePosition;
import org.mekiki.inspect.alarm.Gap;
import org.mekiki.inspect.alarm.Watched;
import org.mekiki.stream.codec.AskedGaps;
import org.mekiki.stream.codec.Origin;

/** What time means to alarms, and what a restart does to them. */
class AlarmProcessorTest {
  private static final long MORNING = 1_772_000_000_000L;
  private static final long SILENCE = Duration.ofMinutes(5).toMillis();
  private static final AlarmRules RULES =
      new AlarmRules(
          EnumSet.complementOf(EnumSet.of(AlarmKind.DRIFT)),
          new CountRule(3, 5, 0),
          new CountRule(3, 5, 0),
          Duration.ofMillis(SILENCE),
          new DriftRule(Duration.ofHours(1), 100, 0.25, 0.1),
          Duration.ZERO,
          Duration.ofDays(1));

  private KeyValueStore<String, byte[]> store;
  private MockProcessorContext<byte[], byte[]> context;
  private Processor<byte[], Watched, byte[], byte[]> processor;
  private final AskedGaps gaps = new AskedGaps();
  private ProcessorSupplier<byte[], Watched, byte[], byte[]> supplier = supplier(false);
  private boolean fetching = true;
  private long wallClock = MORNING;
  private long offset;

  @BeforeEach
  void start() {
    StoreBuilder<?> builder = supplier.stores().iterator().next();
    assertThat(builder.loggingEnabled()).isTrue();
    store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(builder.name()), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    context = new MockProcessorContext<>();
    store.init(context.getStateStoreContext(), store);
    begin();
  }

  /** A new processor on the store as it is. */
  private void begin() {
    MockProcessorContext<byte[], byte[]> next = new MockProcessorContext<>();
    next.addStateStore(store);
    next.setCurrentSystemTimeMs(wallClock);
    processor = supplier.get();
    processor.init(next);
    context = next;
  }

  @Test
  void anotherCamerasFramesShowThatOneIsSilent() {
    frames("left", MORNING, 10);
    frames("right", MORNING, 10);
    assertThat(alarms()).isEmpty();

    frame("right", MORNING + SILENCE - 1);
    assertThat(alarms()).isEmpty();
    frame("right", MORNING + SILENCE + 2_000);
    assertThat(alarms()).containsExactly("left NO_FRAMES RAISED " + (MORNING + SILENCE));
  }

  @Test
  void theWallClockShowsThatNothingComesAtAll() {
    frames("left", MORNING, 10);
    pass(SILENCE - 1_000);
    assertThat(alarms()).isEmpty();
    pass(1_000);
    assertThat(alarms()).containsExactly("left NO_FRAMES RAISED " + (MORNING + SILENCE));
    pass(10 * SILENCE);
    assertThat(alarms()).isEmpty();

    frame("left", MORNING + 11 * SILENCE);
    assertThat(alarms()).containsExactly("left NO_FRAMES CLEARED " + (MORNING + 11 * SILENCE));
  }

  @Test
  void theTimeInWhichBrokersDoNotAnswerIsNoSilence() {
    frames("left", MORNING, 10);
    pass(SILENCE - 2_000);
    fetching = false;
    for (int second = 0; second < 3_600; second++) {
      pass(1_000);
    }
    assertThat(alarms()).isEmpty();
    fetching = true;
    pass(1_000);
    assertThat(alarms()).isEmpty();
    pass(1_000);
    assertThat(alarms()).containsExactly("left NO_FRAMES RAISED " + (MORNING + SILENCE));
  }

  @Test
  void withoutTransactionsOpenAlarmsAreWrittenAgainAtTheStart() {
    bad("left", MORNING, 3);
    assertThat(alarms()).containsExactly("left UNSCORABLE RAISED " + MORNING);
    begin();
    pass(1_000);
    assertThat(alarms()).as("with transactions").isEmpty();

    supplier = supplier(true);
    begin();
    pass(1_000);
    assertThat(alarms()).containsExactly("left UNSCORABLE RAISED " + MORNING);
    pass(1_000);
    assertThat(alarms()).isEmpty();
  }

  @Test
  void framesThatExpiredRaiseOneAlarmThatIsOverAfterAQuietTime() {
    gap(7, 60, MORNING);
    frame("left", MORNING);
    assertThat(alarms()).as("before the cluster has answered").isEmpty();
    answer(7, 60, 50);
    pass(1_000);
    assertThat(alarms()).containsExactly("frames-0 EXPIRED RAISED " + MORNING + " 43 from 7 to 49");

    gap(70, 80, MORNING + 60_000);
    answer(70, 80, 80);
    pass(1_000);
    assertThat(alarms()).as("one alarm tells of all losses").isEmpty();
    long over = MORNING + 60_000 + ExpiryWatch.QUIET.toMillis();
    frame("left", over - 1);
    assertThat(alarms()).noneMatch(alarm -> alarm.contains("EXPIRED"));
    frame("left", over + 1_000);
    assertThat(alarms())
        .contains("frames-0 EXPIRED CLEARED " + (over + 1_000) + " 53 from 7 to 79");

    gap(90, 95, over + 2_000);
    answer(90, 95, 95);
    pass(1_000);
    assertThat(alarms())
        .containsExactly("frames-0 EXPIRED RAISED " + (over + 2_000) + " 5 from 90 to 94");
  }

  @Test
  void endsOfTransactionsAreNoExpiredFrames() {
    gap(7, 8, MORNING);
    answer(7, 8, 0);
    pass(1_000);
    gap(20, 21, MORNING);
    answer(20, 21, 20);
    pass(1_000);
    assertThat(alarms()).isEmpty();
  }

  @Test
  void aCrashBeforeTheClusterHasAnsweredCostsNoAlarmAndRaisesNoneTwice() {
    gap(7, 60, MORNING);
    gaps.asked.clear();
    begin();
    pass(1_000);
    answer(7, 60, 60);
    pass(1_000);
    assertThat(alarms()).containsExactly("frames-0 EXPIRED RAISED " + MORNING + " 53 from 7 to 59");

    begin();
    gap(7, 60, MORNING + 1_000);
    answer(7, 60, 60);
    pass(1_000);
    assertThat(alarms()).as("read again after a crash").isEmpty();
    pass(ExpiryWatch.QUIET.toMillis());
    assertThat(alarms())
        .as("where no frame comes, the wall clock tells that it is over")
        .singleElement()
        .asString()
        .startsWith("frames-0 EXPIRED CLEARED");
  }

  @Test
  void expiredFramesCountWhenTheirLossIsCommittedAndNotWhenTheClusterAnswers() {
    gap(7, 60, MORNING);
    answer(7, 60, 50);
    assertThat(gaps.lost).as("the cluster has answered").isEmpty();
    assertThat(context.committed()).isFalse();
    pass(1_000);
    assertThat(context.committed()).as("a commit is asked for").isTrue();
    assertThat(gaps.lost).as("the alarm is written, and may not be committed").isEmpty();
    pass(1_000);
    pass(1_000);
    assertThat(gaps.lost).containsExactly(new Gap(7, 50));
    pass(1_000);
    assertThat(gaps.lost).hasSize(1);
  }

  @Test
  void aCrashBetweenTheAnswerAndTheCommitCountsNothingTwice() {
    gap(7, 60, MORNING);
    byte[] committed = store.get("");
    answer(7, 60, 60);
    pass(1_000);
    pass(1_000);
    assertThat(gaps.lost).isEmpty();

    // What was not committed is gone, and the next process asks again.
    store.put("", committed);
    gaps.asked.clear();
    begin();
    pass(1_000);
    answer(7, 60, 60);
    for (int second = 0; second < 5; second++) {
      pass(1_000);
    }
    assertThat(gaps.lost).containsExactly(new Gap(7, 60));

    begin();
    gap(7, 60, MORNING);
    answer(7, 60, 60);
    for (int second = 0; second < 5; second++) {
      pass(1_000);
    }
    assertThat(gaps.lost).as("it is known, and committed").containsExactly(new Gap(7, 60));
  }

  @Test
  void aLaterGapThatIsAnsweredFirstHidesNoEarlierOne() {
    gap(7, 60, MORNING);
    gap(70, 80, MORNING);
    gaps.asked.remove(new Gap(7, 60)).completeExceptionally(new IllegalStateException("away"));
    answer(70, 80, 80);
    pass(1_000);
    answer(7, 60, 60);
    for (int second = 0; second < 5; second++) {
      pass(1_000);
    }
    assertThat(alarms()).containsExactly("frames-0 EXPIRED RAISED " + MORNING + " 53 from 7 to 59");
    assertThat(gaps.lost).containsExactly(new Gap(7, 60), new Gap(70, 80));
  }

  @Test
  void anAnswerThatFailedIsAskedForAgain() {
    gap(7, 60, MORNING);
    gaps.asked.remove(new Gap(7, 60)).completeExceptionally(new IllegalStateException("away"));
    pass(1_000);
    answer(7, 60, 60);
    pass(1_000);
    assertThat(alarms()).hasSize(1);
  }

  @Test
  void framesThatExpireWhereNoneIsReadRaiseTheAlarmOnce() {
    gaps.noticed = Optional.of(new Gap(0, 60));
    pass(1_000);
    assertThat(alarms())
        .containsExactly("frames-0 EXPIRED RAISED " + wallClock + " 60 from 0 to 59");
    pass(1_000);
    begin();
    pass(1_000);
    assertThat(alarms()).isEmpty();
    // The first frame that comes shows the same gap, and what expired since.
    gap(0, 65, wallClock);
    answer(0, 65, 65);
    pass(1_000);
    pass(ExpiryWatch.QUIET.toMillis());
    assertThat(alarms())
        .singleElement()
        .asString()
        .startsWith("frames-0 EXPIRED CLEARED")
        .endsWith(" 65 from 0 to 64");
  }

  @Test
  void aGapThatNothingIsAnsweredOfIsBoundedAndNeedsNoCameras() {
    for (int i = 0; i < 1_200; i++) {
      gap(2L * i, 2L * i + 1, MORNING);
    }
    assertThat(gaps.asked).hasSize(1_000);
    begin();
    pass(1_000);
    assertThat(alarms()).isEmpty();
  }

  @Test
  void withoutTransactionsAnOpenAlarmOfAPartitionIsWrittenAgainToo() {
    gap(7, 60, MORNING);
    answer(7, 60, 60);
    pass(1_000);
    String raised = alarms().get(0);
    supplier = supplier(true);
    begin();
    pass(1_000);
    assertThat(alarms()).containsExactly(raised);
  }

  private void gap(long from, long to, long timestamp) {
    processor.process(new Record<>(new byte[0], new Gap(from, to), timestamp));
  }

  private void answer(long from, long to, long expiredTo) {
    gaps.asked.get(new Gap(from, to)).complete(expiredTo);
  }

  @Test
  void workingOffOldFramesIsNoSilenceHoweverLongItTakes() {
    for (int i = 0; i < 100; i++) {
      frame("left", MORNING - Duration.ofDays(3).toMillis() + i * 1_000L);
      pass(SILENCE / 10);
    }
    assertThat(alarms()).isEmpty();
  }

  @Test
  void theTimeInWhichTheServiceDidNotRunIsNoSilence() {
    frames("left", MORNING, 10);
    pass(SILENCE / 2);
    wallClock += Duration.ofHours(8).toMillis();
    begin();
    pass(SILENCE - 1_000);
    assertThat(alarms()).isEmpty();
    frame("left", MORNING + 1_000);
    assertThat(alarms()).isEmpty();
    pass(SILENCE);
    assertThat(alarms())
        .as("the partition's time had gone on while nothing came")
        .containsExactly("left NO_FRAMES RAISED " + (MORNING + SILENCE - 1_000 + SILENCE));
  }

  @Test
  void aClockThatJumpsAheadRaisesSilenceOnlyUntilTheNextFrame() {
    long jumped = MORNING + Duration.ofHours(3).toMillis();
    frames("left", MORNING, 10);
    frames("right", MORNING, 10);
    frame("right", jumped);
    assertThat(alarms())
        .containsExactly(
            "right NO_FRAMES RAISED " + (MORNING + SILENCE),
            "right NO_FRAMES CLEARED " + jumped,
            "left NO_FRAMES RAISED " + (MORNING + SILENCE));
    frame("left", jumped);
    assertThat(alarms()).containsExactly("left NO_FRAMES CLEARED " + jumped);
  }

  @Test
  void aClockThatJumpsBackStopsTimeButNoFrameIsForgotten() {
    frames("left", MORNING, 10);
    long before = MORNING - Duration.ofHours(3).toMillis();
    wallClock -= Duration.ofHours(3).toMillis();
    pass(0);
    frames("right", before, 10);
    bad("left", before, 3);
    assertThat(alarms()).containsExactly("left UNSCORABLE RAISED " + MORNING);
    pass(SILENCE);
    assertThat(alarms())
        .containsExactlyInAnyOrder(
            "left NO_FRAMES RAISED " + (MORNING + SILENCE),
            "right NO_FRAMES RAISED " + (MORNING + SILENCE));
  }

  @Test
  void aRestartRaisesNothingTwiceAndClearsWhatWasRaisedBefore() {
    frames("left", MORNING, 10);
    pass(SILENCE);
    bad("right", MORNING, 3);
    assertThat(alarms()).hasSize(2);

    begin();
    pass(SILENCE / 2);
    bad("right", MORNING + SILENCE, 3);
    assertThat(alarms()).isEmpty();
    frame("left", MORNING + 2 * SILENCE);
    assertThat(alarms()).containsExactly("left NO_FRAMES CLEARED " + (MORNING + 2 * SILENCE));
    frames("right", MORNING + 2 * SILENCE, 5);
    assertThat(alarms()).containsExactly("right UNSCORABLE CLEARED " + (MORNING + 2 * SILENCE));
  }

  @Test
  void aStateThatCannotBeReadBeginsAnew() {
    bad("left", MORNING, 3);
    alarms();
    store.put("left", "no JSON".getBytes(UTF_8));
    begin();
    bad("left", MORNING, 3);
    assertThat(alarms()).containsExactly("left UNSCORABLE RAISED " + MORNING);
  }

  @Test
  void aForgottenCameraLeavesTheStore() {
    frames("left", MORNING, 10);
    pass(SILENCE);
    alarms();
    pass(Duration.ofDays(1).toMillis());
    assertThat(alarms())
        .containsExactly(
            "left NO_FRAMES CLEARED " + (MORNING + SILENCE + Duration.ofDays(1).toMillis()));
    assertThat(store.get("left")).isNull();
  }

  @Test
  void moreCamerasThanTheLimitAreNotWatchedUntilOthersAreForgotten() {
    for (int i = 0; i < AlarmProcessor.MAX_CAMERAS + 5; i++) {
      frame("cam-" + i, MORNING);
    }
    assertThat(store.approximateNumEntries()).isEqualTo(AlarmProcessor.MAX_CAMERAS);
    bad("late", MORNING, 3);
    assertThat(alarms()).isEmpty();

    pass(Duration.ofDays(1).toMillis());
    bad("late", MORNING + Duration.ofDays(1).toMillis(), 3);
    assertThat(alarms()).hasSize(1);
  }

  private void pass(long millis) {
    wallClock += millis;
    context.setCurrentSystemTimeMs(wallClock);
    context.scheduledPunctuators().forEach(p -> p.getPunctuator().punctuate(wallClock));
  }

  private ProcessorSupplier<byte[], Watched, byte[], byte[]> supplier(boolean repeats) {
    return AlarmProcessor.supplier(
        RULES,
        AlarmListener.NOOP,
        new AlarmProcessor.Surroundings(
            Origin.NONE, partition -> fetching, repeats, "frames", gaps));
  }

  private void frames(String camera, long timestamp, int count) {
    for (int i = 0; i < count; i++) {
      frame(camera, timestamp);
    }
  }

  private void frame(String camera, long timestamp) {
    send(camera, timestamp, new FrameOutcome.Scored("part", 1, 5, 10, false, Optional.empty()));
  }

  private void bad(String camera, long timestamp, int count) {
    for (int i = 0; i < count; i++) {
      send(camera, timestamp, new FrameOutcome.Rejected(Rejection.TRUNCATED_IMAGE));
    }
  }

  private void send(String camera, long timestamp, FrameOutcome.Verdict verdict) {
    FramePosition position = new FramePosition("frames", 0, offset, "f-" + offset++, "");
    processor.process(
        new Record<>(
            camera.getBytes(UTF_8), new FrameOutcome(camera, position, verdict), timestamp));
  }

  /** Camera or partition, kind, state, time and loss of all alarms since the last call. */
  private List<String> alarms() {
    List<String> alarms = new ArrayList<>();
    for (var forwarded : context.forwarded()) {
      Record<? extends byte[], ? extends byte[]> record = forwarded.record();
      try {
        JsonNode json = new ObjectMapper().readTree(record.value());
        String key = new String(record.key(), UTF_8);
        boolean expired = json.get("kind").asText().equals("EXPIRED");
        assertThat(json.get("camera").asText()).isEqualTo(expired ? "" : key);
        JsonNode evidence = json.get("evidence");
        alarms.add(
            key
                + " "
                + json.get("kind").asText()
                + " "
                + json.get("state").asText()
                + " "
                + record.timestamp()
                + (expired
                    ? String.format(
                        Locale.ROOT,
                        " %s from %s to %s",
                        evidence.get("expiredRecords"),
                        evidence.get("firstOffset"),
                        evidence.get("lastOffset"))
                    : ""));
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    context.resetForwards();
    return alarms;
  }
}
