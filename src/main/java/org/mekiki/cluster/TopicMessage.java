package org.mekiki.cluster;

import java.util.List;
import java.util.Optional;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.Topic;
import org.mekiki.config.choice.RecordFormat;
import org.mekiki.stream.codec.RecordWriter;
import org.mekiki.stream.codec.ResultKind;

/**
 * A kind of record of a topic.
 *
 * @param name within the document
 * @param schema file in schemas/ that describes the value; empty where it is bytes of somebody
 *     else's form
 * @param event {@code ce_type}; empty where it is no CloudEvent
 * @param registered whether the value names its schema in a registry
 */
record TopicMessage(
    String name,
    Optional<String> schema,
    String contentType,
    Optional<String> event,
    boolean registered,
    String key) {
  private static final String CAMERA = "Camera id.";
  private static final String JSON = "application/json";
  private static final String AVRO = "application/avro";
  private static final String BYTES = "application/octet-stream";

  /** What a topic holds, in the formats that are configured. */
  static List<TopicMessage> of(Topic topic, MekikiConfig config) {
    return switch (topic) {
      case FRAMES, GOOD ->
          List.of(
              plain("picture", "image/*", CAMERA),
              new TopicMessage(
                  "frame", Optional.of("frame.avsc"), AVRO, Optional.empty(), false, CAMERA));
      case SCORES -> List.of(result(ResultKind.SCORE, config.score().scoresFormat()));
      case HEATMAPS ->
          List.of(result(ResultKind.HEATMAP, config.score().heatmapsFormat().asRecordFormat()));
      case ANOMALIES -> List.of(result(ResultKind.ANOMALY, config.score().anomaliesFormat()));
      case ALARMS ->
          List.of(
              new TopicMessage(
                  "alarm",
                  Optional.of("alarm.schema.json"),
                  JSON,
                  Optional.of("org.mekiki.alarm"),
                  false,
                  "Camera id; for alarms of kind EXPIRED topic-partition."));
      case FEEDBACK -> List.of(event("feedback", "feedback.schema.json", JSON, false));
      case DEAD_LETTERS -> List.of(plain("dead-letter", BYTES, "As the frame's was."));
      case MODELS -> List.of(plain("model-part", BYTES, "Kind of part and key of the model."));
      case VIEWS ->
          List.of(
              new TopicMessage(
                  "view",
                  Optional.of("view.schema.json"),
                  JSON,
                  Optional.of("org.mekiki.view"),
                  false,
                  "Key of the model."));
      case TRAINING -> List.of(plain("training-step", JSON, "Key of the model."));
      case TRAINING_CONTROL -> List.of(plain("training-message", BYTES, "Key of the model."));
    };
  }

  private static TopicMessage result(ResultKind<?> kind, RecordFormat format) {
    boolean registered = format == RecordFormat.CONFLUENT_AVRO;
    RecordWriter<?> written = registered ? kind.avro() : kind.in(format);
    return event(kind.name(), written.schema(), written.contentType(), registered);
  }

  private static TopicMessage event(
      String name, String schema, String contentType, boolean registered) {
    return new TopicMessage(
        name,
        Optional.of(schema),
        registered ? "application/vnd.confluent.avro" : contentType,
        Optional.of("org.mekiki." + name),
        registered,
        CAMERA);
  }

  private static TopicMessage plain(String name, String contentType, String key) {
    return new TopicMessage(name, Optional.empty(), contentType, Optional.empty(), false, key);
  }

  boolean isAvro() {
    return schema.filter(file -> file.endsWith(".avsc")).isPresent();
  }
}
