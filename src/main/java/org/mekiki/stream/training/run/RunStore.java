package org.mekiki.stream.training.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.stream.training.message.StoreEntries;

/**
 * When a step last heard of each accumulation, and whether its run has ended: a few bytes each, in
 * a part of the step's own store. Keys are {@code prefix · accumulation · 0 · r}.
 */
public final class RunStore {
  private static final byte[] SUFFIX = {0, 'r'};

  private final KeyValueStore<Bytes, byte[]> store;
  private final byte[] prefix;

  /**
   * @param prefix that no other key of the store begins with
   */
  public RunStore(KeyValueStore<Bytes, byte[]> store, byte... prefix) {
    this.store = store;
    this.prefix = prefix.clone();
  }

  /**
   * What is known of an accumulation.
   *
   * @param heard by the wall clock, milliseconds since 1970
   * @param ended whether what still comes of it is dropped
   */
  public record Entry(String accumulation, long heard, boolean ended) {}

  public Optional<Entry> find(String accumulation) {
    return Optional.ofNullable(store.get(key(accumulation)))
        .map(value -> entry(accumulation, value));
  }

  public void put(Entry entry) {
    byte[] value =
        ByteBuffer.allocate(Long.BYTES + 1)
            .putLong(entry.heard())
            .put((byte) (entry.ended() ? 1 : 0))
            .array();
    store.put(key(entry.accumulation()), value);
  }

  void delete(String accumulation) {
    store.delete(key(accumulation));
  }

  List<Entry> all() {
    return StoreEntries.list(store, prefix, (key, value) -> entry(accumulation(key.get()), value));
  }

  private String accumulation(byte[] key) {
    int length = key.length - prefix.length - SUFFIX.length;
    return new String(key, prefix.length, length, StandardCharsets.UTF_8);
  }

  private static Entry entry(String accumulation, byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    return new Entry(accumulation, bytes.getLong(), bytes.get() != 0);
  }

  private Bytes key(String accumulation) {
    return StoreEntries.key(prefix, StoreEntries.part(accumulation), SUFFIX);
  }
}
