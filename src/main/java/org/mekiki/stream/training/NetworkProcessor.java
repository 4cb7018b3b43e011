package org.mekiki.stream.training;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.inspect.QuantizationRefusedException;
import org.mekiki.inspect.QuantizedBackbone;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.model.PublishedGraph;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.stream.avro.FrameRole;
import org.mekiki.stream.avro.GoodRecord;
import org.mekiki.stream.avro.NetworkKept;
import org.mekiki.stream.avro.NetworkPiece;
import org.mekiki.stream.avro.RunAlive;
import org.mekiki.stream.avro.TileResult;
import org.mekiki.stream.avro.TrainingInput;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.codec.FrameRoles;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingMessages;
import org.mekiki.stream.training.message.TrainingOutput;
import org.mekiki.stream.training.message.TrainingParts;
import org.mekiki.stream.training.run.DeadlyWork;
import org.mekiki.stream.training.run.Generations;
import org.mekiki.stream.training.run.RunStore;
import org.mekiki.stream.training.run.Runs;
import org.mekiki.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the network of each accumulation, before any of its frames is embedded: holds the first
 * good frames until there are enough of them, or all are in; makes a network in int8 by them, or
 * finds that the trainer's own has to stay; lets go of the frames in their order, and of all later
 * ones at once.
 *
 * <p>What is sent on here is not held back until the work is done: the frames that waited are more
 * than memory should hold. Making the network, which may fail, comes before.
 *
 * <p>All frames of a model come here, whatever their partition, so one task chooses once; what it
 * chose, the network's pieces and the frames that waited are of one transaction. Frames go on to
 * the embedding by the partition that they came from, behind the pieces, and so does each
 * partition's fit command behind its frames.
 */
final class NetworkProcessor implements Processor<byte[], byte[], byte[], TrainingOutput> {
  static final String STORE = "network-choice";

  /** Of good frames wanted, records that are held at most: the others may be defects. */
  private static final int HELD_FOR_EACH = 4;

  private static final Logger LOG = LoggerFactory.getLogger(NetworkProcessor.class);

  private final TrainingParts parts;
  private final TrainingParts.Int8 int8;
  private final String own;
  private ProcessorContext<byte[], TrainingOutput> context;
  private GoodInput good;
  private NetworkStore store;
  private Generations generations;
  private Runs runs;

  NetworkProcessor(TrainingParts parts) {
    this.parts = parts;
    this.int8 = parts.int8().orElseThrow();
    this.own = parts.settings().fingerprint();
  }

  @Override
  public void init(ProcessorContext<byte[], TrainingOutput> processorContext) {
    this.context = processorContext;
    this.good = new GoodInput(parts, processorContext::forward);
    KeyValueStore<Bytes, byte[]> state = processorContext.getStateStore(STORE);
    this.store = new NetworkStore(state);
    this.generations = new Generations(processorContext, state, "g", "t", parts.runExpiry());
    this.runs =
        new Runs(
            "making the model's network in int8",
            processorContext,
            Optional.of(new RunStore(state, (byte) 'r')),
            parts.runExpiry(),
            accumulation -> store.forget(Accumulation.parse(accumulation)));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    runs.read(record, TrainingMessages::trainingInput)
        .ifPresent(message -> process(message, record.timestamp()));
  }

  private void process(TrainingInput message, long timestamp) {
    GoodRecord body = (GoodRecord) message.getBody();
    Accumulation named = Accumulation.parse(message.getAccumulation());
    int partition = body.getPartition();
    String fits = named.model() + '|' + named.run() + '|' + partition;
    long generation = generations.of(fits);
    Accumulation run = new Accumulation(named.model(), named.run(), generation, own);
    if (isCommand(body)) {
      generations.put(fits, generation + 1);
      context.commit();
      if (isCancel(body)) {
        cancel(run, body);
        return;
      }
    }
    if (!runs.hasEnded(run.id())) {
      boolean due = runs.isDue(run.id());
      runs.work(run.id(), timestamp, () -> take(run, body, timestamp, due));
    }
  }

  private void take(Accumulation run, GoodRecord body, long timestamp, boolean due) {
    NetworkProgress progress = store.progress(run);
    boolean fit = isCommand(body);
    if (progress.chosen()) {
      if (due) {
        tellAlive(run.with(progress.settings()), timestamp);
      }
      send(run, progress, body);
    } else {
      store.hold(run, progress.held(), body);
      progress = progress.withHeld(!fit && isGood(body));
    }
    if (fit) {
      progress = progress.withFit(body.getPartition());
    }
    boolean complete = progress.fits().size() >= parts.goodPartitions();
    if (!progress.chosen() && (complete || isEnough(progress))) {
      progress = choose(run, progress, timestamp);
    }
    if (complete) {
      store.forget(run);
      runs.done(run.id());
    } else {
      store.put(run, progress);
    }
  }

  /** The embedding of each partition has to hear of it, under the network that it knows. */
  private void cancel(Accumulation run, GoodRecord body) {
    NetworkProgress progress = store.progress(run);
    send(run, progress.chosen() ? progress : progress.chosen(own), body);
    store.forget(run);
    runs.drop(run.id());
  }

  private static boolean isCancel(GoodRecord body) {
    byte[] value = TrainingMessages.bytes(body.getValue());
    return TrainingCommand.read(value).command() == TrainingCommand.Kind.CANCEL;
  }

  private boolean isEnough(NetworkProgress progress) {
    return progress.good() >= int8.frames()
        || progress.held() >= (long) int8.frames() * HELD_FOR_EACH;
  }

  private static boolean isCommand(GoodRecord body) {
    return TrainingCommand.isCommand(TrainingMessages.bytes(body.getValue()));
  }

  private static boolean isGood(GoodRecord body) {
    String role = TrainingMessages.inputRecord(body).header(FrameHeaders.ROLE);
    return FrameRoles.parse(role) != FrameRole.DEFECT;
  }

  private NetworkProgress choose(Accumulation run, NetworkProgress progress, long timestamp) {
    NetworkProgress chosen = progress.chosen(network(run, progress, timestamp));
    store.held(run, body -> send(run, chosen, body));
    store.release(run);
    return chosen;
  }

  /** Makes and announces it; fingerprint of the settings with it. */
  private String network(Accumulation run, NetworkProgress progress, long timestamp) {
    if (progress.good() == 0) {
      return own;
    }
    try {
      List<ImageTensor> images = images(run);
      QuantizedBackbone made =
          DeadlyWork.noted(
              parts.inFlight(),
              "the network of run " + run.id(),
              () -> int8.quantizer().quantize(images));
      String settings = parts.settings().with(made.backbone()).fingerprint();
      announce(run.with(settings), made, timestamp);
      parts.listener().quantized(run.model(), made.noise());
      LOG.info(
          "model '{}' gets backbone '{}' ({} kB), made by {} good frames; its features have at most"
              + " {} % noise",
          run.model(),
          made.backbone().name(),
          made.graph().length / 1000,
          images.size(),
          Text.of("%.1f", made.noise() * 100));
      return settings;
    } catch (QuantizationRefusedException e) {
      LOG.warn(
          "model '{}' keeps backbone '{}' in float32: {}",
          run.model(),
          parts.settings().backbone().name(),
          e.getMessage());
      parts.listener().quantizationRefused(run.model());
      result(run.with(own), new NetworkKept(e.getMessage()), timestamp);
      return own;
    }
  }

  /**
   * Good frames as the network takes them; those that are no pictures are the embedding's. A store
   * that is slow to bring pictures must not cost the transaction: then the network is made by those
   * that came in time.
   */
  private List<ImageTensor> images(Accumulation run) {
    List<ImageTensor> images = new ArrayList<>();
    long begun = System.nanoTime();
    store.held(
        run,
        body -> {
          boolean late = !images.isEmpty() && System.nanoTime() - begun >= int8.reading().toNanos();
          if (!late && images.size() < int8.frames() && !isCommand(body) && isGood(body)) {
            try {
              images.add(good.tensor(TrainingMessages.inputRecord(body)));
            } catch (UnscorableException e) {
              LOG.debug("a frame is left out of the choice of the network", e);
            }
          }
        });
    return images;
  }

  /** To the embedding of each partition, and to the assembling, which publishes it. */
  private void announce(Accumulation accumulation, QuantizedBackbone made, long timestamp) {
    List<byte[]> pieces = PublishedGraph.chunks(made.graph());
    for (int number = 0; number < pieces.size(); number++) {
      NetworkPiece piece =
          new NetworkPiece(
              made.backbone().name(),
              made.backbone().sha256(),
              made.noise(),
              number,
              pieces.size(),
              ByteBuffer.wrap(pieces.get(number)));
      result(accumulation, piece, timestamp);
      toEachPartition(new TrainingInput(accumulation.id(), piece), timestamp);
    }
  }

  /**
   * The assembling hears of a run when its network is made, and then not until all its frames are
   * in; the embedding of a partition only of the frames there. To neither a run may look given up
   * while its frames come.
   */
  private void tellAlive(Accumulation accumulation, long timestamp) {
    RunAlive alive = new RunAlive(timestamp);
    result(accumulation, alive, timestamp);
    toEachPartition(new TrainingInput(accumulation.id(), alive), timestamp);
  }

  private void toEachPartition(TrainingInput message, long timestamp) {
    for (int partition = 0; partition < parts.goodPartitions(); partition++) {
      context.forward(TrainingOutput.input(partition, message, timestamp));
    }
  }

  private void result(Accumulation accumulation, Object body, long timestamp) {
    TileResult result = new TileResult(accumulation.id(), -1, body);
    context.forward(TrainingOutput.result(accumulation.model(), result, timestamp));
  }

  private void send(Accumulation run, NetworkProgress progress, GoodRecord body) {
    TrainingInput message = new TrainingInput(run.with(progress.settings()).id(), body);
    context.forward(TrainingOutput.input(body.getPartition(), message, body.getTimestamp()));
  }
}
