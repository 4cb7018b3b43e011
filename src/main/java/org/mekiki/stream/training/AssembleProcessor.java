package org.mekiki.stream.training;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.inspect.InFlight;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.stream.avro.Detectability;
import org.mekiki.stream.avro.EndRun;
import org.mekiki.stream.avro.FitTile;
import org.mekiki.stream.avro.HeldOutPart;
import org.mekiki.stream.avro.NetworkKept;
import org.mekiki.stream.avro.NetworkPiece;
import org.mekiki.stream.avro.RolledBack;
import org.mekiki.stream.avro.RunAlive;
import org.mekiki.stream.avro.RunEnd;
import org.mekiki.stream.avro.RunEnded;
import org.mekiki.stream.avro.TileCounted;
import org.mekiki.stream.avro.TileFitted;
import org.mekiki.stream.avro.TileMessage;
import org.mekiki.stream.avro.TileResult;
import org.mekiki.stream.models.ModelTopic;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.NetworkPieces;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingMessages;
import org.mekiki.stream.training.message.TrainingOutput;
import org.mekiki.stream.training.message.TrainingParts;
import org.mekiki.stream.training.message.TrainingSettings;
import org.mekiki.stream.training.message.TrainingTracing;
import org.mekiki.stream.training.run.DeadlyWork;
import org.mekiki.stream.training.run.RunStore;
import org.mekiki.stream.training.run.Runs;
import org.mekiki.text.Text;
import org.mekiki.view.View;
import org.mekiki.view.ViewJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Step 4 of training, for each model: when all tiles are complete, tell them the model's mean
 * variance and its version; when all have fitted, publish the manifest, and tombstones for what is
 * too old.
 *
 * <p>The manifest comes last by construction: this step hears of a tile only once the transaction
 * that holds the tile's chunks is committed.
 */
final class AssembleProcessor
    implements Processor<byte[], byte[], byte[], TrainingOutput>, Runs.Step {
  static final String STORE = "assembly";

  private static final Logger LOG = LoggerFactory.getLogger(AssembleProcessor.class);

  private final RunSettings settings;
  private final Duration runExpiry;
  private final long fitBytes;
  private final InFlight inFlight;
  private final Clock clock;
  private final ManifestSigner signer;
  private final InspectionListener listener;
  private final TrainingTracing tracing;
  private ProcessorContext<byte[], TrainingOutput> context;
  private AssemblyStore store;
  private RunNotes notes;
  private Runs runs;

  AssembleProcessor(TrainingParts parts, Clock clock) {
    this.settings = new RunSettings(parts);
    this.runExpiry = parts.runExpiry();
    this.fitBytes = parts.fitBytes();
    this.inFlight = parts.inFlight();
    this.clock = clock;
    this.signer = parts.signer();
    this.listener = parts.listener();
    this.tracing = parts.tracing();
  }

  @Override
  public void init(ProcessorContext<byte[], TrainingOutput> processorContext) {
    this.context = processorContext;
    KeyValueStore<Bytes, byte[]> state = processorContext.getStateStore(STORE);
    this.store = new AssemblyStore(state, settings::tiles);
    this.notes = new RunNotes(store, settings);
    this.runs =
        new Runs(
            "putting the model together",
            processorContext,
            Optional.of(new RunStore(state, (byte) 'r')),
            runExpiry,
            this);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    runs.read(record, TrainingMessages::tileResult)
        .ifPresent(result -> process(result, record.timestamp()));
  }

  private void process(TileResult result, long timestamp) {
    if (result.getBody() instanceof RolledBack || result.getBody() instanceof Detectability) {
      ofAVersion(result.getAccumulation(), result.getBody(), timestamp);
      return;
    }
    String accumulation = result.getAccumulation();
    if (result.getBody() instanceof RunEnded ended) {
      end(runs, accumulation, ended);
    } else if (result.getBody() instanceof RunAlive) {
      runs.alive(accumulation);
    } else if (!runs.hasEnded(accumulation)) {
      runs.work(accumulation, timestamp, () -> take(result));
    }
    beginNext(Accumulation.parse(accumulation).model(), timestamp);
  }

  private void take(TileResult result) {
    Object body = result.getBody();
    if (body instanceof TileCounted) {
      counted(result);
    } else if (body instanceof TileFitted fitted) {
      String model = "version " + fitted.getVersion() + " of run " + result.getAccumulation();
      DeadlyWork.noted(inFlight, model, () -> fitted(result));
    } else if (body instanceof HeldOutPart part) {
      store.putHeldOut(result, part.getPart());
    } else if (body instanceof NetworkPiece piece) {
      store.putNetwork(result.getAccumulation(), piece);
    } else if (body instanceof NetworkKept kept) {
      store.putKept(result.getAccumulation(), kept.getReason());
    }
  }

  /** What a person did with a version that is published. */
  private void ofAVersion(String model, Object body, long timestamp) {
    String noRun = new Accumulation(model, "", 0, "").id();
    runs.work(
        noRun,
        timestamp,
        () -> {
          ModelHistory history = store.history(model);
          if (body instanceof RolledBack back) {
            store.put(model, history.rolledBack(back.getVersion(), back.getChunks()));
          } else if (body instanceof Detectability seen) {
            keep(model, history, seen, timestamp);
          }
        });
    runs.done(noRun);
  }

  /** A version that is gone by now gets nothing beside it: nobody would ever delete that. */
  private void keep(String model, ModelHistory history, Detectability seen, long timestamp) {
    if (history.live().stream().noneMatch(live -> live.version() == seen.getVersion())) {
      LOG.warn(
          "what version {} of model '{}' can see is not kept: there is no such version",
          seen.getVersion(),
          model);
      return;
    }
    String key = ModelTopic.detectability(model, seen.getVersion()).toString();
    runs.forward(TrainingOutput.model(key, TrainingMessages.bytes(seen.getJson()), timestamp));
  }

  /** All frames are in once all tiles say so; then it is this run's turn, or another one's. */
  private void counted(TileResult result) {
    if (!store.putCounted(result)) {
      return;
    }
    String accumulation = result.getAccumulation();
    Gathered gathered = gathered(accumulation);
    gathered.require();
    new FitMemory(
            settings.of(accumulation).settings(),
            gathered.frames(),
            gathered.first().getValidationFrames())
        .require(fitBytes);
    store.queue(accumulation);
    Optional<String> other = store.fitting(gathered.command().model());
    if (other.isPresent()) {
      String run = Accumulation.parse(other.get()).run();
      String message =
          Text.of(
              "%s of the same model is being fitted; this one is next, and keeps all of its frames",
              run.isEmpty() ? "another run" : "run " + run);
      TrainingCommand command = gathered.command();
      event(TrainingEvent.queued(command.model(), command.run(), message), gathered.at());
    }
  }

  private Gathered gathered(String accumulation) {
    return new Gathered(store.counted(accumulation));
  }

  private void beginNext(String model, long timestamp) {
    for (Optional<String> next = store.next(model); next.isPresent(); next = store.next(model)) {
      String accumulation = next.get();
      store.unqueue(accumulation);
      runs.work(accumulation, timestamp, () -> begin(accumulation));
    }
  }

  private void begin(String id) {
    Gathered gathered = gathered(id);
    TrainingCommand command = gathered.command();
    ModelHistory history = store.history(command.model());
    long version = Math.max(history.last() + 1, command.minimumVersion());
    store.put(command.model(), history.started(version));
    store.putFitting(id, version, clock.instant());
    control(
        id,
        new FitTile(version, gathered.meanVariance(settings.of(id).settings()), gathered.at()),
        gathered.at());
    event(
        TrainingEvent.fitting(command.model(), command.run(), version, gathered.frames())
            .saying(notes.of(id, gathered)),
        gathered.at());
    context.commit();
  }

  /** Tells all tiles. */
  private void control(String accumulation, Object body, long at) {
    int tiles = settings.toEnd(accumulation).tiling().tiles();
    for (int tile = 0; tile < tiles; tile++) {
      TileMessage message = new TileMessage(accumulation, tile, body);
      runs.forward(TrainingOutput.tile(TrainingOutput.Destination.CONTROL, message, at));
    }
  }

  /**
   * A run ends without a model, whichever step says so, the first time that it is said. Who cancels
   * names a run, of which more than one accumulation may be under way.
   */
  @Override
  public void end(Runs own, String accumulation, RunEnded ended) {
    Accumulation run = Accumulation.parse(accumulation);
    Set<String> all =
        ended.getHow() == RunEnd.CANCELLED ? store.accumulations(run) : new TreeSet<>();
    all.add(accumulation);
    boolean news = false;
    for (String id : all) {
      news |= !runs.hasEnded(underAnySettings(id)) && !isToldWithTheOneBefore(id);
      if (!runs.hasEnded(id)) {
        control(id, new EndRun(store.version(id), ended.getAt()), ended.getAt());
        store.forget(id);
        ended(id);
      }
    }
    if (news) {
      LOG.warn("run '{}' ends without a model: {}", accumulation, ended.getReason());
      boolean cancelled = ended.getHow() == RunEnd.CANCELLED;
      if (cancelled) {
        all.forEach(id -> runs.drop(underCancel(id, 0)));
      }
      event(
          cancelled
              ? TrainingEvent.cancelled(
                  run.model(), run.run(), ended.getFailure(), ended.getReason())
              : TrainingEvent.failed(run.model(), run.run(), ended.getFailure(), ended.getReason()),
          ended.getAt());
      if (!cancelled) {
        listener.fitFailed(run.model());
      }
      beginNext(run.model(), ended.getAt());
    }
  }

  /** What comes later of a run is dropped, and nobody is told a second time that it has ended. */
  private void ended(String accumulation) {
    runs.drop(accumulation);
    runs.drop(underAnySettings(accumulation));
  }

  /**
   * Who cancels names what is gathered now and what was fitted just before: that is one end, of
   * which people are told once.
   */
  private boolean isToldWithTheOneBefore(String accumulation) {
    return Accumulation.parse(accumulation).generation() > 0
        && runs.hasEnded(underCancel(accumulation, -1));
  }

  private static String underCancel(String accumulation, int generations) {
    Accumulation run = Accumulation.parse(accumulation);
    return new Accumulation(run.model(), run.run(), run.generation() + generations, "cancelled")
        .id();
  }

  /** Steps before the network is chosen know the frames under other settings than those behind. */
  private static String underAnySettings(String accumulation) {
    return Accumulation.parse(accumulation).with("").id();
  }

  @Override
  public void forget(String accumulation) {
    store.forget(accumulation);
  }

  private void fitted(TileResult result) {
    if (store.putFitted(result)) {
      String id = result.getAccumulation();
      tracing.step("publish", id, runs.trace(), () -> publish(id));
    }
  }

  private void publish(String id) {
    Gathered gathered = gathered(id);
    TrainingCommand command = gathered.command();
    Duration took = Duration.between(store.fittingSince(id), clock.instant());
    Optional<NetworkPieces.Network> network = store.network(id);
    TrainingSettings made = settings.of(id).settings();
    Optional<View> view = Optional.ofNullable(command.view()).map(AssembleProcessor::view);
    ModelManifest manifest =
        new ModelCalibrator(made, view)
            .manifest(command, gathered.first(), store.fitted(id), network, clock.instant(), took);
    ModelHistory history = store.history(command.model());
    new ModelPublication(made, signer)
        .records(manifest, network, history.obsolete(), gathered.at())
        .forEach(runs::forward);
    store.put(command.model(), history.published(manifest.version(), manifest.chunks().count()));
    event(
        TrainingEvent.published(
                command.model(), command.run(), manifest.version(), manifest.training().frames())
            .saying(notes.of(id, gathered, manifest)),
        gathered.at());
    store.forget(id);
    ended(id);
    context.commit();
    listener.fitted(command.model(), took);
  }

  /** The step that embeds frames has read it before. */
  private static View view(String json) {
    return ViewJson.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private void event(TrainingEvent event, long timestamp) {
    runs.forward(TrainingOutput.event(event, timestamp));
  }
}
