package org.mekiki.stream.training;

import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.Record;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.codec.FrameReader;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.TraceContext;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingOutput;
import org.mekiki.stream.training.message.TrainingParts;
import org.mekiki.text.Text;

/** What people are told of a record of the topic of good frames, in the record's trace. */
final class GoodReplies {
  private final TrainingParts parts;
  private final Consumer<Record<byte[], TrainingOutput>> output;

  GoodReplies(TrainingParts parts, Consumer<Record<byte[], TrainingOutput>> output) {
    this.parts = parts;
    this.output = output;
  }

  /** Tells those who wait. */
  void event(InputRecord input, TrainingEvent event) {
    Record<byte[], TrainingOutput> record = TrainingOutput.event(event, input.timestamp());
    TraceContext.of(input.headers()).ifPresent(trace -> trace.write(record.headers()));
    output.accept(record);
  }

  /** Makes a dead letter, and tells those who wait. */
  void reject(InputRecord input, UnscorableException why) {
    String camera = shortened(input.keyText(), "");
    parts.listener().rejected(camera, why.rejection());
    output.accept(TrainingOutput.deadLetter(parts.deadLetters().of(input, why)));
    event(
        input,
        TrainingEvent.rejected(
            shortened(input.header(FrameHeaders.MODEL), camera),
            shortened(input.header(FrameHeaders.RUN), ""),
            shortened(input.header(FrameHeaders.FRAME_ID), input.position()),
            expected(input),
            why.rejection().label(),
            why.getMessage()));
  }

  /** What somebody sent may be longer than an event can be. */
  private static String shortened(String text, String absent) {
    return text == null ? absent : Text.cut(text, FrameReader.LONGEST_FRAME_ID);
  }

  /** Null where nobody said so, or it is no number: it is for progress bars only. */
  static Long expected(InputRecord input) {
    String frames = input.header(FrameHeaders.RUN_FRAMES);
    return frames != null && frames.matches("[1-9]\\d{0,17}") ? Long.valueOf(frames) : null;
  }
}
