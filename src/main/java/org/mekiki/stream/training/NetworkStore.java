package org.mekiki.stream.training;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.stream.avro.GoodRecord;
import org.mekiki.stream.avro.TrainingInput;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.TrainingMessages;

/**
 * Typed access to the state of the choice of networks: for each accumulation its progress and the
 * records that wait, in their order.
 */
final class NetworkStore {
  private static final char HELD = 'h';
  private static final char PROGRESS = 'p';

  private final KeyValueStore<Bytes, byte[]> store;

  NetworkStore(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  NetworkProgress progress(Accumulation run) {
    byte[] json = store.get(key(PROGRESS, run.id()));
    return json == null ? NetworkProgress.NONE : NetworkProgress.read(json);
  }

  void put(Accumulation run, NetworkProgress progress) {
    store.put(key(PROGRESS, run.id()), progress.toBytes());
  }

  /** Keeps a record as number {@link NetworkProgress#held} of those that wait. */
  void hold(Accumulation run, int number, GoodRecord record) {
    byte[] value = AvroCodec.TRAINING_INPUT.encode(new TrainingInput(run.id(), record));
    store.put(heldKey(run, number), value);
  }

  /** Hands on the records that wait, one at a time, in the order in which they came. */
  void held(Accumulation run, Consumer<GoodRecord> each) {
    try (KeyValueIterator<Bytes, byte[]> all = scan(HELD, run.id() + '\0')) {
      all.forEachRemaining(
          entry -> each.accept((GoodRecord) TrainingMessages.trainingInput(entry.value).getBody()));
    }
  }

  /** Forgets the records that waited. */
  void release(Accumulation run) {
    List<Bytes> found = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = scan(HELD, run.id() + '\0')) {
      all.forEachRemaining(entry -> found.add(entry.key));
    }
    found.forEach(store::delete);
  }

  /** Forgets an accumulation. */
  void forget(Accumulation run) {
    release(run);
    store.delete(key(PROGRESS, run.id()));
  }

  private KeyValueIterator<Bytes, byte[]> scan(char kind, String prefix) {
    return store.prefixScan(key(kind, prefix).get(), new ByteArraySerializer());
  }

  private static Bytes heldKey(Accumulation run, int number) {
    byte[] prefix = key(HELD, run.id() + '\0').get();
    return Bytes.wrap(
        ByteBuffer.allocate(prefix.length + Integer.BYTES).put(prefix).putInt(number).array());
  }

  private static Bytes key(char kind, String text) {
    return Bytes.wrap((kind + text).getBytes(StandardCharsets.UTF_8));
  }
}
