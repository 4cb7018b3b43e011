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
                  named.view().map(RunSettings.Viewed::embedder).orElse(parts.embedder());
              runs.workOnFrame(id, input.timestamp(), () -> good.learn(input, named, id, embedder));
            });
  }

  /** A fit or a cancel; what comes behind it is of another accumulation. */
  private void carryOut(InputRecord input, TrainingCommand command) {
    Accumulation run =
        accumulation(
            command.model(),
            command.run(),
            good.view(command).map(RunSettings.Viewed::fingerprint).orElse(settings));
    runs.work(
        run.id(),
        input.timestamp(),
        () -> {
          if (command.command() == TrainingCommand.Kind.CANCEL) {
            good.cancel(input, run);
            views(run).forEach(view -> good.cancel(input, run.with(view)));
          } else {
            good.mark(input, command, run.id());
          }
        });
    views(run).forEach(view -> generations.forget(viewKey(run, view)));
    generations.put(generationKey(command.model(), command.run()), run.generation() + 1);
    context.commit();
  }

  /** Who cancels a run does not know its view, so it is remembered with the first frame. */
  private Accumulation accumulation(GoodInput.Named named) {
    Accumulation run =
        accumulation(
            named.frame().model(),
            named.run(),
            named.view().map(RunSettings.Viewed::fingerprint).orElse(settings));
    if (named.view().isPresent() && generations.of(viewKey(run, run.settings())) == 0) {
      generations.put(viewKey(run, run.settings()), 1);
    }
    return run;
  }

  private Accumulation accumulation(String model, String run, String fingerprint) {
    return new Accumulation(model, run, generations.of(generationKey(model, run)), fingerprint);
  }

  /** Fingerprints of the views that frames of this run came with. */
  private List<String> views(Accumulation run) {
    String prefix = viewKey(run, "");
    return generations.startingWith(prefix).stream()
        .map(name -> name.substring(prefix.length()))
        .toList();
  }

  private static String viewKey(Accumulation run, String view) {
    return generationKey(run.model(), run.run()) + '|' + view;
  }

  private static String generationKey(String model, String run) {
    return model + '|' + run;
  }
}
