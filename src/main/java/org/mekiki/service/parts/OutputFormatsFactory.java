package org.mekiki.service.parts;

import org.mekiki.config.MekikiConfig;
import org.mekiki.config.choice.AvroFormat;
import org.mekiki.config.choice.RecordFormat;
import org.mekiki.stream.avro.Anomaly;
import org.mekiki.stream.avro.Heatmap;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.codec.HeatmapFormat;
import org.mekiki.stream.codec.RecordWriter;
import org.mekiki.stream.codec.RegisteredSchemas;
import org.mekiki.stream.codec.ScoreFormat;
import org.mekiki.stream.registry.RegistryWriter;
import org.mekiki.stream.registry.SchemaRegistry;
import org.mekiki.stream.scoring.AnomalyWriter;
import org.mekiki.stream.scoring.OutputFormats;

/** The formats that the configuration asks for, with what the schema registry has to know. */
public final class OutputFormatsFactory {
  private OutputFormatsFactory() {}

  /**
   * The writers of all topics.
   *
   * @param schemas a {@link SchemaRegistry} if a format needs one
   * @throws org.mekiki.stream.registry.RegistryException if it refuses a schema
   * @throws org.apache.kafka.common.errors.TimeoutException if it can't be asked now
   */
  public static OutputFormats of(MekikiConfig config, RegisteredSchemas schemas) {
    return new OutputFormats(
        scores(config, schemas), anomalies(config, schemas), heatmaps(config, schemas));
  }

  private static RecordWriter<Score> scores(MekikiConfig config, RegisteredSchemas schemas) {
    RecordFormat format = config.score().scoresFormat();
    return format == RecordFormat.CONFLUENT_AVRO
        ? RegistryWriter.of(
            (SchemaRegistry) schemas,
            config.topics().scores().name(),
            new Score(),
            ScoreFormat.AVRO.schema())
        : ScoreFormat.of(format);
  }

  private static RecordWriter<Anomaly> anomalies(MekikiConfig config, RegisteredSchemas schemas) {
    RecordFormat format = config.score().anomaliesFormat();
    return format == RecordFormat.CONFLUENT_AVRO
        ? RegistryWriter.of(
            (SchemaRegistry) schemas,
            config.topics().anomalies().name(),
            new Anomaly(),
            AnomalyWriter.AVRO.schema())
        : AnomalyWriter.of(format);
  }

  private static RecordWriter<Heatmap> heatmaps(MekikiConfig config, RegisteredSchemas schemas) {
    return config.score().heatmapsFormat() == AvroFormat.CONFLUENT_AVRO
        ? RegistryWriter.of(
            (SchemaRegistry) schemas,
            config.topics().heatmaps().name(),
            new Heatmap(),
            HeatmapFormat.AVRO.schema())
        : HeatmapFormat.AVRO;
  }
}
