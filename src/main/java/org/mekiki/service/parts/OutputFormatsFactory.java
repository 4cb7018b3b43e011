package org.mekiki.service.parts;

import org.apache.avro.specific.SpecificRecordBase;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.ScoreSettings;
import org.mekiki.config.TopicSettings;
import org.mekiki.config.TopicsSettings;
import org.mekiki.config.choice.RecordFormat;
import org.mekiki.stream.codec.RecordWriter;
import org.mekiki.stream.codec.RegisteredSchemas;
import org.mekiki.stream.codec.ResultKind;
import org.mekiki.stream.registry.RegistryWriter;
import org.mekiki.stream.registry.SchemaRegistry;
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
    ScoreSettings score = config.score();
    TopicsSettings topics = config.topics();
    return new OutputFormats(
        writer(ResultKind.SCORE, score.scoresFormat(), topics.scores(), schemas),
        writer(ResultKind.ANOMALY, score.anomaliesFormat(), topics.anomalies(), schemas),
        writer(
            ResultKind.HEATMAP,
            score.heatmapsFormat().asRecordFormat(),
            topics.heatmaps(),
            schemas));
  }

  private static <T extends SpecificRecordBase> RecordWriter<T> writer(
      ResultKind<T> kind, RecordFormat format, TopicSettings topic, RegisteredSchemas schemas) {
    return format == RecordFormat.CONFLUENT_AVRO
        ? RegistryWriter.of(
            (SchemaRegistry) schemas, topic.name(), kind.example(), kind.avro().schema())
        : kind.in(format);
  }
}
