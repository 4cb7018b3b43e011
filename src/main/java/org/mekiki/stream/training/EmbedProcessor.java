package org.mekiki.stream.training;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.stream.codec.InputGaps;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingOutput;
import org.mekiki.stream.training.message.TrainingParts;
import org.mekiki.stream.training.run.Generations;
import org.mekiki.stream.training.run.Runs;

/**
 * Step 1 of training: good frame → embedding → one message to each tile. A fit command becomes a
 * marker to each tile, behind the frames of its partition.
 */
final class EmbedProcessor implements Processor<byte[], byte[], byte[], TrainingOutput> {
  static final String STORE = "generations";

  private final TrainingParts parts;
  private final String settings;
  private ProcessorContext<byte[], TrainingOutput> context;
  private Runs runs;
  private GoodInput good;
  private InputGaps gaps;
  private Generations generations;

  EmbedProcessor(TrainingParts parts) {
    this.parts = parts;
    this.settings = parts.settings().fingerprint();
  }

  @Override
  public void init(ProcessorContext<byte[], TrainingOutput> processorContext) {
    this.context = processorContext;
    // Keeps nothing of a run but how often it was fitted.
    this.runs =
        new Runs(
            "embedding the frames",
            processorContext,
            Optional.empty(),
            parts.runExpiry(),
            accumulation -> {});
    this.good = new GoodInput(parts, runs::forward);
    this.gaps = new InputGaps(parts.gaps(), processorContext);
    KeyValueStore<Bytes, byte[]> state = processorContext.getStateStore(STORE);
    this.generations = new Generations(processorContext, state, "", "\0", parts.runExpiry());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InputRecord input = InputRecord.of(context, record);
    take(input);
    // Not before: a record whose schema can't be looked up now is read again later.
    gaps.read(input.offset());
  }

  private void take(InputRecord input) {
    if (TrainingCommand.isCommand(input.value())) {
      good.command(input).ifPresent(command -> carryOut(input, command));
      return;
    }
    good.named(input)
        .ifPresent(
            named -> {
              String id = accumulation(named).id();
              FrameEmbedder embedder =
                  named.settings().map(RunSettings.Other::embedder).orElse(parts.embedder());
              runs.workOnFrame(id, input.timestamp(), () -> good.learn(input, named, id, embedder));
            });
  }

  /** A fit or a cancel; what comes behind it is of another accumulation. */
  private void carryOut(InputRecord input, TrainingCommand command) {
    Accumulation run =
        accumulation(
            command.model(),
            command.run(),
            good.other(input, command).map(RunSettings.Other::fingerprint).orElse(settings));
    runs.work(
        run.id(),
        input.timestamp(),
        () -> {
          if (command.command() == TrainingCommand.Kind.CANCEL) {
            good.cancel(input, run);
            others(run).forEach(other -> good.cancel(input, run.with(other)));
          } else {
            good.mark(input, command, run.id());
          }
        });
    others(run).forEach(other -> generations.forget(settingsKey(run, other)));
    generations.put(generationKey(command.model(), command.run()), run.generation() + 1);
    context.commit();
  }

  /** Who cancels a run does not know its settings, so they are remembered with the first frame. */
  private Accumulation accumulation(GoodInput.Named named) {
    Accumulation run =
        accumulation(
            named.frame().model(),
            named.run(),
            named.settings().map(RunSettings.Other::fingerprint).orElse(settings));
    if (named.settings().isPresent() && generations.of(settingsKey(run, run.settings())) == 0) {
      generations.put(settingsKey(run, run.settings()), 1);
    }
    return run;
  }

  private Accumulation accumulation(String model, String run, String fingerprint) {
    return new Accumulation(model, run, generations.of(generationKey(model, run)), fingerprint);
  }

  /** Fingerprints of the settings that frames of this run asked for. */
  private List<String> others(Accumulation run) {
    String prefix = settingsKey(run, "");
    return generations.startingWith(prefix).stream()
        .map(name -> name.substring(prefix.length()))
        .toList();
  }

  private static String settingsKey(Accumulation run, String other) {
    return generationKey(run.model(), run.run()) + '|' + other;
  }

  private static String generationKey(String model, String run) {
    return model + '|' + run;
  }
}
