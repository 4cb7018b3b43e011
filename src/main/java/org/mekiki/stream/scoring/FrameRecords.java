package org.mekiki.stream.scoring;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.codec.CloudEvents;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.Origin;
import org.mekiki.stream.codec.RecordSize;
import org.mekiki.stream.codec.RecordWriter;
import org.mekiki.stream.codec.TraceContext;
import org.mekiki.text.Text;

/**
 * The records that a scored frame becomes: key the camera, headers a CloudEvent's, and the trace
 * that the frame belongs to. All throw {@link UnscorableException} if a record is too large for its
 * topic.
 */
final class FrameRecords {
  private final Origin origin;
  private final OutputFormats formats;

  FrameRecords(Origin origin, OutputFormats formats) {
    this.origin = origin;
    this.formats = formats;
  }

  /** A record, and the sink of the topology that it goes to. */
  record Result(String sink, Record<byte[], byte[]> record) {}

  /** All that a frame becomes. */
  List<Result> of(InputRecord input, Frame frame, Inspection found, Instant scoredAt) {
    List<Result> results = new ArrayList<>();
    results.add(new Result(ScoringTopology.SCORES, score(input, frame, found, scoredAt)));
    results.add(new Result(ScoringTopology.HEATMAPS, heatmap(input, frame, found)));
    if (found.anomalous()) {
      results.add(new Result(ScoringTopology.ANOMALIES, anomaly(input, frame, found)));
    }
    return results;
  }

  Record<byte[], byte[]> score(InputRecord input, Frame frame, Inspection found, Instant scoredAt) {
    byte[] value = formats.scores().encode(ScoreRecords.score(input, frame, found, scoredAt));
    return record("score", input, frame, value, formats.scores());
  }

  Record<byte[], byte[]> heatmap(InputRecord input, Frame frame, Inspection found) {
    byte[] value = formats.heatmaps().encode(ScoreRecords.heatmap(input, frame, found));
    return record("heatmap", input, frame, value, formats.heatmaps());
  }

  private Record<byte[], byte[]> anomaly(InputRecord input, Frame frame, Inspection found) {
    byte[] value = formats.anomalies().encode(ScoreRecords.anomaly(input, frame, found));
    return record("anomaly", input, frame, value, formats.anomalies());
  }

  private Record<byte[], byte[]> record(
      String what, InputRecord input, Frame frame, byte[] value, RecordWriter<?> format) {
    byte[] key = frame.camera().getBytes(StandardCharsets.UTF_8);
    Headers headers = headers("org.mekiki." + what, input, frame, format);
    Record<byte[], byte[]> record =
        new Record<>(key, value, Math.max(0, input.timestamp()), headers);
    long bytes = RecordSize.of(record);
    if (bytes > RecordSize.USUAL_LIMIT) {
      throw new UnscorableException(
          Rejection.RESULT_TOO_LARGE,
          Text.of(
              "the %s of frame %s has %d bytes, but at most %d fit on its topic; send fewer or"
                  + " shorter attributes (there are %d), or take a network with a smaller input",
              what, frame.id(), bytes, RecordSize.USUAL_LIMIT, frame.attributes().size()));
    }
    return record;
  }

  private Headers headers(String type, InputRecord input, Frame frame, RecordWriter<?> format) {
    Headers headers =
        CloudEvents.headers(
            origin.camera(frame.camera()),
            type,
            frame.camera(),
            origin.id(input.position()),
            frame.capturedAt(),
            format.contentType(),
            format.schema());
    TraceContext.of(input.headers()).ifPresent(trace -> trace.write(headers));
    return headers;
  }
}
