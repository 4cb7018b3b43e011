package org.mekiki.stream.training.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Entries of a state store whose keys are made of parts, one behind the other. Keys that begin with
 * the same parts lie together, in the order of their bytes.
 */
public final class StoreEntries {
  private StoreEntries() {}

  public static Bytes key(byte[]... parts) {
    ByteBuffer key = ByteBuffer.allocate(Stream.of(parts).mapToInt(part -> part.length).sum());
    Stream.of(parts).forEach(key::put);
    return Bytes.wrap(key.array());
  }

  public static byte[] part(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static byte[] part(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  public static byte[] part(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  /** Each entry whose key begins so, one at a time; the store must not change meanwhile. */
  public static void forEach(
      KeyValueStore<Bytes, byte[]> store, byte[] prefix, BiConsumer<Bytes, byte[]> each) {
    try (KeyValueIterator<Bytes, byte[]> all =
        store.prefixScan(prefix, new ByteArraySerializer())) {
      all.forEachRemaining(entry -> each.accept(entry.key, entry.value));
    }
  }

  /** What is made of each entry whose key begins so. */
  public static <T> List<T> list(
      KeyValueStore<Bytes, byte[]> store, byte[] prefix, BiFunction<Bytes, byte[], T> make) {
    List<T> made = new ArrayList<>();
    forEach(store, prefix, (key, value) -> made.add(make.apply(key, value)));
    return made;
  }

  /** Deletes all entries whose keys begin so. */
  public static void delete(KeyValueStore<Bytes, byte[]> store, byte[] prefix) {
    list(store, prefix, (key, value) -> key).forEach(store::delete);
  }
}
