package org.mekiki.stream;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.mekiki.stream.avro.TrainingInput;

/**
 * Sends each good frame and fit command to the task of its model, which chooses the network for it.
 * What is no frame by its looks becomes a dead letter here.
 */
final class ModelInputProcessor implements Processor<byte[], byte[], byte[], TrainingOutput> {
  private final TrainingParts parts;
  private ProcessorContext<byte[], TrainingOutput> context;
  private GoodInput good;

  ModelInputProcessor(TrainingParts parts) {
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<byte[], TrainingOutput> processorContext) {
    this.context = processorContext;
    this.good = new GoodInput(parts, processorContext);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InputRecord input = InputRecord.of(context, record);
    if (TrainingCommand.isCommand(input.value())) {
      good.fit(input).ifPresent(command -> send(input, command.model(), command.run()));
      return;
    }
    GoodInput.Named named;
    try {
      named = good.read(input);
    } catch (RuntimeException e) {
      good.reject(input, DeadLetters.classify(e));
      return;
    }
    send(input, named.frame().model(), named.run());
  }

  private void send(InputRecord input, String model, String run) {
    String accumulation = new Accumulation(model, run, 0, "").id();
    TrainingInput message = new TrainingInput(accumulation, TrainingMessages.goodRecord(input));
    context.forward(TrainingOutput.modelInput(model, message, input.timestamp()));
  }
}
