package org.mekiki.stream.training;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.avro.TrainingInput;
import org.mekiki.stream.codec.InputGaps;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.RecordSize;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingMessages;
import org.mekiki.stream.training.message.TrainingOutput;
import org.mekiki.stream.training.message.TrainingParts;
import org.mekiki.text.Text;

/**
 * Sends each good frame, fit and cancel command to the task of its model, which chooses the network
 * for it. What is no frame by its looks becomes a dead letter here.
 */
final class ModelInputProcessor implements Processor<byte[], byte[], byte[], TrainingOutput> {
  /** What names a record in messages and stores: accumulation, position and lengths. */
  private static final int OWN_BYTES = 2048;

  private final TrainingParts parts;
  private ProcessorContext<byte[], TrainingOutput> context;
  private GoodInput good;
  private InputGaps gaps;

  ModelInputProcessor(TrainingParts parts) {
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<byte[], TrainingOutput> processorContext) {
    this.context = processorContext;
    this.good = new GoodInput(parts, processorContext::forward);
    this.gaps = new InputGaps(parts.gaps(), processorContext);
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
      good.command(input).ifPresent(command -> send(input, command.model(), command.run()));
      return;
    }
    good.named(input).ifPresent(named -> sendFrame(input, named));
  }

  private void sendFrame(InputRecord input, GoodInput.Named named) {
    try {
      requireRoom(input);
    } catch (UnscorableException e) {
      good.reject(input, e);
      return;
    }
    send(input, named.frame().model(), named.run());
  }

  /** The broker has taken it compressed; what is sent on must fit as it is. */
  private void requireRoom(InputRecord input) {
    Record<byte[], byte[]> whole =
        new Record<>(input.key(), input.value(), Math.max(0, input.timestamp()), input.headers());
    long bytes = RecordSize.of(whole) + OWN_BYTES;
    if (bytes > parts.deadLetters().maxRecordBytes()) {
      throw new UnscorableException(
          Rejection.IMAGE_TOO_LARGE,
          Text.of(
              "the record has %d bytes, not compressed; %d can be learned from in int8: raise"
                  + " topics.max-message-bytes, or send smaller pictures",
              bytes, parts.deadLetters().maxRecordBytes()));
    }
  }

  private void send(InputRecord input, String model, String run) {
    String accumulation = new Accumulation(model, run, 0, "").id();
    TrainingInput message = new TrainingInput(accumulation, TrainingMessages.goodRecord(input));
    context.forward(TrainingOutput.modelInput(model, message, input.timestamp()));
  }
}
