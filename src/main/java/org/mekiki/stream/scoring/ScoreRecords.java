package org.mekiki.stream.scoring;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.stream.avro.Anomaly;
import org.mekiki.stream.avro.Heatmap;
import org.mekiki.stream.avro.HeatmapEncoding;
import org.mekiki.stream.avro.Region;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.avro.StageTimes;
import org.mekiki.stream.avro.Verdict;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.ScoreAttributes;

/** Inspection → the Avro records of {@code scores}, {@code heatmaps} and {@code anomalies}. */
final class ScoreRecords {
  /** Attribute of a score: microseconds that it took to align the frame. */
  static final String ALIGN_MICROS = "mekiki.align-micros";

  private ScoreRecords() {}

  static Score score(InputRecord input, Frame frame, Inspection found, Instant scoredAt) {
    return Score.newBuilder()
        .setCamera(frame.camera())
        .setFrameId(frame.id())
        .setSequence(frame.sequence().isPresent() ? frame.sequence().getAsLong() : null)
        .setInputTopic(input.topic())
        .setInputPartition(input.partition())
        .setInputOffset(input.offset())
        .setCapturedAt(frame.capturedAt())
        .setScoredAt(scoredAt)
        .setModel(found.model())
        .setModelVersion(found.modelVersion())
        .setScore(found.score())
        .setNormalizedScore(found.normalizedScore())
        .setThreshold(found.threshold())
        .setVerdict(found.anomalous() ? Verdict.ANOMALOUS : Verdict.GOOD)
        .setImageWidth(found.imageWidth())
        .setImageHeight(found.imageHeight())
        .setRegions(regions(found))
        .setStages(stages(found.times()))
        .setAttributes(timed(ScoreAttributes.of(frame, found), found.times()))
        .build();
  }

  static Heatmap heatmap(InputRecord input, Frame frame, Inspection found) {
    return Heatmap.newBuilder()
        .setCamera(frame.camera())
        .setFrameId(frame.id())
        .setInputTopic(input.topic())
        .setInputPartition(input.partition())
        .setInputOffset(input.offset())
        .setCapturedAt(frame.capturedAt())
        .setModel(found.model())
        .setModelVersion(found.modelVersion())
        .setThreshold(found.threshold())
        .setImageWidth(found.imageWidth())
        .setImageHeight(found.imageHeight())
        .setWidth(found.heatmap().width())
        .setHeight(found.heatmap().height())
        .setMinimum(found.heatmap().minimum())
        .setMaximum(found.heatmap().maximum())
        .setEncoding(HeatmapEncoding.PNG_GRAY8)
        .setData(ByteBuffer.wrap(found.heatmap().png()))
        .build();
  }

  static Anomaly anomaly(InputRecord input, Frame frame, Inspection found) {
    return Anomaly.newBuilder()
        .setCamera(frame.camera())
        .setFrameId(frame.id())
        .setInputTopic(input.topic())
        .setInputPartition(input.partition())
        .setInputOffset(input.offset())
        .setCapturedAt(frame.capturedAt())
        .setModel(found.model())
        .setModelVersion(found.modelVersion())
        .setScore(found.score())
        .setNormalizedScore(found.normalizedScore())
        .setThreshold(found.threshold())
        .setImageWidth(found.imageWidth())
        .setImageHeight(found.imageHeight())
        .setRegions(regions(found))
        .setAttributes(ScoreAttributes.of(frame, found))
        .build();
  }

  /** A field of its own would give scores another fingerprint, which subscribers don't know. */
  private static Map<String, String> timed(
      Map<String, String> attributes, org.mekiki.inspect.StageTimes times) {
    if (times.align() == 0) {
      return attributes;
    }
    Map<String, String> all = new HashMap<>(attributes);
    all.put(ALIGN_MICROS, Long.toString(times.align() / 1000));
    return all;
  }

  private static List<Region> regions(Inspection found) {
    return found.regions().stream()
        .map(r -> new Region(r.x(), r.y(), r.width(), r.height(), r.peak(), r.area()))
        .toList();
  }

  private static StageTimes stages(org.mekiki.inspect.StageTimes times) {
    return new StageTimes(
        (times.decode() + times.align()) / 1000,
        times.backbone() / 1000,
        times.mahalanobis() / 1000,
        times.map() / 1000,
        times.heatmap() / 1000);
  }
}
