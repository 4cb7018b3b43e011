package org.mekiki.stream.training;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.stream.avro.NetworkPiece;
import org.mekiki.stream.avro.TileCounted;
import org.mekiki.stream.avro.TileFitted;
import org.mekiki.stream.avro.TileResult;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.training.message.NetworkPieces;
import org.mekiki.stream.training.message.TrainingMessages;

/**
 * Typed access to the state of assembling. Keys: {@code m·model} its history; {@code
 * c·accumulation·0·tile} and {@code f·accumulation·0·tile} what the tiles have told; {@code
 * n·kind·accumulation} how many have.
 */
final class AssemblyStore {
  private static final char HISTORY = 'm';
  private static final char COUNTED = 'c';
  private static final char FITTED = 'f';
  private static final char COUNTER = 'n';
  private static final char COMPLETE = 't';
  private static final char KEPT = 'k';

  private final KeyValueStore<Bytes, byte[]> store;
  private final int tiles;
  private final NetworkPieces networks;

  AssemblyStore(KeyValueStore<Bytes, byte[]> store, int tiles) {
    this.store = store;
    this.tiles = tiles;
    this.networks = new NetworkPieces(store);
  }

  ModelHistory history(String model) {
    byte[] json = store.get(Bytes.wrap(prefix(HISTORY, model)));
    return json == null ? ModelHistory.NONE : ModelHistory.read(json);
  }

  void put(String model, ModelHistory history) {
    store.put(Bytes.wrap(prefix(HISTORY, model)), history.toBytes());
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

  /** What has come, in the tiles' order. */
  List<TileFitted> fitted(String accumulation) {
    return results(FITTED, accumulation).stream().map(r -> (TileFitted) r.getBody()).toList();
  }

  /** Remembers when all frames were in. */
  void putComplete(String accumulation, Instant at) {
    byte[] millis = ByteBuffer.allocate(Long.BYTES).putLong(at.toEpochMilli()).array();
    store.put(Bytes.wrap(prefix(COMPLETE, accumulation)), millis);
  }

  /** When all frames were in. */
  Instant complete(String accumulation) {
    byte[] millis = store.get(Bytes.wrap(prefix(COMPLETE, accumulation)));
    return Instant.ofEpochMilli(ByteBuffer.wrap(millis).getLong());
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
    store.put(Bytes.wrap(prefix(KEPT, accumulation)), reason.getBytes(StandardCharsets.UTF_8));
  }

  /** Why no network was made for an accumulation, if one was to be. */
  Optional<String> kept(String accumulation) {
    return Optional.ofNullable(store.get(Bytes.wrap(prefix(KEPT, accumulation))))
        .map(reason -> new String(reason, StandardCharsets.UTF_8));
  }

  void forget(String accumulation) {
    networks.forget(accumulation);
    store.delete(Bytes.wrap(prefix(KEPT, accumulation)));
    store.delete(Bytes.wrap(prefix(COMPLETE, accumulation)));
    for (char kind : new char[] {COUNTED, FITTED}) {
      store.delete(Bytes.wrap(prefix(COUNTER, kind + accumulation)));
    }
    for (int tile = 0; tile < tiles; tile++) {
      store.delete(key(COUNTED, accumulation, tile));
      store.delete(key(FITTED, accumulation, tile));
    }
  }

  private boolean put(char kind, TileResult result) {
    Bytes key = key(kind, result.getAccumulation(), result.getTile());
    Bytes counter = Bytes.wrap(prefix(COUNTER, kind + result.getAccumulation()));
    byte[] before = store.get(counter);
    int count = before == null ? 0 : ByteBuffer.wrap(before).getInt();
    if (store.get(key) == null) {
      count++;
      store.put(counter, ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
    }
    store.put(key, AvroCodec.TILE_RESULT.encode(result));
    return count == tiles;
  }

  private List<TileResult> results(char kind, String accumulation) {
    List<TileResult> found = new ArrayList<>(tiles);
    try (KeyValueIterator<Bytes, byte[]> all =
        store.prefixScan(prefix(kind, accumulation + '\0'), new ByteArraySerializer())) {
      all.forEachRemaining(entry -> found.add(TrainingMessages.tileResult(entry.value)));
    }
    return found;
  }

  private static Bytes key(char kind, String accumulation, int tile) {
    byte[] prefix = prefix(kind, accumulation + '\0');
    return Bytes.wrap(
        ByteBuffer.allocate(prefix.length + Integer.BYTES).put(prefix).putInt(tile).array());
  }

  private static byte[] prefix(char kind, String text) {
    return (kind + text).getBytes(StandardCharsets.UTF_8);
  }
}
