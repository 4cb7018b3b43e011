package org.mekiki.stream.training;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.processor.api.Record;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.padim.GoodEmbedding;
import org.mekiki.padim.Variations;
import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.threshold.HeldOutSample;
import org.mekiki.padim.threshold.Repetition;
import org.mekiki.stream.avro.Detectability;
import org.mekiki.stream.avro.FitMarker;
import org.mekiki.stream.avro.FrameRole;
import org.mekiki.stream.avro.RolledBack;
import org.mekiki.stream.avro.RunEnd;
import org.mekiki.stream.avro.RunEnded;
import org.mekiki.stream.avro.TileEmbedding;
import org.mekiki.stream.avro.TileMessage;
import org.mekiki.stream.avro.TileResult;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.codec.FrameRoles;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.TraceContext;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingLooks;
import org.mekiki.stream.training.message.TrainingMessages;
import org.mekiki.stream.training.message.TrainingOutput;
import org.mekiki.stream.training.message.TrainingParts;
import org.mekiki.stream.training.message.TrainingTracing;
import org.mekiki.text.Counted;
import org.mekiki.text.Text;

/**
 * What becomes of records of the topic of good frames, in whichever step: frames are embedded and
 * sent to their tiles, a fit command becomes a marker to each tile, and what is wrong is a dead
 * letter. For one task.
 */
final class GoodInput {
  private static final String CANCELLED =
      "cancelled by the person who taught, or with 'mekiki train runs --cancel'";

  /** More run at the same time nowhere; what is forgotten is counted from 0. */
  private static final int COUNTED_RUNS = 1000;

  private final TrainingParts parts;
  private final Consumer<Record<byte[], TrainingOutput>> output;
  private final RunSettings settings;
  private final GoodReplies replies;

  /** Training frames of this task that could be learned, by accumulation. */
  private final Map<String, Integer> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > COUNTED_RUNS;
        }
      };

  GoodInput(TrainingParts parts, Consumer<Record<byte[], TrainingOutput>> output) {
    this.parts = parts;
    this.output = output;
    this.settings = new RunSettings(parts);
    this.replies = new GoodReplies(parts, output);
  }

  /**
   * A frame that may be learned, as far as can be told without looking at the picture.
   *
   * @param run the teaching run that it is part of, or empty
   * @param settings that the run asks for; empty for the trainer's own
   * @param work on it; {@link #learn} ends it
   */
  record Named(
      Frame frame,
      FrameRole role,
      String run,
      Optional<RunSettings.Other> settings,
      TrainingTracing.Work work) {}

  /**
   * Reads a frame.
   *
   * @throws RuntimeException if it is none, see {@link DeadLetters#classify}
   */
  private Named read(InputRecord input, TrainingTracing.Work work) {
    Frame frame = parts.reader().read(input, picture(input));
    return new Named(
        frame,
        FrameRoles.parse(input.header(FrameHeaders.ROLE)),
        run(input),
        settings.other(input.header(FrameHeaders.VIEW), goodFrames(input), Rejection.BAD_METADATA),
        work);
  }

  /** A frame as the network takes it. */
  ImageTensor tensor(InputRecord input) {
    Optional<byte[]> picture = picture(input);
    return parts
        .inFlight()
        .work(input.identity(), () -> parts.embedder().tensor(parts.reader().read(input, picture)));
  }

  /** Brings it under a note of its own: it may be more than memory can hold. */
  private Optional<byte[]> picture(InputRecord input) {
    return parts.reader().refers(input)
        ? parts.inFlight().work(input.identity() + " picture", () -> parts.reader().fetch(input))
        : Optional.empty();
  }

  /** Reads a frame, or makes a dead letter of it. */
  Optional<Named> named(InputRecord input) {
    TrainingTracing.Work work = parts.tracing().learn(input);
    try {
      return Optional.of(read(input, work));
    } catch (InterruptException | TimeoutException e) {
      work.failed(e);
      throw e; // the registry is away: the frame is read again later
    } catch (RuntimeException e) {
      reject(input, work, e);
      return Optional.empty();
    }
  }

  /** Embeds a frame and sends it to its tiles, or makes a dead letter of it. */
  void learn(InputRecord input, Named named, String accumulation, FrameEmbedder embedder) {
    FrameEmbedder.Learned learned;
    try {
      int copies = copies(input, named, accumulation);
      learned =
          parts.inFlight().work(input.identity(), () -> embedder.embed(named.frame(), copies));
    } catch (RuntimeException e) {
      reject(input, named.work(), e);
      return;
    }
    named.work().embedded(learned);
    if (named.role() == FrameRole.TRAIN) {
      seen.merge(accumulation, 1, Integer::sum);
    }
    Embedding embedding = learned.embedding();
    Frame frame = named.frame();
    RunSettings.Each run = settings.of(accumulation);
    long rank = HeldOutSample.rank(embedding.values(), tie(input));
    for (int tile = 0; tile < run.tiling().tiles(); tile++) {
      TileEmbedding.Builder body =
          TileEmbedding.newBuilder()
              .setFrame(rank)
              .setRole(named.role())
              .setValues(run.tiles().bytes(tile, embedding));
      if (tile == 0) {
        body.setSignature(TrainingMessages.bytes(Repetition.signature(embedding)))
            .setWidth(learned.width())
            .setHeight(learned.height())
            .setBits(learned.bits())
            .setName(frame.id())
            .setLooks(TrainingLooks.numbers(learned.good().looks()));
      }
      tile(accumulation, tile, body.build(), input.timestamp());
    }
    sendCopies(learned.good(), rank, accumulation, input.timestamp());
    parts.listener().learned(frame.model());
    replies.event(
        named.work().outgoing(input),
        TrainingEvent.embedded(
            frame.model(), named.run(), frame.id(), GoodReplies.expected(input)));
    named.work().learned(frame.model(), frame.id());
  }

  private void reject(InputRecord input, TrainingTracing.Work work, RuntimeException e) {
    UnscorableException why = DeadLetters.classify(e);
    replies.reject(input, why);
    work.failed(why);
  }

  private void sendCopies(GoodEmbedding good, long rank, String accumulation, long timestamp) {
    RunSettings.Each run = settings.of(accumulation);
    for (int copy = 0; copy < good.copies().size(); copy++) {
      for (int tile = 0; tile < run.tiling().tiles(); tile++) {
        TileEmbedding body =
            TileEmbedding.newBuilder()
                .setFrame(rank)
                .setRole(FrameRole.TRAIN)
                .setValues(run.tiles().bytes(tile, good.copies().get(copy)))
                .setCopy(copy + 1)
                .build();
        tile(accumulation, tile, body, timestamp);
      }
    }
  }

  /**
   * Number of altered copies of this frame that may count. Only a saving: the tiles, which know how
   * many frames there are, drop what is too many.
   */
  private int copies(InputRecord input, Named named, String accumulation) {
    if (named.role() != FrameRole.TRAIN) {
      return 0;
    }
    Long announced = GoodReplies.expected(input);
    return Math.min(
        announced == null ? Variations.MOST : Variations.worthMaking(announced),
        Variations.each(seen.getOrDefault(accumulation, 0) + 1));
  }

  /**
   * A fit or cancel command that is to be carried out; anything else is dealt with here.
   *
   * @param input a command, by {@link TrainingCommand#isCommand}
   */
  Optional<TrainingCommand> command(InputRecord input) {
    try {
      TrainingCommand command = TrainingCommand.read(input.value());
      other(input, command);
      if (command.command() == TrainingCommand.Kind.FIT) {
        requirePartitions(input, command);
      }
      if (!command.namesAVersion()) {
        return Optional.of(command);
      }
      output.accept(
          TrainingOutput.result(
              command.model(),
              new TileResult(command.model(), -1, news(command)),
              input.timestamp()));
    } catch (UnscorableException e) {
      reject(input, e);
    } catch (KafkaException e) {
      throw e; // not the command's fault
    } catch (RuntimeException e) {
      reject(
          input,
          new UnscorableException(
              Rejection.BAD_COMMAND, "the command can't be carried out: " + e, e));
    }
    return Optional.empty();
  }

  /** The settings that a command asks for, which {@link #command} has found to be fine. */
  Optional<RunSettings.Other> other(InputRecord input, TrainingCommand command) {
    return settings.other(command.view(), goodFrames(input), Rejection.BAD_COMMAND);
  }

  private static String goodFrames(InputRecord input) {
    return input.header(FrameHeaders.RUN_GOOD_FRAMES);
  }

  /** What the assembling, which knows the versions, is told. */
  private static Object news(TrainingCommand command) {
    return command.command() == TrainingCommand.Kind.DETECTABILITY
        ? new Detectability(command.version(), ByteBuffer.wrap(command.detectabilityBytes()))
        : new RolledBack(command.version(), command.chunks() == null ? 0 : command.chunks());
  }

  private void requirePartitions(InputRecord input, TrainingCommand command) {
    if (command.partitions() != parts.goodPartitions()) {
      String message =
          Text.of(
              "the fit of model '%s' is for %s, but %s has %d; send it to each of them,"
                  + " with \"partitions\":%d, or use 'mekiki teach'",
              command.model(),
              Counted.of(command.partitions(), "partition"),
              input.topic(),
              parts.goodPartitions(),
              parts.goodPartitions());
      replies.event(
          input,
          TrainingEvent.failed(
              command.model(), command.run(), RunFailure.OTHER_PARTITIONS.label(), message));
      throw new UnscorableException(Rejection.BAD_COMMAND, message);
    }
  }

  /** Tells all tiles that the frames of the command's partition are in. */
  void mark(InputRecord input, TrainingCommand command, String accumulation) {
    String text = new String(command.toBytes(), StandardCharsets.UTF_8);
    for (int tile = 0; tile < settings.tiles(accumulation); tile++) {
      FitMarker marker =
          new FitMarker(
              text, input.partition(), input.offset(), command.partitions(), input.timestamp());
      Record<byte[], TrainingOutput> record =
          TrainingOutput.tile(
              TrainingOutput.Destination.TILES,
              new TileMessage(accumulation, tile, marker),
              input.timestamp());
      TraceContext.of(input.headers()).ifPresent(trace -> trace.write(record.headers()));
      output.accept(record);
    }
  }

  /**
   * Tells the assembling that a run is cancelled: what it gathers now, and what it had fitted just
   * before.
   */
  void cancel(InputRecord input, Accumulation run) {
    for (long back = Math.min(1, run.generation()); back >= 0; back--) {
      Accumulation each =
          new Accumulation(run.model(), run.run(), run.generation() - back, run.settings());
      RunEnded ended =
          new RunEnded(
              RunEnd.CANCELLED, CANCELLED, input.timestamp(), RunFailure.CANCELLED.label());
      output.accept(
          TrainingOutput.result(
              run.model(), new TileResult(each.id(), -1, ended), input.timestamp()));
    }
  }

  /** Makes a dead letter, and tells those who wait. */
  void reject(InputRecord input, UnscorableException why) {
    replies.reject(input, why);
  }

  private static String run(InputRecord input) {
    String run = input.header(FrameHeaders.RUN);
    try {
      return run == null ? "" : TrainingCommand.checkRun(run);
    } catch (IllegalArgumentException e) {
      throw new UnscorableException(Rejection.UNREADABLE_FRAME, e.getMessage(), e);
    }
  }

  /** Different for all frames of a run that are the same picture, the same under replay. */
  private long tie(InputRecord input) {
    return input.offset() * parts.goodPartitions() + input.partition();
  }

  private void tile(String accumulation, int tile, Object body, long timestamp) {
    output.accept(
        TrainingOutput.tile(
            TrainingOutput.Destination.TILES,
            new TileMessage(accumulation, tile, body),
            timestamp));
  }
}
