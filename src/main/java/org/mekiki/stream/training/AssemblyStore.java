package org.mekiki.stream.training;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.stream.avro.HeldOutFrame;
import org.mekiki.stream.avro.HeldOutPart;
import org.mekiki.stream.avro.NetworkPiece;
import org.mekiki.stream.avro.TileCounted;
import org.mekiki.stream.avro.TileFitted;
import org.mekiki.stream.avro.TileResult;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.NetworkPieces;
import org.mekiki.stream.training.message.StoreEntries;
import org.mekiki.stream.training.message.TrainingMessages;

/**
 * Typed access to the state of assembling. Keys: {@code m·model} its history; {@code
 * c·accumulation·0·tile}, {@code f·accumulation·0·tile} and {@code h·accumulation·0·tile·part} what
 * the tiles have told; {@code n·kind·accumulation} how many have; {@code a·model} the accumulation
 * that is being fitted; {@code q·model·0·number} those that wait for their turn.
 */
final class AssemblyStore {
  private static final char HISTORY = 'm';
  private static final char COUNTED = 'c';
  private static final char FITTED = 'f';
  private static final char HELD_OUT = 'h';
  private static final char COUNTER = 'n';
  private static final char COMPLETE = 't';
  private static final char KEPT = 'k';
  private static final char ACTIVE = 'a';
  private static final char QUEUE = 'q';

  private final KeyValueStore<Bytes, byte[]> store;
  private final ToIntFunction<String> tiles;
  private final NetworkPieces networks;

  AssemblyStore(KeyValueStore<Bytes, byte[]> store, ToIntFunction<String> tiles) {
    this.store = store;
    this.tiles = tiles;
    this.networks = new NetworkPieces(store);
  }

  ModelHistory history(String model) {
    byte[] json = store.get(key(HISTORY, model));
    return json == null ? ModelHistory.NONE : ModelHistory.read(json);
  }

  void put(String model, ModelHistory history) {
    store.put(key(HISTORY, model), history.toBytes());
  }

  /** Adds one; whether all tiles' have come now. */
  boolean putCounted(TileResult result) {
    return put(COUNTED, result);
  }

  /** Adds one; whether all tiles' have come now. */
  boolean putFitted(TileResult result) {
    return put(FITTED, result);
  }

  /** What has come, in the tiles' order. */
  List<TileCounted> counted(String accumulation) {
    return results(COUNTED, accumulation).stream().map(r -> (TileCounted) r.getBody()).toList();
  }

  /** What has come, in the tiles' order, each with its held-out frames. */
  List<TileFitted> fitted(String accumulation) {
    return results(FITTED, accumulation).stream()
        .map(result -> withHeldOut(accumulation, result))
        .toList();
  }

  private TileFitted withHeldOut(String accumulation, TileResult result) {
    TileFitted fitted = (TileFitted) result.getBody();
    List<HeldOutFrame> frames = new ArrayList<>(fitted.getHeldOut());
    for (TileResult part : results(key(HELD_OUT, accumulation, result.getTile()).get())) {
      frames.addAll(((HeldOutPart) part.getBody()).getFrames());
    }
    return new TileFitted(
        fitted.getVersion(), fitted.getChunkBytes(), fitted.getChunkSha256(), frames);
  }

  /** Adds some of a tile's held-out frames. */
  void putHeldOut(TileResult result, int part) {
    Bytes tile = key(HELD_OUT, result.getAccumulation(), result.getTile());
    store.put(
        StoreEntries.key(tile.get(), StoreEntries.part(part)),
        AvroCodec.TILE_RESULT.encode(result));
  }

  /** The tiles fit an accumulation, which is the only one of its model that does. */
  void putFitting(String accumulation, long version, Instant since) {
    byte[] value =
        ByteBuffer.allocate(2 * Long.BYTES).putLong(since.toEpochMilli()).putLong(version).array();
    store.put(key(COMPLETE, accumulation), value);
    String model = Accumulation.parse(accumulation).model();
    store.put(key(ACTIVE, model), StoreEntries.part(accumulation));
  }

  /** Since when the tiles fit an accumulation. */
  Instant fittingSince(String accumulation) {
    byte[] value = store.get(key(COMPLETE, accumulation));
    return Instant.ofEpochMilli(ByteBuffer.wrap(value).getLong());
  }

  /** The version that an accumulation is fitted as; 0 if it is not, or an old release began it. */
  long version(String accumulation) {
    byte[] value = store.get(key(COMPLETE, accumulation));
    return value == null || value.length < 2 * Long.BYTES
        ? 0
        : ByteBuffer.wrap(value).getLong(Long.BYTES);
  }

  /** The accumulation of a model that the tiles fit. */
  Optional<String> fitting(String model) {
    return Optional.ofNullable(store.get(key(ACTIVE, model))).map(AssemblyStore::text);
  }

  /** Has an accumulation wait until no other of its model is being fitted. */
  void queue(String accumulation) {
    byte[] prefix = queuePrefix(Accumulation.parse(accumulation).model());
    long next =
        StoreEntries.list(
                store,
                prefix,
                (key, value) -> 1 + ByteBuffer.wrap(key.get()).getLong(prefix.length))
            .stream()
            .reduce(0L, (before, last) -> last);
    store.put(StoreEntries.key(prefix, StoreEntries.part(next)), StoreEntries.part(accumulation));
  }

  /** The accumulation whose turn it is; empty while another one is being fitted, or none waits. */
  Optional<String> next(String model) {
    if (fitting(model).isPresent()) {
      return Optional.empty();
    }
    return StoreEntries.list(store, queuePrefix(model), (key, id) -> text(id)).stream().findFirst();
  }

  /** No longer waits, nor is fitted. */
  private void leave(String accumulation) {
    String model = Accumulation.parse(accumulation).model();
    if (fitting(model).filter(accumulation::equals).isPresent()) {
      store.delete(key(ACTIVE, model));
    }
    unqueue(accumulation);
  }

  /** No longer waits. */
  void unqueue(String accumulation) {
    byte[] prefix = queuePrefix(Accumulation.parse(accumulation).model());
    StoreEntries.list(store, prefix, Map::entry).stream()
        .filter(waiting -> text(waiting.getValue()).equals(accumulation))
        .forEach(waiting -> store.delete(waiting.getKey()));
  }

  /** Accumulations of a run that tiles have told something of. */
  Set<String> accumulations(Accumulation run) {
    return new TreeSet<>(
        StoreEntries.list(
            store,
            prefix(COUNTED, run.ofRun()),
            (key, value) -> {
              int length = key.get().length - 2 - Integer.BYTES;
              return new String(key.get(), 1, length, StandardCharsets.UTF_8);
            }));
  }

  private static byte[] queuePrefix(String model) {
    return prefix(QUEUE, model + '\0');
  }

  /** Remembers a piece of the network that was made for an accumulation. */
  void putNetwork(String accumulation, NetworkPiece piece) {
    networks.put(accumulation, piece);
  }

  /** The network that was made for an accumulation; empty if it has the trainer's own. */
  Optional<NetworkPieces.Network> network(String accumulation) {
    return networks.find(accumulation);
  }

  /** Remembers why no network was made for an accumulation. */
  void putKept(String accumulation, String reason) {
    store.put(key(KEPT, accumulation), StoreEntries.part(reason));
  }

  /** Why no network was made for an accumulation, if one was to be. */
  Optional<String> kept(String accumulation) {
    return Optional.ofNullable(store.get(key(KEPT, accumulation))).map(AssemblyStore::text);
  }

  void forget(String accumulation) {
    leave(accumulation);
    networks.forget(accumulation);
    store.delete(key(KEPT, accumulation));
    store.delete(key(COMPLETE, accumulation));
    for (char kind : new char[] {COUNTED, FITTED}) {
      store.delete(key(COUNTER, kind + accumulation));
    }
    for (char kind : new char[] {COUNTED, FITTED, HELD_OUT}) {
      StoreEntries.delete(store, prefix(kind, accumulation + '\0'));
    }
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }

  private boolean put(char kind, TileResult result) {
    Bytes key = key(kind, result.getAccumulation(), result.getTile());
    Bytes counter = key(COUNTER, kind + result.getAccumulation());
    byte[] before = store.get(counter);
    int count = before == null ? 0 : ByteBuffer.wrap(before).getInt();
    if (store.get(key) == null) {
      count++;
      store.put(counter, StoreEntries.part(count));
    }
    store.put(key, AvroCodec.TILE_RESULT.encode(result));
    return count == tiles.applyAsInt(result.getAccumulation());
  }

  private List<TileResult> results(char kind, String accumulation) {
    return results(prefix(kind, accumulation + '\0'));
  }

  private List<TileResult> results(byte[] prefix) {
    return StoreEntries.list(store, prefix, (key, value) -> TrainingMessages.tileResult(value));
  }

  private static Bytes key(char kind, String accumulation, int tile) {
    return StoreEntries.key(prefix(kind, accumulation + '\0'), StoreEntries.part(tile));
  }

  private static Bytes key(char kind, String text) {
    return Bytes.wrap(prefix(kind, text));
  }

  private static byte[] prefix(char kind, String text) {
    return StoreEntries.part(kind + text);
  }
}
