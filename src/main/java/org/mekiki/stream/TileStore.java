package org.mekiki.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.padim.MultivariateGaussian;
import org.mekiki.padim.RunningGaussian;
import org.mekiki.stream.avro.FrameRole;

/**
 * Typed access to the state of one tile of one accumulation.
 *
 * <p>Keys are {@code tile (4 bytes) · accumulation · 0 · kind · rest}, so that all of an
 * accumulation, and all of a tile, lie together. Kinds: progress; the running Gaussians, cut into
 * pieces that fit a record of the changelog; embeddings not yet folded; embeddings kept for
 * held-out scores, and the index of their hashes.
 *
 * <p>The held-out sample of each role is the frames with the smallest hashes (bottom-k sampling):
 * it depends neither on the order of arrival nor on the tile, so all tiles keep the same frames,
 * and every frame is kept with equal probability.
 */
final class TileStore {
  private static final int PIECE_BYTES = 900 * 1024;
  private static final byte PROGRESS = 'p';
  private static final byte GAUSSIAN = 'g';
  private static final byte BUFFERED = 'b';
  private static final byte HELD_OUT = 'h';
  private static final byte HELD_OUT_INDEX = 'i';

  private final KeyValueStore<Bytes, byte[]> store;
  private final int tile;
  private final String accumulation;
  private final byte[] prefix;

  TileStore(KeyValueStore<Bytes, byte[]> store, int tile, String accumulation) {
    this.store = store;
    this.tile = tile;
    this.accumulation = accumulation;
    this.prefix = prefix(tile, accumulation + '\0');
  }

  /** An embedding that is kept for held-out scores. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record HeldOut(FrameRole role, long frame, byte[] values) {}

  /** A training embedding that is not folded yet. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Buffered(long frame, byte[] values) {}

  Optional<TileProgress> progress() {
    return Optional.ofNullable(store.get(key(PROGRESS))).map(TileProgress::read);
  }

  void put(TileProgress progress) {
    store.put(key(PROGRESS), progress.toBytes());
  }

  Optional<RunningGaussian> gaussian() {
    List<byte[]> pieces = values(key(GAUSSIAN));
    if (pieces.isEmpty()) {
      return Optional.empty();
    }
    ByteBuffer joined = ByteBuffer.allocate(pieces.stream().mapToInt(p -> p.length).sum());
    pieces.forEach(joined::put);
    return Optional.of(RunningGaussian.read(joined.flip()));
  }

  void put(MultivariateGaussian gaussian) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(gaussian.bytes()));
    gaussian.write(bytes);
    byte[] all = bytes.array();
    for (int piece = 0, from = 0; from < all.length; piece++, from += PIECE_BYTES) {
      int to = Math.min(all.length, from + PIECE_BYTES);
      store.put(key(GAUSSIAN, ints(piece)), Arrays.copyOfRange(all, from, to));
    }
  }

  void buffer(int position, long frame, byte[] values) {
    byte[] entry =
        ByteBuffer.allocate(Long.BYTES + values.length).putLong(frame).put(values).array();
    store.put(key(BUFFERED, ints(position)), entry);
  }

  List<Buffered> buffered() {
    return values(key(BUFFERED)).stream()
        .map(
            entry ->
                new Buffered(
                    ByteBuffer.wrap(entry).getLong(),
                    Arrays.copyOfRange(entry, Long.BYTES, entry.length)))
        .toList();
  }

  void clearBuffered() {
    delete(key(BUFFERED).get());
  }

  /** Keeps an embedding if it is among the {@code limit} of its role with the smallest hashes. */
  void hold(FrameRole role, long frame, byte[] values, int limit) {
    Bytes indexKey = key(HELD_OUT_INDEX, (byte) role.ordinal());
    long[] kept = longs(store.get(indexKey));
    if (kept.length >= limit) {
      long largest = kept[kept.length - 1];
      if (frame >= largest) {
        return;
      }
      store.delete(heldOutKey(role, largest));
      kept = Arrays.copyOf(kept, kept.length - 1);
    }
    long[] more = Arrays.copyOf(kept, kept.length + 1);
    more[kept.length] = frame;
    Arrays.sort(more);
    ByteBuffer index = ByteBuffer.allocate(Long.BYTES * more.length);
    index.asLongBuffer().put(more);
    store.put(indexKey, index.array());
    store.put(heldOutKey(role, frame), values);
  }

  private Bytes heldOutKey(FrameRole role, long frame) {
    return key(
        HELD_OUT,
        ByteBuffer.allocate(1 + Long.BYTES).put((byte) role.ordinal()).putLong(frame).array());
  }

  private static long[] longs(byte[] bytes) {
    if (bytes == null) {
      return new long[0];
    }
    long[] values = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(values);
    return values;
  }

  /** The held-out embeddings, by role and hash. */
  List<HeldOut> heldOut() {
    byte[] start = key(HELD_OUT).get();
    List<HeldOut> found = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = store.prefixScan(start, new ByteArraySerializer())) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> next = all.next();
        ByteBuffer rest = ByteBuffer.wrap(next.key.get());
        rest.position(start.length);
        FrameRole role = FrameRole.values()[rest.get()];
        found.add(new HeldOut(role, rest.getLong(), next.value));
      }
    }
    return found;
  }

  /** Forgets this accumulation, and those of older runs of the same model that it supersedes. */
  void finish() {
    delete(prefix);
    Accumulation finished = Accumulation.parse(accumulation);
    byte[] model = prefix(tile, finished.model() + "|");
    for (Bytes key : keys(model, key -> isSuperseded(key, finished))) {
      store.delete(key);
    }
  }

  private static boolean isSuperseded(Bytes key, Accumulation finished) {
    byte[] bytes = key.get();
    int end = Integer.BYTES;
    while (bytes[end] != 0) {
      end++;
    }
    String id = new String(bytes, Integer.BYTES, end - Integer.BYTES, StandardCharsets.UTF_8);
    return finished.supersedes(Accumulation.parse(id));
  }

  private void delete(byte[] start) {
    keys(start, any -> true).forEach(store::delete);
  }

  private List<Bytes> keys(byte[] start, Predicate<Bytes> which) {
    List<Bytes> found = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = store.prefixScan(start, new ByteArraySerializer())) {
      while (all.hasNext()) {
        Bytes key = all.next().key;
        if (which.test(key)) {
          found.add(key);
        }
      }
    }
    return found;
  }

  private List<byte[]> values(Bytes start) {
    List<byte[]> found = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all =
        store.prefixScan(start.get(), new ByteArraySerializer())) {
      all.forEachRemaining(entry -> found.add(entry.value));
    }
    return found;
  }

  private Bytes key(byte kind, byte... rest) {
    return Bytes.wrap(
        ByteBuffer.allocate(prefix.length + 1 + rest.length)
            .put(prefix)
            .put(kind)
            .put(rest)
            .array());
  }

  private static byte[] ints(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  private static byte[] prefix(int tile, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Integer.BYTES + bytes.length).putInt(tile).put(bytes).array();
  }
}
