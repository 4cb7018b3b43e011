package org.mekiki.stream.alarms;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.mekiki.inspect.alarm.Alarm;
import org.mekiki.inspect.alarm.AlarmListener;
import org.mekiki.inspect.alarm.AlarmRules;
import org.mekiki.inspect.alarm.CameraState;
import org.mekiki.inspect.alarm.CameraWatch;
import org.mekiki.inspect.alarm.FrameOutcome;
import org.mekiki.inspect.alarm.Gap;
import org.mekiki.inspect.alarm.Watched;
import org.mekiki.stream.codec.OffsetGaps;
import org.mekiki.stream.codec.Origin;
import org.mekiki.stream.codec.TraceContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outcomes of frames, and gaps between them → alarms. In the task of the scoring processor and
 * called by it, so that an alarm, the state behind it and the score that raised it are in one
 * transaction.
 *
 * <p>Each camera's {@link CameraWatch} lives in memory and is written to a logged store at every
 * frame; after a restart or a rebalance the store is all there is. It is one on disk, small as it
 * is, because only then an instance keeps its identity over a crash: with its state folder it comes
 * back under the same transactional ids and ends the transaction that it left open, for which the
 * partition would otherwise wait until that times out. Bounded: a camera's state is, and there are
 * {@link #MAX_CAMERAS} cameras at most in a partition; further ones are scored but raise no alarms
 * until others are forgotten.
 *
 * <p>Time is the latest timestamp of the partition's frames. When none come at all it goes on with
 * the wall clock, from the moment that the task has nothing to do: so the end of all frames is
 * noticed, while the time in which this service did not run, or worked off what had piled up, is
 * never taken for a camera's silence.
 */
public final class AlarmProcessor implements Processor<byte[], Watched, byte[], byte[]> {
  /** Cameras that are watched in one partition. */
  static final int MAX_CAMERAS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(AlarmProcessor.class);
  private static final String STORE = "alarms";
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);

  /**
   * What is around.
   *
   * @param origin names the site in each event
   * @param fetching whether the brokers answer for a partition: silence counts only while they do.
   *     Asked on the thread that reads it
   * @param repeatsAlarms whether open alarms are written again at the start
   * @param gaps tells which of its records have expired
   */
  public record Surroundings(
      Origin origin, IntPredicate fetching, boolean repeatsAlarms, String frames, OffsetGaps gaps) {
    /** Nothing is known. */
    public static final Surroundings NONE =
        new Surroundings(Origin.NONE, partition -> true, false, "frames", OffsetGaps.NOOP);
  }

  private final AlarmRules rules;
  private final AlarmListener listener;
  private final Surroundings surroundings;
  private final Map<String, CameraWatch> watches = new LinkedHashMap<>();
  private ProcessorContext<byte[], byte[]> context;
  private KeyValueStore<String, byte[]> store;
  private ExpiredFrames expired;
  private long now;
  private long swept;
  private long busyAt;
  private long busyUntil;
  private long lookedAt;
  private boolean full;
  private boolean repeats;

  private AlarmProcessor(AlarmRules rules, AlarmListener listener, Surroundings surroundings) {
    this.rules = rules;
    this.listener = listener;
    this.surroundings = surroundings;
  }

  /** The processor with its store. */
  public static ProcessorSupplier<byte[], Watched, byte[], byte[]> supplier(
      AlarmRules rules, AlarmListener listener, Surroundings surroundings) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<byte[], Watched, byte[], byte[]> get() {
        return new AlarmProcessor(rules, listener, surroundings);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(
            Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                .withLoggingEnabled(
                    Map.of("segment.bytes", "52428800", "min.cleanable.dirty.ratio", "0.1")));
      }
    };
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    context = processorContext;
    store = context.getStateStore(STORE);
    watches.clear();
    full = false;
    expired =
        new ExpiredFrames(
            rules, surroundings, context.taskId().partition(), store, context::commit);
    now = expired.latest();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        resume(all.next());
      }
    }
    swept = now;
    repeats = surroundings.repeatsAlarms();
    rest();
    context.schedule(SWEEP_EVERY, PunctuationType.WALL_CLOCK_TIME, this::idle);
  }

  private void resume(KeyValue<String, byte[]> entry) {
    if (entry.key.equals(ExpiredFrames.KEY)) {
      return;
    }
    CameraStateJson.read(entry.value)
        .ifPresentOrElse(
            state -> {
              watches.put(entry.key, new CameraWatch(entry.key, rules, state));
              now = Math.max(now, state.latest());
            },
            () ->
                LOG.warn(
                    "the alarms of camera {} start again: its state is unreadable", entry.key));
  }

  @Override
  public void process(Record<byte[], Watched> record) {
    repeat();
    now = Math.max(now, record.timestamp());
    if (record.value() instanceof Gap gap) {
      expired.gap(gap, now);
    } else {
      take((FrameOutcome) record.value(), TraceContext.of(record.headers()));
    }
    if (now - swept >= SWEEP_EVERY.toMillis()) {
      sweep();
    }
    rest();
  }

  private void take(FrameOutcome outcome, Optional<TraceContext> trace) {
    CameraWatch watch = watch(outcome.camera());
    if (watch != null) {
      forward(watch.frame(outcome, now), trace);
      watch.drift().ifPresent(drift -> listener.measured(outcome.camera(), drift));
      keep(outcome.camera(), watch.state());
    }
  }

  /** Open alarms of before the start, under their own ids; not while the processor begins. */
  private void repeat() {
    if (repeats) {
      repeats = false;
      watches.values().forEach(watch -> write(watch.open(), Optional.empty()));
      write(expired.open(), Optional.empty());
    }
  }

  private CameraWatch watch(String camera) {
    CameraWatch known = watches.get(camera);
    if (known == null && watches.size() < MAX_CAMERAS) {
      known = new CameraWatch(camera, rules);
      watches.put(camera, known);
    } else if (known == null && !full) {
      full = true;
      LOG.warn(
          "task {} watches {} cameras already: camera {} and further new ones raise no alarms; are"
              + " frames sent with another key for each?",
          context.taskId(),
          MAX_CAMERAS,
          camera);
    }
    return known;
  }

  /** From here on, time that passes without a frame counts as silence. */
  private void rest() {
    busyAt = now;
    busyUntil = context.currentSystemTimeMs();
    lookedAt = busyUntil;
  }

  /** While brokers don't answer, nobody knows whether frames come: that time is no silence. */
  private void idle(long wallClock) {
    repeat();
    expired.punctuated();
    if (!surroundings.fetching().test(context.taskId().partition())) {
      busyUntil += Math.max(0, wallClock - lookedAt);
    }
    lookedAt = wallClock;
    if (!watches.isEmpty() || expired.isOpen()) {
      now = Math.max(now, busyAt + Math.max(0, wallClock - busyUntil));
    }
    sweep();
  }

  private void sweep() {
    swept = now;
    List<Alarm> changes = new ArrayList<>();
    for (Iterator<Map.Entry<String, CameraWatch>> all = watches.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<String, CameraWatch> camera = all.next();
      CameraWatch watch = camera.getValue();
      List<Alarm> changed = watch.isForgotten(now) ? watch.forget(now) : watch.time(now);
      changes.addAll(changed);
      if (watch.isForgotten(now)) {
        all.remove();
        store.delete(camera.getKey());
        full = false;
      } else if (!changed.isEmpty()) {
        keep(camera.getKey(), watch.state());
      }
    }
    // Where no frame has ever come there is no event time yet.
    changes.addAll(expired.look(now > 0 ? now : context.currentSystemTimeMs()));
    if (now < expired.latest()) {
      now = expired.latest();
      rest();
    }
    forward(changes, Optional.empty());
  }

  private void keep(String camera, CameraState state) {
    store.put(camera, CameraStateJson.write(state));
  }

  /**
   * @param trace of the frame that caused them; empty where time did
   */
  private void forward(List<Alarm> changes, Optional<TraceContext> trace) {
    for (Alarm alarm : changes) {
      listener.changed(alarm);
      LOG.info("{} {}: {}", alarm.kind().label(), alarm.state().label(), alarm.message());
    }
    write(changes, trace);
  }

  private void write(List<Alarm> events, Optional<TraceContext> trace) {
    for (Alarm alarm : events) {
      Headers headers = AlarmRecords.headers(alarm, surroundings.origin());
      trace.ifPresent(known -> known.write(headers));
      context.forward(
          new Record<>(
              alarm.subject().getBytes(StandardCharsets.UTF_8),
              AlarmRecords.encode(alarm),
              Math.max(0, alarm.at().toEpochMilli()),
              headers));
    }
  }
}
