package org.mekiki.stream.training.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.model.PublishedGraph;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.stream.avro.NetworkPiece;
import org.mekiki.stream.avro.TrainingInput;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.text.Text;

/** Networks that were made for accumulations, in pieces, in a part of a state store. */
public final class NetworkPieces {
  private static final char NETWORK = 'w';

  private final KeyValueStore<Bytes, byte[]> store;

  public NetworkPieces(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /**
   * A network, whole.
   *
   * @param noise of its features, at most
   * @param pieces of its graph, which are chunks of the model too
   */
  public record Network(String name, String sha256, double noise, List<byte[]> pieces) {
    /** Its identity; input and features are those of the network that it was made of. */
    public Backbone backbone(Backbone original) {
      return new Backbone(name, sha256, original.preprocessing(), original.features());
    }

    public byte[] graph() {
      ByteArrayOutputStream joined =
          new ByteArrayOutputStream(pieces.stream().mapToInt(piece -> piece.length).sum());
      pieces.forEach(joined::writeBytes);
      return joined.toByteArray();
    }

    /** What the manifest says of it. */
    public PublishedGraph published(Backbone original) {
      int bytes = pieces.stream().mapToInt(piece -> piece.length).sum();
      return new PublishedGraph(pieces.size(), bytes, original.sha256(), noise);
    }
  }

  public void put(String accumulation, NetworkPiece piece) {
    store.put(
        StoreEntries.key(prefix(accumulation), StoreEntries.part(piece.getNumber())),
        AvroCodec.TRAINING_INPUT.encode(new TrainingInput(accumulation, piece)));
  }

  /** The network of an accumulation; empty if none was made for it. */
  public Optional<Network> find(String accumulation) {
    List<NetworkPiece> found =
        StoreEntries.list(
            store,
            prefix(accumulation),
            (key, value) -> (NetworkPiece) TrainingMessages.trainingInput(value).getBody());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    NetworkPiece first = found.get(0);
    if (found.size() != first.getPieces()) {
      throw new IllegalStateException(
          Text.of(
              "%d of %d pieces of the network of '%s' are there",
              found.size(), first.getPieces(), accumulation));
    }
    return Optional.of(
        new Network(
            first.getName(),
            first.getSha256(),
            first.getNoise(),
            found.stream().map(piece -> TrainingMessages.bytes(piece.getBytes())).toList()));
  }

  public void forget(String accumulation) {
    StoreEntries.delete(store, prefix(accumulation));
  }

  /** Accumulations of a run that have networks here. */
  public Set<String> accumulations(Accumulation run) {
    byte[] prefix = StoreEntries.part(NETWORK + run.ofRun());
    return new TreeSet<>(StoreEntries.list(store, prefix, (key, value) -> accumulation(key)));
  }

  /** What stands between the kind and the number. */
  private static String accumulation(Bytes key) {
    int length = key.get().length - 2 - Integer.BYTES;
    return new String(key.get(), 1, length, StandardCharsets.UTF_8);
  }

  private static byte[] prefix(String accumulation) {
    return StoreEntries.part(NETWORK + accumulation + '\0');
  }
}
