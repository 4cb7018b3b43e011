package org.mekiki.stream.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.mekiki.model.CurrentVersion;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.SignedManifest;
import org.mekiki.model.chunk.ProjectionCodec;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.stream.models.ModelTopic;
import org.mekiki.stream.models.Signatures;
import org.mekiki.stream.training.message.NetworkPieces;
import org.mekiki.stream.training.message.TrainingOutput;
import org.mekiki.stream.training.message.TrainingSettings;

/** What publishes a model whose tiles are on the models topic, in its order. Thread-safe. */
final class ModelPublication {
  private final TrainingSettings settings;
  private final ManifestSigner signer;

  ModelPublication(TrainingSettings settings, ManifestSigner signer) {
    this.settings = settings;
    this.signer = signer;
  }

  /**
   * The records: chunks that are of no tile, the manifest, and tombstones.
   *
   * @param at their timestamp, milliseconds since 1970
   */
  List<Record<byte[], TrainingOutput>> records(
      ModelManifest manifest,
      Optional<NetworkPieces.Network> network,
      List<ModelHistory.Version> obsolete,
      long at) {
    List<Record<byte[], TrainingOutput>> records = new ArrayList<>();
    int chunk = settings.tiling().tileChunks(settings.precision());
    List<byte[]> chunks = new ArrayList<>(ProjectionCodec.chunks(settings.embedding().reduction()));
    network.ifPresent(made -> chunks.addAll(made.pieces()));
    for (byte[] bytes : chunks) {
      ModelTopic.Key key = ModelTopic.chunk(manifest.model(), manifest.version(), chunk++);
      records.add(TrainingOutput.model(key.toString(), bytes, at));
    }
    byte[] statement = CurrentVersion.published(manifest).toBytes();
    byte[] signature = signer.sign(statement);
    if (signature != null) {
      SignedManifest stated = new SignedManifest(statement, signature);
      records.add(signed(ModelTopic.statement(manifest.model()), stated, at));
    }
    SignedManifest signed = SignedManifest.of(manifest, signer);
    records.add(signed(ModelTopic.kept(manifest.model(), manifest.version()), signed, at));
    records.add(signed(ModelTopic.current(manifest.model()), signed, at));
    for (ModelHistory.Version old : obsolete) {
      ModelTopic.keysOf(manifest.model(), old.version(), old.chunks())
          .forEach(key -> records.add(TrainingOutput.model(key.toString(), null, at)));
    }
    return records;
  }

  private static Record<byte[], TrainingOutput> signed(
      ModelTopic.Key key, SignedManifest manifest, long at) {
    Record<byte[], TrainingOutput> record =
        TrainingOutput.model(key.toString(), manifest.json(), at);
    Signatures.add(record.headers(), manifest.signature());
    return record;
  }
}
