package org.mekiki.stream.training;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.stream.avro.GoodRecord;
import org.mekiki.stream.avro.NetworkPiece;
import org.mekiki.stream.avro.RunAlive;
import org.mekiki.stream.avro.TrainingInput;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.NetworkPieces;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingMessages;
import org.mekiki.stream.training.message.TrainingOutput;
import org.mekiki.stream.training.message.TrainingParts;
import org.mekiki.stream.training.run.RunRefusedException;
import org.mekiki.stream.training.run.RunStore;
import org.mekiki.stream.training.run.Runs;

/**
 * Step 1 of training where a network has been chosen for each accumulation: as {@link
 * EmbedProcessor}, with that network. Its pieces come before the frames and wait in a logged store,
 * so that the instance that embeds the frames has it, after a crash too.
 */
final class LearnProcessor implements Processor<byte[], byte[], byte[], TrainingOutput> {
  static final String STORE = "networks";

  private final TrainingParts parts;
  private final TrainingParts.Int8 int8;
  private final String own;
  private final Map<String, FeatureExtractor> open = new HashMap<>();
  private ProcessorContext<byte[], TrainingOutput> context;
  private GoodInput good;
  private NetworkPieces networks;
  private Runs runs;

  LearnProcessor(TrainingParts parts) {
    this.parts = parts;
    this.int8 = parts.int8().orElseThrow();
    this.own = parts.settings().fingerprint();
  }

  @Override
  public void init(ProcessorContext<byte[], TrainingOutput> processorContext) {
    this.context = processorContext;
    KeyValueStore<Bytes, byte[]> state = processorContext.getStateStore(STORE);
    this.networks = new NetworkPieces(state);
    this.runs =
        new Runs(
            "embedding the frames with the network made for the model",
            processorContext,
            Optional.of(new RunStore(state, (byte) 'r')),
            parts.runExpiry(),
            this::forget);
    this.good = new GoodInput(parts, runs::forward);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    runs.read(record, TrainingMessages::trainingInput)
        .ifPresent(message -> process(message, record.timestamp()));
  }

  private void process(TrainingInput message, long timestamp) {
    String accumulation = message.getAccumulation();
    if (message.getBody() instanceof NetworkPiece piece) {
      runs.work(accumulation, timestamp, () -> networks.put(accumulation, piece));
      return;
    }
    if (message.getBody() instanceof RunAlive) {
      runs.alive(accumulation);
      return;
    }
    InputRecord input = TrainingMessages.inputRecord((GoodRecord) message.getBody());
    if (TrainingCommand.isCommand(input.value())) {
      carryOut(input, TrainingCommand.read(input.value()), accumulation);
    } else if (!runs.hasEnded(accumulation)) {
      runs.workOnFrame(accumulation, timestamp, () -> learn(input, accumulation));
    }
  }

  private void learn(InputRecord input, String accumulation) {
    FrameEmbedder embedder;
    try {
      embedder = embedder(accumulation);
    } catch (UnscorableException e) {
      good.reject(input, e);
      return;
    }
    good.named(input).ifPresent(named -> good.learn(input, named, accumulation, embedder));
  }

  private void carryOut(InputRecord input, TrainingCommand command, String accumulation) {
    Accumulation run = Accumulation.parse(accumulation);
    if (command.command() == TrainingCommand.Kind.CANCEL) {
      // The choice may not know any more which network the run has.
      for (String each : networks.accumulations(run)) {
        forget(each);
        runs.drop(each);
      }
      runs.drop(accumulation);
      good.cancel(input, run);
    } else if (!runs.hasEnded(accumulation)) {
      runs.work(accumulation, input.timestamp(), () -> fit(input, command, accumulation));
    }
    context.commit();
  }

  private void fit(InputRecord input, TrainingCommand command, String accumulation) {
    try {
      embedder(accumulation);
    } catch (UnscorableException e) {
      throw new RunRefusedException(RunFailure.OTHER_SETTINGS, e.getMessage(), e);
    }
    good.mark(input, command, accumulation);
    forget(accumulation);
    runs.done(accumulation);
  }

  /**
   * What embeds the frames of an accumulation.
   *
   * @throws UnscorableException if its network was chosen under settings that have changed since
   */
  private FrameEmbedder embedder(String accumulation) {
    String settings = Accumulation.parse(accumulation).settings();
    if (settings.equals(own)) {
      return parts.embedder();
    }
    FeatureExtractor extractor = open.get(accumulation);
    if (extractor == null) {
      Optional<NetworkPieces.Network> network = networks.find(accumulation);
      Backbone original = parts.settings().backbone();
      Optional<Backbone> backbone = network.map(found -> found.backbone(original));
      if (backbone.isEmpty()
          || !parts.settings().with(backbone.get()).fingerprint().equals(settings)) {
        throw new UnscorableException(
            Rejection.OTHER_SETTINGS,
            "the trainer's settings have changed since this run began; teach again");
      }
      extractor = int8.networks().open(backbone.get(), network.get().graph());
      open.put(accumulation, extractor);
    }
    return parts.embedder().with(extractor);
  }

  private void forget(String accumulation) {
    FeatureExtractor extractor = open.remove(accumulation);
    if (extractor != null) {
      extractor.close();
    }
    networks.forget(accumulation);
  }

  @Override
  public void close() {
    open.values().forEach(FeatureExtractor::close);
    open.clear();
  }
}
