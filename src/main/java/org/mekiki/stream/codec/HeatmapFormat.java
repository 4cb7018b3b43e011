package org.mekiki.stream.codec;

import org.mekiki.stream.avro.Heatmap;

/** How heatmaps are written. */
public enum HeatmapFormat implements RecordWriter<Heatmap> {
  /** Avro single-object encoding, schemas/heatmap.avsc. */
  AVRO;

  @Override
  public byte[] encode(Heatmap heatmap) {
    return AvroCodec.HEATMAP.encode(heatmap);
  }

  @Override
  public String contentType() {
    return "application/avro";
  }

  @Override
  public String schema() {
    return "heatmap.avsc";
  }
}
