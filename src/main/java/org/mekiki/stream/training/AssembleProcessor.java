package org.mekiki.stream.training;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.model.ManifestSigner;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ProjectionCodec;
import org.mekiki.model.SignedManifest;
import org.mekiki.stream.avro.FitTile;
import org.mekiki.stream.avro.NetworkKept;
import org.mekiki.stream.avro.NetworkPiece;
import org.mekiki.stream.avro.RolledBack;
import org.mekiki.stream.avro.TileCounted;
import org.mekiki.stream.avro.TileFitted;
import org.mekiki.stream.avro.TileMessage;
import org.mekiki.stream.avro.TileResult;
import org.mekiki.stream.models.ModelTopic;
import org.mekiki.stream.models.Signatures;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.NetworkPieces;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingMessages;
import org.mekiki.stream.training.message.TrainingOutput;
import org.mekiki.stream.training.message.TrainingParts;
import org.mekiki.stream.training.message.TrainingSettings;

/**
 * Step 4 of training, for each model: when all tiles are complete, tell them the model's mean
 * variance and its version; when all have fitted, publish the manifest, and tombstones for what is
 * too old.
 *
 * <p>The manifest comes last by construction: this step hears of a tile only once the transaction
 * that holds the tile's chunks is committed.
 */
final class AssembleProcessor implements Processor<byte[], byte[], byte[], TrainingOutput> {
  static final String STORE = "assembly";

  /** Frames that a model needs if its threshold is to come from leaving one out. */
  static final int MIN_LEAVE_ONE_OUT = 3;

  private final TrainingSettings settings;
  private final ModelCalibrator calibrator;
  private final Clock clock;
  private final ManifestSigner signer;
  private final InspectionListener listener;
  private ProcessorContext<byte[], TrainingOutput> context;
  private AssemblyStore store;

  AssembleProcessor(TrainingParts parts, Clock clock) {
    this.settings = parts.settings();
    this.calibrator = new ModelCalibrator(settings);
    this.clock = clock;
    this.signer = parts.signer();
    this.listener = parts.listener();
  }

  @Override
  public void init(ProcessorContext<byte[], TrainingOutput> processorContext) {
    this.context = processorContext;
    KeyValueStore<Bytes, byte[]> state = processorContext.getStateStore(STORE);
    this.store = new AssemblyStore(state, settings.tiling().tiles());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    TileResult result = TrainingMessages.tileResult(record.value());
    Object body = result.getBody();
    if (body instanceof TileCounted) {
      counted(result);
    } else if (body instanceof TileFitted) {
      fitted(result);
    } else if (body instanceof NetworkPiece piece) {
      store.putNetwork(result.getAccumulation(), piece);
    } else if (body instanceof NetworkKept kept) {
      store.putKept(result.getAccumulation(), kept.getReason());
    } else if (body instanceof RolledBack rolledBack) {
      String model = new String(record.key(), StandardCharsets.UTF_8);
      store.put(
          model, store.history(model).rolledBack(rolledBack.getVersion(), rolledBack.getChunks()));
    }
  }

  private void counted(TileResult result) {
    if (!store.putCounted(result)) {
      return;
    }
    List<TileCounted> all = store.counted(result.getAccumulation());
    Accumulation accumulation = Accumulation.parse(result.getAccumulation());
    TileCounted first = all.get(0);
    TrainingCommand command = command(first);
    String problem = problem(first);
    if (problem != null) {
      store.forget(result.getAccumulation());
      event(TrainingEvent.failed(command.model(), command.run(), problem), first.getAt());
      listener.fitFailed(command.model());
      return;
    }
    store.putComplete(result.getAccumulation(), clock.instant());
    double sum = all.stream().mapToDouble(TileCounted::getVarianceSum).sum();
    long values = (long) settings.tiling().grid().patches() * settings.tiling().dimensions();
    ModelHistory history = store.history(accumulation.model());
    long version = Math.max(history.last() + 1, command.minimumVersion());
    store.put(accumulation.model(), history.started(version));
    FitTile fit = new FitTile(version, sum / values, first.getAt());
    for (int tile = 0; tile < settings.tiling().tiles(); tile++) {
      TileMessage message = new TileMessage(result.getAccumulation(), tile, fit);
      context.forward(
          TrainingOutput.tile(TrainingOutput.Destination.CONTROL, message, first.getAt()));
    }
    event(
        TrainingEvent.fitting(command.model(), command.run(), version, first.getFrames())
            .saying(aboutNetwork(result.getAccumulation())),
        first.getAt());
    context.commit();
  }

  private static String problem(TileCounted counted) {
    long frames = counted.getFrames();
    if (frames == 0) {
      return "there are no good frames to fit since the last fit; were they all rejected, or sent"
          + " to another model or run?";
    }
    if (frames < MIN_LEAVE_ONE_OUT && counted.getValidationFrames() == 0) {
      return String.format(
          "%d good frames are too few for a threshold: send at least %d, or some with role"
              + " 'validation'; 30 to 300 make a good model",
          frames, MIN_LEAVE_ONE_OUT);
    }
    return null;
  }

  private void fitted(TileResult result) {
    if (!store.putFitted(result)) {
      return;
    }
    List<TileFitted> all = store.fitted(result.getAccumulation());
    List<TileCounted> counted = store.counted(result.getAccumulation());
    TrainingCommand command = command(counted.get(0));
    long at = counted.get(0).getAt();
    Duration took = Duration.between(store.complete(result.getAccumulation()), clock.instant());
    Optional<NetworkPieces.Network> network = store.network(result.getAccumulation());
    ModelManifest manifest =
        calibrator.manifest(command, counted.get(0), all, network, clock.instant(), took);
    publish(manifest, network, at);
    String aboutNetwork = aboutNetwork(result.getAccumulation());
    store.forget(result.getAccumulation());
    event(
        TrainingEvent.published(
                command.model(), command.run(), manifest.version(), manifest.training().frames())
            .saying(aboutNetwork),
        at);
    context.commit();
    listener.fitted(command.model(), took);
  }

  /** What whoever waits should know of the model's network; null if there was nothing to choose. */
  private String aboutNetwork(String accumulation) {
    return store
        .network(accumulation)
        .map(n -> String.format("in int8, features have at most %.1f %% noise", n.noise() * 100))
        .or(() -> store.kept(accumulation).map(why -> "in float32, int8 was refused: " + why))
        .orElse(null);
  }

  private void publish(ModelManifest manifest, Optional<NetworkPieces.Network> network, long at) {
    int chunk = settings.tiling().tileChunks(settings.precision());
    for (byte[] bytes : ProjectionCodec.chunks(settings.embedding().reduction())) {
      forward(ModelTopic.chunk(manifest.model(), manifest.version(), chunk++), bytes, at);
    }
    for (byte[] bytes : network.map(NetworkPieces.Network::pieces).orElse(List.of())) {
      forward(ModelTopic.chunk(manifest.model(), manifest.version(), chunk++), bytes, at);
    }
    SignedManifest signed = SignedManifest.of(manifest, signer);
    forward(ModelTopic.kept(manifest.model(), manifest.version()), signed, at);
    forward(ModelTopic.current(manifest.model()), signed, at);
    ModelHistory history = store.history(manifest.model());
    for (ModelHistory.Version old : history.obsolete()) {
      forward(ModelTopic.kept(manifest.model(), old.version()), (byte[]) null, at);
      for (int n = 0; n < old.chunks(); n++) {
        forward(ModelTopic.chunk(manifest.model(), old.version(), n), (byte[]) null, at);
      }
    }
    store.put(manifest.model(), history.published(manifest.version(), manifest.chunks().count()));
  }

  private void forward(ModelTopic.Key key, SignedManifest manifest, long at) {
    Record<byte[], TrainingOutput> record =
        TrainingOutput.model(key.toString(), manifest.json(), at);
    Signatures.add(record.headers(), manifest.signature());
    context.forward(record);
  }

  private void forward(ModelTopic.Key key, byte[] value, long at) {
    context.forward(TrainingOutput.model(key.toString(), value, at));
  }

  private void event(TrainingEvent event, long timestamp) {
    context.forward(TrainingOutput.event(event, timestamp));
  }

  private static TrainingCommand command(TileCounted counted) {
    return TrainingCommand.read(counted.getCommand().getBytes(StandardCharsets.UTF_8));
  }
}
