package org.mekiki.stream.codec;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.mekiki.stream.avro.Anomaly;
import org.mekiki.stream.avro.Frame;
import org.mekiki.stream.avro.FrameFormat;
import org.mekiki.stream.avro.Heatmap;
import org.mekiki.stream.avro.HeatmapEncoding;
import org.mekiki.stream.avro.Region;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.avro.StageTimes;
import org.mekiki.stream.avro.Verdict;

/** A record of each public kind with every field set, for files that outlive a build. */
public final class SampleRecords {
  private static final Instant AT = Instant.parse("2026-01-31T12:00:00.123456Z");

  private SampleRecords() {}

  public static Frame frame(byte[] data) {
    return Frame.newBuilder()
        .setCamera("cam-1")
        .setFrameId("f-17")
        .setModel("part-7")
        .setCapturedAt(AT)
        .setSequence(17L)
        .setFormat(FrameFormat.GRAY8)
        .setWidth(2)
        .setHeight(2)
        .setData(ByteBuffer.wrap(data))
        .setAttributes(Map.of("lot", "L5"))
        .build();
  }

  public static Score score() {
    return Score.newBuilder()
        .setCamera("cam-1")
        .setFrameId("f-17")
        .setSequence(17L)
        .setInputTopic("mekiki.frames")
        .setInputPartition(2)
        .setInputOffset(4711L)
        .setCapturedAt(AT)
        .setScoredAt(AT.plusMillis(40))
        .setModel("part-7")
        .setModelVersion(3L)
        .setScore(21.5)
        .setNormalizedScore(0.75)
        .setThreshold(18.25)
        .setVerdict(Verdict.ANOMALOUS)
        .setImageWidth(640)
        .setImageHeight(480)
        .setRegions(List.of(new Region(10, 20, 30, 40, 21.5, 0.0625)))
        .setStages(new StageTimes(2000L, 12000L, 1500L, 900L, 700L))
        .setAttributes(Map.of("lot", "L5"))
        .build();
  }

  public static Heatmap heatmap(byte[] data) {
    return Heatmap.newBuilder()
        .setCamera("cam-1")
        .setFrameId("f-17")
        .setInputTopic("mekiki.frames")
        .setInputPartition(2)
        .setInputOffset(4711L)
        .setCapturedAt(AT)
        .setModel("part-7")
        .setModelVersion(3L)
        .setThreshold(18.25)
        .setImageWidth(640)
        .setImageHeight(480)
        .setWidth(224)
        .setHeight(224)
        .setMinimum(3.5)
        .setMaximum(21.5)
        .setEncoding(HeatmapEncoding.PNG_GRAY8)
        .setData(ByteBuffer.wrap(data))
        .build();
  }

  public static Anomaly anomaly() {
    return Anomaly.newBuilder()
        .setCamera("cam-1")
        .setFrameId("f-17")
        .setInputTopic("mekiki.frames")
        .setInputPartition(2)
        .setInputOffset(4711L)
        .setCapturedAt(AT)
        .setModel("part-7")
        .setModelVersion(3L)
        .setScore(21.5)
        .setNormalizedScore(0.75)
        .setThreshold(18.25)
        .setImageWidth(640)
        .setImageHeight(480)
        .setRegions(List.of(new Region(10, 20, 30, 40, 21.5, 0.0625)))
        .setAttributes(Map.of("lot", "L5"))
        .build();
  }
}
