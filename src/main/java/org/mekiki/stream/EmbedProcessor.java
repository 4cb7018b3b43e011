package org.mekiki.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.model.Sha256;
import org.mekiki.model.Tiling;
import org.mekiki.padim.Embedding;
import org.mekiki.stream.avro.FitMarker;
import org.mekiki.stream.avro.FrameRole;
import org.mekiki.stream.avro.RolledBack;
import org.mekiki.stream.avro.TileEmbedding;
import org.mekiki.stream.avro.TileMessage;
import org.mekiki.stream.avro.TileResult;

/**
 * Step 1 of training: good frame → embedding → one message to each tile. A fit command becomes a
 * marker to each tile, behind the frames of its partition.
 */
final class EmbedProcessor implements Processor<byte[], byte[], byte[], TrainingOutput> {
  static final String STORE = "generations";

  private final TrainingParts parts;
  private final String settings;
  private final FrameReader reader = new FrameReader();
  private ProcessorContext<byte[], TrainingOutput> context;
  private KeyValueStore<String, Long> generations;

  EmbedProcessor(TrainingParts parts) {
    this.parts = parts;
    this.settings = parts.settings().fingerprint();
  }

  @Override
  public void init(ProcessorContext<byte[], TrainingOutput> processorContext) {
    this.context = processorContext;
    this.generations = processorContext.getStateStore(STORE);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata at =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a frame without topic and offset"));
    InputRecord input = InputRecord.of(at, record);
    if (TrainingCommand.isCommand(input.value())) {
      command(input);
    } else {
      learn(input);
    }
  }

  private void learn(InputRecord input) {
    Frame frame;
    FrameRole role;
    String run;
    Embedding embedding;
    try {
      frame = reader.read(input);
      role = FrameRoles.parse(input.header(FrameHeaders.ROLE));
      run = run(input);
      embedding = parts.embedder().embed(frame);
    } catch (RuntimeException e) {
      reject(input, DeadLetters.classify(e));
      return;
    }
    Tiling tiling = parts.settings().tiling();
    String accumulation = accumulation(frame.model(), run);
    long hash = hash(input.position());
    for (int tile = 0; tile < tiling.tiles(); tile++) {
      int from = tiling.firstPatch(tile) * embedding.dimensions();
      int count = tiling.patches(tile) * embedding.dimensions();
      TileEmbedding body =
          new TileEmbedding(hash, role, TrainingMessages.bytes(embedding.values(), from, count));
      tile(accumulation, tile, body, input.timestamp());
    }
    parts.listener().learned(frame.model());
    event(
        TrainingEvent.embedded(frame.model(), run, frame.id(), expected(input)), input.timestamp());
  }

  private void command(InputRecord input) {
    try {
      TrainingCommand command = TrainingCommand.read(input.value());
      switch (command.command()) {
        case FIT -> fit(input, command);
        case ROLLED_BACK ->
            context.forward(
                TrainingOutput.result(
                    command.model(),
                    new TileResult(command.model(), -1, rolledBack(command)),
                    input.timestamp()));
      }
    } catch (UnscorableException e) {
      reject(input, e);
    }
  }

  private static RolledBack rolledBack(TrainingCommand command) {
    return new RolledBack(command.version(), command.chunks() == null ? 0 : command.chunks());
  }

  private void fit(InputRecord input, TrainingCommand command) {
    if (command.partitions() != parts.goodPartitions()) {
      String message =
          String.format(
              "the fit of model '%s' is for %d partitions, but %s has %d; send it to each of them,"
                  + " with \"partitions\":%d, or use 'mekiki teach'",
              command.model(),
              command.partitions(),
              input.topic(),
              parts.goodPartitions(),
              parts.goodPartitions());
      event(TrainingEvent.failed(command.model(), command.run(), message), input.timestamp());
      throw new UnscorableException(Rejection.BAD_COMMAND, message);
    }
    String accumulation = accumulation(command.model(), command.run());
    String text = new String(command.toBytes(), StandardCharsets.UTF_8);
    for (int tile = 0; tile < parts.settings().tiling().tiles(); tile++) {
      FitMarker marker =
          new FitMarker(
              text, input.partition(), input.offset(), command.partitions(), input.timestamp());
      tile(accumulation, tile, marker, input.timestamp());
    }
    String key = generationKey(command.model(), command.run());
    generations.put(key, generation(key) + 1);
    context.commit();
  }

  private String accumulation(String model, String run) {
    long generation = generation(generationKey(model, run));
    return new Accumulation(model, run, generation, settings).id();
  }

  private long generation(String key) {
    Long generation = generations.get(key);
    return generation == null ? 0 : generation;
  }

  private static String generationKey(String model, String run) {
    return model + '|' + run;
  }

  private static String run(InputRecord input) {
    String run = input.header(FrameHeaders.RUN);
    try {
      return run == null ? "" : TrainingCommand.checkRun(run);
    } catch (IllegalArgumentException e) {
      throw new UnscorableException(Rejection.UNREADABLE_FRAME, e.getMessage(), e);
    }
  }

  /** Null where nobody said so, or it is no number: it is for progress bars only. */
  private static Long expected(InputRecord input) {
    String frames = input.header(FrameHeaders.RUN_FRAMES);
    return frames != null && frames.matches("[1-9]\\d{0,17}") ? Long.valueOf(frames) : null;
  }

  /** The first 63 bits of the SHA-256 of the frame's position: uniform, the same under replay. */
  private static long hash(String position) {
    byte[] digest = HexFormat.of().parseHex(Sha256.hex(position.getBytes(StandardCharsets.UTF_8)));
    return ByteBuffer.wrap(digest).getLong() >>> 1;
  }

  private void tile(String accumulation, int tile, Object body, long timestamp) {
    context.forward(
        TrainingOutput.tile(
            TrainingOutput.Destination.TILES,
            new TileMessage(accumulation, tile, body),
            timestamp));
  }

  private void event(TrainingEvent event, long timestamp) {
    context.forward(TrainingOutput.event(event, timestamp));
  }

  private void reject(InputRecord input, UnscorableException why) {
    String camera = shortened(input.keyText(), "");
    parts.listener().rejected(camera, why.rejection());
    context.forward(TrainingOutput.deadLetter(parts.deadLetters().of(input, why)));
    event(
        TrainingEvent.rejected(
            shortened(input.header(FrameHeaders.MODEL), camera),
            shortened(input.header(FrameHeaders.RUN), ""),
            shortened(input.header(FrameHeaders.FRAME_ID), input.position()),
            expected(input),
            why.getMessage()),
        input.timestamp());
  }

  /** What somebody sent may be longer than an event can be. */
  private static String shortened(String text, String absent) {
    if (text == null) {
      return absent;
    }
    return text.substring(0, Math.min(text.length(), FrameReader.LONGEST_FRAME_ID));
  }
}
