package org.mekiki.stream.training;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingOutput;
import org.mekiki.stream.training.message.TrainingParts;

/**
 * Step 1 of training: good frame → embedding → one message to each tile. A fit command becomes a
 * marker to each tile, behind the frames of its partition.
 */
final class EmbedProcessor implements Processor<byte[], byte[], byte[], TrainingOutput> {
  static final String STORE = "generations";

  private final TrainingParts parts;
  private final String settings;
  private ProcessorContext<byte[], TrainingOutput> context;
  private GoodInput good;
  private KeyValueStore<String, Long> generations;

  EmbedProcessor(TrainingParts parts) {
    this.parts = parts;
    this.settings = parts.settings().fingerprint();
  }

  @Override
  public void init(ProcessorContext<byte[], TrainingOutput> processorContext) {
    this.context = processorContext;
    this.good = new GoodInput(parts, processorContext);
    this.generations = processorContext.getStateStore(STORE);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InputRecord input = InputRecord.of(context, record);
    if (TrainingCommand.isCommand(input.value())) {
      good.fit(input).ifPresent(command -> fit(input, command));
    } else {
      good.learn(input, this::accumulation, parts.embedder());
    }
  }

  private void fit(InputRecord input, TrainingCommand command) {
    good.mark(input, command, accumulation(command.model(), command.run()));
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
}
