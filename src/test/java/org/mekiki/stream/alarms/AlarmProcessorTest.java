package org.mekiki.stream.alarms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
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
import org.mekiki.inspect.alarm.FrameOutcome;
import org.mekiki.inspect.alarm.FramePosition;
import org.mekiki.stream.codec.Origin;

/** What time means to alarms, and what a restart does to them. */
class AlarmProcessorTest {
  private static final long MORNING = 1_772_000_000_000L;
  private static final long SILENCE = Duration.ofMinutes(5).toMillis();
  private static final AlarmRules RULES =
      new AlarmRules(
          EnumSet.of(AlarmKind.ANOMALOUS, AlarmKind.UNSCORABLE, AlarmKind.NO_FRAMES),
          new CountRule(3, 5, 0),
          new CountRule(3, 5, 0),
          Duration.ofMillis(SILENCE),
          new DriftRule(Duration.ofHours(1), 100, 0.25, 0.1),
          Duration.ZERO,
          Duration.ofDays(1));

  private ProcessorSupplier<byte[], FrameOutcome, byte[], byte[]> supplier = supplier(false);
  private KeyValueStore<String, byte[]> store;
  private MockProcessorContext<byte[], byte[]> context;
  private Processor<byte[], FrameOutcome, byte[], byte[]> processor;
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

  private ProcessorSupplier<byte[], FrameOutcome, byte[], byte[]> supplier(boolean repeats) {
    return AlarmProcessor.supplier(
        RULES,
        AlarmListener.NOOP,
        new AlarmProcessor.Surroundings(Origin.NONE, () -> fetching, repeats));
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
    FramePosition position = new FramePosition("frames", 0, offset, "f-" + offset++);
    processor.process(
        new Record<>(
            camera.getBytes(UTF_8), new FrameOutcome(camera, position, verdict), timestamp));
  }

  /** Camera, kind, state and time of all alarms since the last call. */
  private List<String> alarms() {
    List<String> alarms = new ArrayList<>();
    for (var forwarded : context.forwarded()) {
      Record<? extends byte[], ? extends byte[]> record = forwarded.record();
      try {
        JsonNode json = new ObjectMapper().readTree(record.value());
        assertThat(new String(record.key(), UTF_8)).isEqualTo(json.get("camera").asText());
        alarms.add(
            json.get("camera").asText()
                + " "
                + json.get("kind").asText()
                + " "
                + json.get("state").asText()
                + " "
                + record.timestamp());
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    context.resetForwards();
    return alarms;
  }
}
