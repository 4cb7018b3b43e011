package org.mekiki.stream.training;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.padim.gaussian.MultivariateGaussian;
import org.mekiki.padim.gaussian.RunningGaussian;
import org.mekiki.stream.avro.FrameRole;
import org.mekiki.stream.training.message.StoreEntries;

/**
 * Typed access to the state of one tile of one accumulation.
 *
 * <p>Keys are {@code tile (4 bytes) · accumulation · 0 · kind · rest}, so that all of an
 * accumulation, and all of a tile, lie together. Kinds: progress; the running Gaussians, cut into
 * pieces that fit a record of the changelog; embeddings, by role and the frame's hash; for each
 * role, the hashes of the frames held out; signatures and ids, by the frame's hash; marks of the
 * embeddings that wait to be folded; copies of training frames, by the frame's hash and their
 * number.
 *
 * <p>Each embedding is written once, on arrival. Those of training frames that are not held out
 * wait to be folded: folding either holds them out or deletes them.
 *
 * <p>The held-out sample of each role is the frames with the smallest hashes (bottom-k sampling):
 * it depends neither on the order of arrival nor on the tile, so all tiles keep the same frames,
 * and every frame is kept with equal probability.
 */
final class TileStore {
  private static final int PIECE_BYTES = 900 * 1024;
  private static final byte PROGRESS = 'p';
  private static final byte GAUSSIAN = 'g';
  private static final byte EMBEDDING = 'e';
  private static final byte HELD_OUT = 'h';
  private static final byte SIGNATURE = 's';
  private static final byte NAME = 'i';
  private static final byte WAITING = 'w';
  private static final byte COPY = 'c';

  private final KeyValueStore<Bytes, byte[]> store;
  private final byte[] prefix;

  TileStore(KeyValueStore<Bytes, byte[]> store, int tile, String accumulation) {
    this.store = store;
    this.prefix = prefix(tile, accumulation + '\0').get();
  }

  /** The embedding of one frame, by {@link TileEmbeddings}. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Held(long frame, byte[] values) {}

  /** An altered copy of a training frame; numbers begin at 1. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Copy(int number, byte[] values) {}

  /** Remembers the id of a frame whose embedding is kept. */
  void name(FrameRole role, long frame, String id) {
    store.put(frameKey(NAME, role, frame), StoreEntries.part(id));
  }

  /** The id of a frame; empty if it was not told. */
  String name(FrameRole role, long frame) {
    byte[] id = store.get(frameKey(NAME, role, frame));
    return id == null ? "" : new String(id, StandardCharsets.UTF_8);
  }

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
      store.put(key(GAUSSIAN, StoreEntries.part(piece)), Arrays.copyOfRange(all, from, to));
    }
  }

  /** Keeps the embedding of a training frame until it is folded. */
  void buffer(long frame, byte[] values) {
    store.put(embeddingKey(FrameRole.TRAIN, frame), values);
    store.put(frameKey(WAITING, FrameRole.TRAIN, frame), new byte[0]);
  }

  /**
   * Embeddings of training frames that wait to be folded, by hash. Those that are held out are not
   * read: they may be many more.
   */
  List<Held> buffered(int count) {
    List<Held> marked = new ArrayList<>();
    for (Held mark : embeddings(key(WAITING, role(FrameRole.TRAIN)))) {
      byte[] values = store.get(embeddingKey(FrameRole.TRAIN, mark.frame()));
      marked.add(new Held(mark.frame(), values));
    }
    return marked.size() < count ? unmarked() : marked;
  }

  /** As earlier releases, which made no marks, left them. */
  private List<Held> unmarked() {
    long[] held = heldHashes(FrameRole.TRAIN);
    return embeddings(key(EMBEDDING, role(FrameRole.TRAIN))).stream()
        .filter(embedding -> Arrays.binarySearch(held, embedding.frame()) < 0)
        .toList();
  }

  /** The embeddings that were buffered have been folded: holds them out, or forgets them. */
  void folded(List<Held> buffered, int limit) {
    holdOut(FrameRole.TRAIN, buffered.stream().mapToLong(Held::frame), limit);
    buffered.forEach(frame -> store.delete(frameKey(WAITING, FrameRole.TRAIN, frame.frame())));
  }

  /**
   * Holds an embedding out if it is among the {@code limit} of its role of smallest hash.
   *
   * @return whether it is
   */
  boolean hold(FrameRole role, long frame, byte[] values, int limit) {
    long[] held = heldHashes(role);
    if (held.length < limit || frame < held[limit - 1]) {
      store.put(embeddingKey(role, frame), values);
      holdOut(role, LongStream.of(frame), limit);
      return true;
    }
    return false;
  }

  /** Those of largest hash have to go where there are too many. */
  private void holdOut(FrameRole role, LongStream frames, int limit) {
    long[] all = LongStream.concat(LongStream.of(heldHashes(role)), frames).sorted().toArray();
    for (int i = limit; i < all.length; i++) {
      store.delete(embeddingKey(role, all[i]));
      store.delete(frameKey(NAME, role, all[i]));
    }
    ByteBuffer index = ByteBuffer.allocate(Long.BYTES * Math.min(all.length, limit));
    index.asLongBuffer().put(all, 0, Math.min(all.length, limit));
    store.put(key(HELD_OUT, role(role)), index.array());
  }

  /** Keeps the embedding of an altered copy of a training frame. */
  void copy(long frame, int copy, byte[] values) {
    store.put(copyKey(frame, copy), values);
  }

  /** Copies of one training frame, in their order. */
  List<Copy> copies(long frame) {
    return copies(key(COPY, StoreEntries.part(frame)));
  }

  /** Copies of all training frames, by the frames' hash and in their order. */
  List<Copy> copies() {
    return copies(key(COPY));
  }

  private List<Copy> copies(Bytes start) {
    return StoreEntries.list(
        store, start.get(), (key, values) -> new Copy(copyNumber(key), values));
  }

  /** How many frames have a first copy, a second one, and so on. */
  int[] havingCopies(int most) {
    int[] having = new int[most];
    StoreEntries.forEach(store, key(COPY).get(), (key, values) -> having[copyNumber(key) - 1]++);
    return having;
  }

  /** Forgets all copies but the first ones of each frame. */
  void forgetCopies(int but) {
    StoreEntries.list(store, key(COPY).get(), (key, values) -> key).stream()
        .filter(key -> copyNumber(key) > but)
        .forEach(store::delete);
  }

  private static int copyNumber(Bytes key) {
    return key.get()[key.get().length - 1];
  }

  private Bytes copyKey(long frame, int copy) {
    return key(COPY, StoreEntries.part(frame), new byte[] {(byte) copy});
  }

  /** In ascending order. */
  private long[] heldHashes(FrameRole role) {
    byte[] bytes = store.get(key(HELD_OUT, role(role)));
    if (bytes == null) {
      return new long[0];
    }
    long[] hashes = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(hashes);
    return hashes;
  }

  /**
   * Embeddings of a role that are held out, or would be once all is folded: the {@code limit} of
   * smallest hash, in their order.
   */
  List<Held> heldOut(FrameRole role, int limit) {
    return embeddings(key(EMBEDDING, role(role))).stream().limit(limit).toList();
  }

  private List<Held> embeddings(Bytes start) {
    int frameAt = prefix.length + 2;
    return StoreEntries.list(
        store,
        start.get(),
        (key, values) -> new Held(ByteBuffer.wrap(key.get()).getLong(frameAt), values));
  }

  private Bytes embeddingKey(FrameRole role, long frame) {
    return frameKey(EMBEDDING, role, frame);
  }

  private Bytes frameKey(byte kind, FrameRole role, long frame) {
    return key(kind, role(role), StoreEntries.part(frame));
  }

  /** Keeps the signature of a training frame: whether frames repeat each other is seen by them. */
  void sign(long frame, byte[] signature) {
    store.put(key(SIGNATURE, StoreEntries.part(frame)), signature);
  }

  /** The signature of a training frame; empty if none was kept. */
  byte[] signature(long frame) {
    byte[] signature = store.get(key(SIGNATURE, StoreEntries.part(frame)));
    return signature == null ? new byte[0] : signature;
  }

  /** Signatures that were kept, by hash. */
  List<byte[]> signatures() {
    return values(key(SIGNATURE));
  }

  /** Forgets the tile's part of this accumulation. */
  void forget() {
    StoreEntries.delete(store, prefix);
  }

  /** Whether the tile has nothing of this accumulation. */
  boolean isEmpty() {
    return store.get(key(PROGRESS)) == null;
  }

  /** Forgets an accumulation in all tiles, those of other settings too. */
  static void forgetAll(KeyValueStore<Bytes, byte[]> store, String accumulation) {
    tiles(store).forEach(tile -> new TileStore(store, tile, accumulation).forget());
  }

  /** All tiles of which something is kept. Jumps from one to the next. */
  private static List<Integer> tiles(KeyValueStore<Bytes, byte[]> store) {
    List<Integer> found = new ArrayList<>();
    Bytes end = prefix(Integer.MAX_VALUE, "");
    Bytes from = prefix(0, "");
    while (from != null) {
      try (KeyValueIterator<Bytes, byte[]> next = store.range(from, end)) {
        from = null;
        if (next.hasNext()) {
          int tile = ByteBuffer.wrap(next.next().key.get()).getInt();
          found.add(tile);
          from = prefix(tile + 1, "");
        }
      }
    }
    return found;
  }

  /**
   * All accumulations that a tile knows. Jumps from one to the next: their embeddings may be
   * gigabytes.
   */
  static Set<String> accumulations(KeyValueStore<Bytes, byte[]> store, int tile) {
    Set<String> found = new TreeSet<>();
    Bytes end = prefix(tile + 1, "");
    Bytes from = prefix(tile, "");
    while (from != null) {
      try (KeyValueIterator<Bytes, byte[]> next = store.range(from, end)) {
        from = null;
        if (next.hasNext()) {
          byte[] key = next.next().key.get();
          int length = Integer.BYTES;
          while (length < key.length && key[length] != 0) {
            length++;
          }
          if (ByteBuffer.wrap(key).getInt() == tile && length < key.length) {
            String id =
                new String(key, Integer.BYTES, length - Integer.BYTES, StandardCharsets.UTF_8);
            found.add(id);
            from = prefix(tile, id + '\u0001');
          }
        }
      }
    }
    return found;
  }

  private List<byte[]> values(Bytes start) {
    return StoreEntries.list(store, start.get(), (key, value) -> value);
  }

  private Bytes key(byte kind) {
    return StoreEntries.key(prefix, new byte[] {kind});
  }

  private Bytes key(byte kind, byte[] rest) {
    return StoreEntries.key(prefix, new byte[] {kind}, rest);
  }

  private Bytes key(byte kind, byte[] rest, byte[] last) {
    return StoreEntries.key(prefix, new byte[] {kind}, rest, last);
  }

  private static byte[] role(FrameRole role) {
    return new byte[] {(byte) role.ordinal()};
  }

  private static Bytes prefix(int tile, String text) {
    return StoreEntries.key(StoreEntries.part(tile), StoreEntries.part(text));
  }
}
