package org.mekiki.stream.training;

import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.stream.avro.GoodRecord;
import org.mekiki.stream.avro.TrainingInput;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.StoreEntries;
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
    byte[] json = store.get(progressKey(run));
    return json == null ? NetworkProgress.NONE : NetworkProgress.read(json);
  }

  void put(Accumulation run, NetworkProgress progress) {
    store.put(progressKey(run), progress.toBytes());
  }

  /** Keeps a record as number {@link NetworkProgress#held} of those that wait. */
  void hold(Accumulation run, int number, GoodRecord record) {
    byte[] value = AvroCodec.TRAINING_INPUT.encode(new TrainingInput(run.id(), record));
    store.put(StoreEntries.key(held(run), StoreEntries.part(number)), value);
  }

  /** Hands on the records that wait, one at a time, in the order in which they came. */
  void held(Accumulation run, Consumer<GoodRecord> each) {
    StoreEntries.forEach(
        store,
        held(run),
        (key, value) -> each.accept((GoodRecord) TrainingMessages.trainingInput(value).getBody()));
  }

  /** Forgets the records that waited. */
  void release(Accumulation run) {
    StoreEntries.delete(store, held(run));
  }

  void forget(Accumulation run) {
    release(run);
    store.delete(progressKey(run));
  }

  private static byte[] held(Accumulation run) {
    return StoreEntries.part(HELD + run.id() + '\0');
  }

  private static Bytes progressKey(Accumulation run) {
    return StoreEntries.key(StoreEntries.part(PROGRESS + run.id()));
  }
}
