package org.mekiki.stream.scoring;

import org.mekiki.stream.avro.Anomaly;
import org.mekiki.stream.avro.Heatmap;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.codec.RecordWriter;

/** How the records of a scored frame are written, topic by topic. */
public record OutputFormats(
    RecordWriter<Score> scores, RecordWriter<Anomaly> anomalies, RecordWriter<Heatmap> heatmaps) {}
