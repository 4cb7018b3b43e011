package org.mekiki.stream.codec;

import java.io.IOException;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.KafkaException;
import org.mekiki.config.choice.RecordFormat;
import org.mekiki.stream.avro.Anomaly;
import org.mekiki.stream.avro.Heatmap;
import org.mekiki.stream.avro.Score;

/**
 * A kind of record that a scored frame becomes, in the formats that its topic can have. Readers
 * tell formats apart by the first byte, so that a topic may hold several while a format is changed.
 *
 * @param <T> the record
 */
public final class ResultKind<T extends SpecificRecordBase> {
  public static final ResultKind<Score> SCORE =
      new ResultKind<>("score", AvroCodec.SCORE, new Score());
  public static final ResultKind<Anomaly> ANOMALY =
      new ResultKind<>("anomaly", AvroCodec.ANOMALY, new Anomaly());

  /** Holds bytes, which JSON has no room for. */
  public static final ResultKind<Heatmap> HEATMAP =
      new ResultKind<>("heatmap", AvroCodec.HEATMAP, new Heatmap());

  private final String name;
  private final T example;
  private final AvroCodec<T> codec;
  private final AvroJson<T> json;

  private ResultKind(String name, AvroCodec<T> codec, T example) {
    this.name = name;
    this.example = example;
    this.codec = codec;
    this.json = new AvroJson<>(example);
  }

  private record Writer<T>(String contentType, String schema, Function<T, byte[]> encoder)
      implements RecordWriter<T> {
    @Override
    public byte[] encode(T record) {
      return encoder.apply(record);
    }
  }

  /** Such as {@code score}; {@code ce_type} ends with it. */
  public String name() {
    return name;
  }

  /** Any record. */
  public T example() {
    return example;
  }

  /** Writes Avro's single-object encoding. */
  public RecordWriter<T> avro() {
    return new Writer<>("application/avro", name + ".avsc", codec::encode);
  }

  /** Writes one JSON object with the Avro schema's names; times in ISO 8601, UTC. */
  public RecordWriter<T> json() {
    return new Writer<>("application/json", name + ".schema.json", json::encode);
  }

  /**
   * The writer of a configured format.
   *
   * @throws IllegalArgumentException if it needs a registry
   */
  public RecordWriter<T> in(RecordFormat format) {
    return switch (format) {
      case AVRO -> avro();
      case JSON -> json();
      case CONFLUENT_AVRO -> throw new IllegalArgumentException("this needs a registry");
    };
  }

  /**
   * Reads a record in any format.
   *
   * @param value of a record on the kind's topic
   * @throws IOException if it is none
   * @throws org.apache.kafka.common.errors.TimeoutException if the registry is needed and away
   */
  public T decode(byte[] value, RegisteredSchemas schemas) throws IOException {
    if (value == null) {
      throw new IOException(AvroJson.isNot(name) + ": it has no value");
    }
    try {
      return value.length > 0 && value[0] == '{'
          ? json.decode(value)
          : codec.decode(value, schemas);
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) { // Avro has many for damaged bytes
      throw new IOException(AvroJson.isNot(name) + ": " + e.getMessage(), e);
    }
  }
}
