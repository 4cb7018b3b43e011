package org.mekiki.stream.training.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.stream.training.message.StoreEntries;

/**
 * How often each run was fitted or cancelled: frames that come behind a fit are of another
 * accumulation. A fit goes to all partitions of the good frames, and each of them counts for
 * itself; so a count is forgotten by the fits since, which all partitions have heard of, and never
 * by the frames, which may come to one of them only. Those of the last {@value #MOST_RUNS} runs are
 * kept, and all for twice the expiry of runs, later than any step drops what still comes of one;
 * for good where frames name no run: there is one such count for each model. Of one task, like its
 * processor.
 *
 * <p>Names begin with {@code model|run}.
 */
public final class Generations {
  /** A hundred bytes each. */
  static final int MOST_RUNS = 10_000;

  private static final int EXPIRIES = 2;
  private static final Duration LOOK_EVERY = Duration.ofMinutes(10);

  /** After a start what waited on the topics is read first. */
  private static final Duration GRACE = Duration.ofHours(1);

  private final ProcessorContext<?, ?> context;
  private final KeyValueStore<Bytes, byte[]> store;
  private final String counts;
  private final String times;
  private final long expiryMillis;
  private final long started;

  /**
   * Of a store, or a part of one.
   *
   * @param counts what the keys of the counts begin with; may be empty
   * @param times what the keys of the times begin with, and no count's
   */
  public Generations(
      ProcessorContext<?, ?> context,
      KeyValueStore<Bytes, byte[]> store,
      String counts,
      String times,
      Duration expiry) {
    this.context = context;
    this.store = store;
    this.counts = counts;
    this.times = times;
    this.expiryMillis = expiry.toMillis() * EXPIRIES;
    this.started = context.currentSystemTimeMs();
    context.schedule(LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, this::sweep);
  }

  /** Fits and cancels so far of what this names; 0 if none. */
  public long of(String name) {
    byte[] value = store.get(key(counts, name));
    return value == null ? 0 : number(value);
  }

  /** Another fit or cancel. */
  public void put(String name, long generation) {
    store.put(key(counts, name), bytes(generation));
    store.put(key(times, name), bytes(context.currentSystemTimeMs()));
  }

  public void forget(String name) {
    store.delete(key(counts, name));
    store.delete(key(times, name));
  }

  /** What is named so, as far as it has a count. */
  public List<String> startingWith(String prefix) {
    byte[] scanned = StoreEntries.part(counts + prefix);
    return StoreEntries.list(
            store, scanned, (key, value) -> new String(key.get(), StandardCharsets.UTF_8))
        .stream()
        .filter(key -> !key.startsWith(times))
        .map(key -> key.substring(counts.length()))
        .toList();
  }

  private void sweep(long now) {
    if (now - started < Math.min(expiryMillis, GRACE.toMillis())) {
      return;
    }
    Map<String, Long> runs = new HashMap<>();
    List<String> names = startingWith("");
    for (String name : names) {
      byte[] heard = store.get(key(times, name));
      if (heard == null) {
        // An earlier release kept no time.
        store.put(key(times, name), bytes(now));
      }
      runs.merge(run(name), heard == null ? now : number(heard), Math::max);
    }
    Set<String> forgotten =
        runs.entrySet().stream()
            .filter(run -> !isOfNoRun(run.getKey()))
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .skip(MOST_RUNS)
            .filter(run -> now - run.getValue() > expiryMillis)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    names.stream().filter(name -> forgotten.contains(run(name))).forEach(this::forget);
  }

  /** All that a run's names have in common: its partitions and views are forgotten together. */
  private static String run(String name) {
    int end = name.indexOf('|', name.indexOf('|') + 1);
    return end < 0 ? name : name.substring(0, end);
  }

  private static boolean isOfNoRun(String run) {
    return run.endsWith("|");
  }

  private static Bytes key(String prefix, String name) {
    return Bytes.wrap((prefix + name).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  private static long number(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }
}
