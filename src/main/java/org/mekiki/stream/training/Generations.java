package org.mekiki.stream.training;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * How often each run was fitted or cancelled: frames that come behind a fit are of another
 * accumulation. Forgotten when nothing, no frame either, was heard of a run for twice its expiry,
 * later than any step drops what still comes of it; what earlier releases left too. Kept for good
 * where frames name no run: there is one such count for each model. Of one task, like its
 * processor.
 *
 * <p>Names begin with {@code model|run}.
 */
final class Generations {
  private static final int EXPIRIES = 2;
  private static final Duration LOOK_EVERY = Duration.ofMinutes(10);

  /** Of the time after which a count is forgotten: how exactly the last sign is written down. */
  private static final int PARTS = 48;

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
   * @param expiry of runs
   */
  Generations(
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

  /** Fits and cancels so far of what this names, which is heard of with this; 0 if none. */
  long of(String name) {
    byte[] value = store.get(key(counts, name));
    if (value == null) {
      return 0;
    }
    byte[] heard = store.get(key(times, name));
    long now = context.currentSystemTimeMs();
    if (heard == null || now - number(heard) > expiryMillis / PARTS) {
      store.put(key(times, name), bytes(now));
    }
    return number(value);
  }

  /** Another fit or cancel. */
  void put(String name, long generation) {
    store.put(key(counts, name), bytes(generation));
    store.put(key(times, name), bytes(context.currentSystemTimeMs()));
  }

  /** Forgets what this names. */
  void forget(String name) {
    store.delete(key(counts, name));
    store.delete(key(times, name));
  }

  /** What is named so, as far as it has a count. */
  List<String> startingWith(String prefix) {
    List<String> names = new ArrayList<>();
    byte[] scanned = (counts + prefix).getBytes(StandardCharsets.UTF_8);
    try (KeyValueIterator<Bytes, byte[]> all =
        store.prefixScan(scanned, new ByteArraySerializer())) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> next = all.next();
        String key = new String(next.key.get(), StandardCharsets.UTF_8);
        if (!key.startsWith(times)) {
          names.add(key.substring(counts.length()));
        }
      }
    }
    return names;
  }

  private void sweep(long now) {
    if (now - started < Math.min(expiryMillis, GRACE.toMillis())) {
      return;
    }
    for (String name : startingWith("")) {
      byte[] heard = store.get(key(times, name));
      if (heard == null) {
        store.put(key(times, name), bytes(now));
      } else if (!isOfNoRun(name) && now - number(heard) > expiryMillis) {
        store.delete(key(counts, name));
        store.delete(key(times, name));
      }
    }
  }

  private static boolean isOfNoRun(String name) {
    return name.contains("||") || name.endsWith("|");
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
