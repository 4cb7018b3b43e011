package org.mekiki.stream.training;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.inspect.InFlight;
import org.mekiki.model.chunk.ChunkDigest;
import org.mekiki.model.chunk.Chunks;
import org.mekiki.model.chunk.Tile;
import org.mekiki.model.chunk.TileCodec;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.PatchLevels;
import org.mekiki.padim.gaussian.RunningGaussian;
import org.mekiki.padim.looks.DarkestLooks;
import org.mekiki.padim.looks.TaughtLooks;
import org.mekiki.padim.threshold.Repetition;
import org.mekiki.stream.avro.EndRun;
import org.mekiki.stream.avro.FitMarker;
import org.mekiki.stream.avro.FitTile;
import org.mekiki.stream.avro.FrameRole;
import org.mekiki.stream.avro.HeldOutFrame;
import org.mekiki.stream.avro.HeldOutPart;
import org.mekiki.stream.avro.TileCounted;
import org.mekiki.stream.avro.TileEmbedding;
import org.mekiki.stream.avro.TileFitted;
import org.mekiki.stream.avro.TileMessage;
import org.mekiki.stream.avro.TileResult;
import org.mekiki.stream.models.ModelTopic;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.TrainingLooks;
import org.mekiki.stream.training.message.TrainingMessages;
import org.mekiki.stream.training.message.TrainingOutput;
import org.mekiki.stream.training.message.TrainingParts;
import org.mekiki.stream.training.message.TrainingSettings;
import org.mekiki.stream.training.message.TrainingTracing;
import org.mekiki.stream.training.run.DeadlyWork;
import org.mekiki.stream.training.run.RunStore;
import org.mekiki.stream.training.run.Runs;
import org.mekiki.text.Text;

/**
 * Steps 2 and 3 of training, for each tile by itself: gather embeddings and fold them into running
 * Gaussians; then fit, publish the tile's chunks and tell the distances of the held-out frames.
 *
 * <p>Everything is in a logged store, so that a crash costs nothing but the time to restore it; a
 * fold replaces the buffered embeddings by their sums, so that the state does not grow with the
 * frames. What completes a run asks for a commit: the next step waits for it. The chunks and the
 * result that announces them are of one transaction: a reader of the result can read the chunks.
 */
final class TileProcessor implements Processor<byte[], byte[], byte[], TrainingOutput> {
  /** Of one or two frames each patch would have a level by chance. */
  private static final int LEAST_FOR_LEVELS = 3;

  /** Held-out frames' distances that are sent in one record: half of what Kafka takes. */
  private static final int PART_BYTES = 512 * 1024;

  /** What a held-out frame takes beside its distances: its id and its signature, mostly. */
  private static final int FRAME_BYTES = 300 + Float.BYTES * Repetition.LENGTH;

  static final String STORE = "tiles";

  /** No tile has this number. */
  private static final byte[] RUNS = {-1, -1, -1, 0};

  /** More tiles than a model has: of 4096 patches a side and one patch a tile. */
  private static final int MOST_TILES = 1 << 12;

  private static final DarkestLooks.Culprits<String> NONE_DARK =
      new DarkestLooks.Culprits<>(List.of(), true);

  private final RunSettings settings;
  private final Duration runExpiry;
  private final InFlight inFlight;
  private final TrainingTracing tracing;
  private ProcessorContext<byte[], TrainingOutput> context;
  private KeyValueStore<Bytes, byte[]> store;
  private Runs runs;

  TileProcessor(TrainingParts parts) {
    this.settings = new RunSettings(parts);
    this.runExpiry = parts.runExpiry();
    this.inFlight = parts.inFlight();
    this.tracing = parts.tracing();
  }

  @Override
  public void init(ProcessorContext<byte[], TrainingOutput> processorContext) {
    this.context = processorContext;
    this.store = processorContext.getStateStore(STORE);
    this.runs =
        new Runs(
            "learning the frames",
            processorContext,
            Optional.of(new RunStore(store, RUNS)),
            runExpiry,
            accumulation -> TileStore.forgetAll(store, accumulation));
    for (int tile = 0; tile < MOST_TILES; tile++) {
      TileStore.accumulations(store, tile).forEach(runs::found);
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    runs.read(record, TrainingMessages::tileMessage)
        .ifPresent(message -> process(message, record.timestamp()));
  }

  private void process(TileMessage message, long timestamp) {
    String accumulation = message.getAccumulation();
    TileStore tile = new TileStore(store, message.getTile(), accumulation);
    Object body = message.getBody();
    if (body instanceof EndRun end) {
      end(tile, message, end);
    } else if (!runs.hasEnded(accumulation)) {
      runs.work(
          accumulation,
          timestamp,
          () -> {
            if (body instanceof TileEmbedding embedding) {
              add(tile, message, embedding);
            } else if (body instanceof FitMarker marker) {
              note(message, marker.getAt(), () -> mark(tile, message, marker));
            } else if (body instanceof FitTile fit) {
              Runnable work = () -> fit(tile, message, fit);
              note(
                  message,
                  fit.getAt(),
                  () -> tracing.step("fit", accumulation, runs.trace(), work));
            }
          });
    }
  }

  /** What takes most memory: it must not kill the process for ever. */
  private void note(TileMessage message, long at, Runnable work) {
    String what =
        Text.of("tile %d of run %s at %d", message.getTile(), message.getAccumulation(), at);
    DeadlyWork.noted(inFlight, what, work);
  }

  /** This tile's part is done; the run's, when it was the last one here. */
  private void finish(TileStore tile, String accumulation) {
    tile.forget();
    for (int other = 0; other < settings.tiles(accumulation); other++) {
      if (!new TileStore(store, other, accumulation).isEmpty()) {
        return;
      }
    }
    runs.done(accumulation);
  }

  /**
   * Chunks that the tile may have published are of no model: their version has no manifest. Other
   * tiles of this task end with it: they may not be told, see {@link RunSettings#toEnd}.
   */
  private void end(TileStore tile, TileMessage message, EndRun end) {
    if (runs.hasEnded(message.getAccumulation())) {
      tile.forget();
    } else {
      TileStore.forgetAll(store, message.getAccumulation());
    }
    runs.drop(message.getAccumulation());
    String model = Accumulation.parse(message.getAccumulation()).model();
    TrainingSettings made = settings.toEnd(message.getAccumulation()).settings();
    int pieces = made.tiling().chunksPerTile(made.precision());
    for (int piece = 0; end.getVersion() > 0 && piece < pieces; piece++) {
      int chunk = message.getTile() * pieces + piece;
      String key = ModelTopic.chunk(model, end.getVersion(), chunk).toString();
      runs.forward(TrainingOutput.model(key, null, end.getAt()));
    }
    context.commit();
  }

  private void add(TileStore tile, TileMessage message, TileEmbedding embedding) {
    RunSettings.Each run = settings.of(message.getAccumulation());
    int heldOut = run.settings().heldOut();
    byte[] values = TrainingMessages.bytes(embedding.getValues());
    if (embedding.getCopy() > 0) {
      long frames = tile.progress().orElse(TileProgress.NONE).frames();
      TileCopies.keep(tile, frames, embedding.getFrame(), embedding.getCopy(), values);
      return;
    }
    TileProgress progress = tile.progress().orElse(TileProgress.NONE).withPicture(embedding);
    if (embedding.getRole() != FrameRole.TRAIN) {
      if (tile.hold(embedding.getRole(), embedding.getFrame(), values, heldOut)) {
        name(tile, embedding);
      }
      boolean good = embedding.getRole() == FrameRole.VALIDATION;
      tile.put(good ? progress.withValidationFrame() : progress);
      return;
    }
    // Not before the next one is there: sums that no frame follows are never written.
    if (progress.buffered() >= run.settings().foldEvery()) {
      List<TileStore.Held> buffered = tile.buffered(progress.buffered());
      tile.put(sums(run, tile, message.getTile(), buffered));
      tile.folded(buffered, heldOut);
      progress = progress.folded();
    }
    tile.buffer(embedding.getFrame(), values);
    name(tile, embedding);
    if (embedding.getSignature().hasRemaining() && progress.frames() < Repetition.MAX_IMAGES) {
      tile.sign(embedding.getFrame(), TrainingMessages.bytes(embedding.getSignature()));
    }
    TileCopies.forget(tile, progress.frames() + 1);
    tile.put(progress.withFrame());
  }

  private static void name(TileStore tile, TileEmbedding embedding) {
    if (!embedding.getName().isEmpty()) {
      tile.name(embedding.getRole(), embedding.getFrame(), embedding.getName());
    }
  }

  /** What has been folded, and these embeddings. */
  private static RunningGaussian sums(
      RunSettings.Each run, TileStore tile, int number, List<TileStore.Held> buffered) {
    int patches = run.tiling().patches(number);
    int dimensions = run.tiling().dimensions();
    RunningGaussian gaussian =
        tile.gaussian().orElseGet(() -> new RunningGaussian(patches, dimensions));
    gaussian.add(run.tiles().floats(number, buffered), buffered.size());
    return gaussian;
  }

  /** What has been folded, what waits to be, and copies where these count. */
  private static RunningGaussian all(
      RunSettings.Each run, TileStore tile, int number, int buffered) {
    RunningGaussian gaussian = sums(run, tile, number, tile.buffered(buffered));
    gaussian.addCopies(new TileCopies(tile, run.tiles(), number, gaussian.count()).all());
    return gaussian;
  }

  private void mark(TileStore tile, TileMessage message, FitMarker marker) {
    TileProgress progress =
        tile.progress()
            .orElse(TileProgress.NONE)
            .withMarker(marker.getPartition(), marker.getOffset());
    tile.put(progress);
    if (progress.markers().size() < marker.getPartitions()) {
      return;
    }
    tracing.step(
        "sums",
        message.getAccumulation(),
        runs.trace(),
        () -> count(tile, message, marker, progress));
  }

  /** All frames are in. */
  private void count(TileStore tile, TileMessage message, FitMarker marker, TileProgress progress) {
    RunSettings.Each run = settings.of(message.getAccumulation());
    RunningGaussian gaussian = all(run, tile, message.getTile(), progress.buffered());
    Repetition.Found repetition = frames(tile).find();
    Map<String, Long> offsets = new HashMap<>();
    progress.markers().forEach((partition, offset) -> offsets.put("" + partition, offset));
    TaughtLooks looks = progress.pictures().looks();
    DarkestLooks.Culprits<String> dark =
        looks.warning().isEmpty() ? NONE_DARK : progress.darkest().culprits(looks);
    TileCounted counted =
        TileCounted.newBuilder()
            .setCommand(marker.getCommand())
            .setAt(marker.getAt())
            .setFrames(gaussian.count())
            .setValidationFrames(progress.validationFrames())
            .setVarianceSum(gaussian.varianceSum())
            .setOffsets(offsets)
            .setCompared(repetition.compared())
            .setRepeated(repetition.repeated())
            .setSame(repetition.same() && repetition.images() == gaussian.count())
            .setWidth(progress.pictures().width())
            .setHeight(progress.pictures().height())
            .setBits(progress.pictures().bits())
            .setMixedShapes(progress.pictures().mixedShapes())
            .setLookedAt(looks.frames())
            .setLooks(TrainingLooks.numbers(looks))
            .setLetBlackPass(dark.pictures())
            .setLetBlackPassAll(dark.suffice())
            .build();
    send(message, counted, marker.getAt());
    if (gaussian.count() == 0) {
      finish(tile, message.getAccumulation());
    }
    context.commit();
  }

  private static Repetition frames(TileStore tile) {
    Repetition repetition = new Repetition();
    tile.signatures().forEach(bytes -> repetition.add(TrainingMessages.floats(List.of(bytes))));
    return repetition;
  }

  private void fit(TileStore tile, TileMessage message, FitTile fit) {
    int number = message.getTile();
    Accumulation accumulation = Accumulation.parse(message.getAccumulation());
    int buffered = tile.progress().orElse(TileProgress.NONE).buffered();
    RunSettings.Each run = settings.of(message.getAccumulation());
    TrainingSettings made = run.settings();
    RunningGaussian gaussian = all(run, tile, number, buffered);
    PatchGaussians fitted =
        gaussian.fit(
            made.tiling().firstPatch(number), made.regularization(), fit.getMeanVariance());
    float[] leftOut = TileDistances.leftOut(run, tile, number, gaussian, fitted);
    if (leftOut.length >= LEAST_FOR_LEVELS * fitted.patches() && made.regularization().levelled()) {
      PatchLevels levels = PatchLevels.of(leftOut, fitted.patches(), fitted.dimensions());
      fitted = levels.level(fitted);
      levels.levelLeftOut(leftOut);
    }
    byte[] bytes = TileCodec.encode(new Tile(number, fitted), made.precision());
    int pieces = made.tiling().chunksPerTile(made.precision());
    List<Long> sizes = new ArrayList<>();
    List<String> digests = new ArrayList<>();
    for (byte[] chunk : Chunks.split(bytes, pieces)) {
      String key =
          ModelTopic.chunk(accumulation.model(), fit.getVersion(), number * pieces + digests.size())
              .toString();
      ChunkDigest digest = ChunkDigest.of(chunk);
      sizes.add((long) digest.bytes());
      digests.add(digest.sha256());
      runs.forward(TrainingOutput.model(key, chunk, fit.getAt()));
    }
    List<HeldOutFrame> heldOut = TileDistances.heldOut(run, tile, number, leftOut, fitted);
    int each = Math.max(1, PART_BYTES / (Float.BYTES * fitted.patches() + FRAME_BYTES));
    for (int from = 0; from < heldOut.size(); from += each) {
      List<HeldOutFrame> part = heldOut.subList(from, Math.min(heldOut.size(), from + each));
      send(message, new HeldOutPart(from / each, part), fit.getAt());
    }
    send(message, new TileFitted(fit.getVersion(), sizes, digests, List.of()), fit.getAt());
    finish(tile, message.getAccumulation());
    context.commit();
  }

  private void send(TileMessage message, Object body, long timestamp) {
    TileResult result = new TileResult(message.getAccumulation(), message.getTile(), body);
    String model = Accumulation.parse(message.getAccumulation()).model();
    runs.forward(TrainingOutput.result(model, result, timestamp));
  }
}
