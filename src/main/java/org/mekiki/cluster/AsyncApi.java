package org.mekiki.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.Program;
import org.mekiki.config.Topic;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.codec.TraceContext;
import org.mekiki.stream.letters.DeadLetters;

/**
 * All topics as a document of AsyncAPI 3: channels with what Kafka has to know, messages with key,
 * headers and schema, and who sends and receives them.
 */
public final class AsyncApi {
  /** Topics beside those of events whose records may belong to a trace. */
  private static final Set<Topic> TRACED =
      EnumSet.of(Topic.FRAMES, Topic.GOOD, Topic.TRAINING, Topic.DEAD_LETTERS);

  private static final String VERSION = "3.0.0";
  private static final String BINDING = "0.5.0";
  private static final String AVRO = "application/vnd.apache.avro;version=1.9.0";

  private final MekikiConfig config;
  private final String schemas;
  private final Map<String, List<JsonNode>> examples;
  private final ObjectNode document = JsonNodeFactory.instance.objectNode();

  private AsyncApi(MekikiConfig config, String schemas, Map<String, List<JsonNode>> examples) {
    this.config = config;
    this.schemas = schemas;
    this.examples = examples;
  }

  /**
   * The document, YAML.
   *
   * @param config with the topics' names and formats
   * @param schemas folder or address of the files of schemas/, with a slash at its end
   * @param examples values by the message's name
   */
  public static String document(
      MekikiConfig config, String version, String schemas, Map<String, List<JsonNode>> examples) {
    AsyncApi api = new AsyncApi(config, schemas, new TreeMap<>(examples));
    api.begin(version);
    Map<String, TopicSpec> specs = new TreeMap<>();
    TopicPlan.of(config.topics()).forEach(spec -> specs.put(spec.name(), spec));
    for (Topic topic : Topic.values()) {
      api.channel(topic, specs.get(config.topics().get(topic).name()));
    }
    for (Topic topic : Topic.values()) {
      for (Program program : Program.values()) {
        if (topic.readers().contains(program)) {
          api.operation(topic, program, "receive");
        }
        if (topic.writers().contains(program)) {
          api.operation(topic, program, "send");
        }
      }
    }
    return YamlText.of(api.document);
  }

  private void begin(String version) {
    document.put("asyncapi", VERSION);
    ObjectNode info = document.putObject("info").put("title", "Mekiki").put("version", version);
    info.put(
        "description",
        "Visual inspection of camera frames on Apache Kafka. Read committed records only, and"
            + " ignore properties that you don't know.");
    info.putObject("license").put("name", "Apache-2.0");
    document.put("defaultContentType", "application/json");
    document.putObject("channels");
    document.putObject("operations");
    document.putObject("components").putObject("messages");
  }

  private void channel(Topic topic, TopicSpec spec) {
    ObjectNode channel = object("channels").putObject(topic.id());
    channel.put("address", spec.name());
    channel.put("description", topic.holds());
    ObjectNode messages = channel.putObject("messages");
    for (TopicMessage message : TopicMessage.of(topic, config)) {
      String name = name(topic, message);
      messages.putObject(name).put("$ref", "#/components/messages/" + name);
      message(topic, message, ((ObjectNode) document.at("/components/messages")).putObject(name));
    }
    ObjectNode kafka = channel.putObject("bindings").putObject("kafka");
    kafka.put("topic", spec.name()).put("partitions", spec.partitions());
    if (spec.replicationFactor() > 0) {
      kafka.put("replicas", spec.replicationFactor());
    }
    ObjectNode settings = kafka.putObject("topicConfiguration");
    spec.settings().forEach((key, value) -> setting(settings, key, value));
    kafka.put("bindingVersion", BINDING);
  }

  /** Frames and good frames take the same two kinds of record, with other headers. */
  private static String name(Topic topic, TopicMessage message) {
    return topic == Topic.GOOD ? "good-" + message.name() : message.name();
  }

  private static void setting(ObjectNode settings, String key, String value) {
    if (key.equals("cleanup.policy")) {
      var policies = settings.putArray(key);
      for (String policy : value.split(",", -1)) {
        policies.add(policy);
      }
    } else if (value.matches("-?\\d+")) {
      settings.put(key, Long.parseLong(value));
    } else {
      settings.put(key, value);
    }
  }

  private void message(Topic topic, TopicMessage message, ObjectNode node) {
    node.put("name", message.name()).put("contentType", message.contentType());
    headers(topic, message, node.putObject("headers").put("type", "object"));
    ObjectNode payload = node.putObject("payload");
    if (message.isAvro()) {
      payload.put("schemaFormat", AVRO);
      payload.putObject("schema").put("$ref", schemas + message.schema().orElseThrow());
    } else if (message.schema().isPresent()) {
      payload.put("$ref", schemas + message.schema().get());
    } else {
      payload.put("type", message.contentType().endsWith("json") ? "object" : "string");
    }
    ObjectNode kafka = node.putObject("bindings").putObject("kafka");
    kafka.putObject("key").put("type", "string").put("description", message.key());
    if (message.registered()) {
      kafka.put("schemaIdLocation", "payload");
      kafka.put("schemaIdPayloadEncoding", "confluent");
      kafka.put("schemaLookupStrategy", config.registry().subjects().label());
    }
    kafka.put("bindingVersion", BINDING);
    for (JsonNode example : examples.getOrDefault(message.name(), List.of())) {
      node.withArray("examples").addObject().set("payload", example);
    }
  }

  private static void headers(Topic topic, TopicMessage message, ObjectNode headers) {
    ObjectNode properties = headers.putObject("properties");
    message
        .event()
        .ifPresent(
            type -> {
              ObjectNode required = properties;
              text(required, "ce_specversion", "Of CloudEvents, always 1.0.").put("const", "1.0");
              text(required, "ce_id", "Unique for its ce_source, the same under replay.");
              text(required, "ce_source", "Site, and camera, model or partition.");
              text(required, "ce_type", "Kind of event.").put("const", type);
              text(
                  required,
                  "ce_subject",
                  "Camera id, or the model or topic-partition that it is about.");
              text(required, "ce_time", "When it happened.").put("format", "date-time");
              text(required, "ce_dataschema", "Schema of the value.").put("format", "uri");
              text(required, "content-type", "Of the value.");
              properties.fieldNames().forEachRemaining(headers.putArray("required")::add);
            });
    switch (topic) {
      case FRAMES -> frameHeaders(properties);
      case GOOD -> {
        frameHeaders(properties);
        text(properties, FrameHeaders.ROLE, "train (default), validation or defect.");
        text(properties, FrameHeaders.RUN, "Id of the teaching run.");
        text(
            properties,
            FrameHeaders.RUN_GOOD_FRAMES,
            "Number of good frames that the run's model is to learn, 1 to 999999999, the same in"
                + " all of its records; the fit has it too. For padim.dimensions = auto.");
        text(
            properties,
            FrameHeaders.VIEW,
            "What the run's model sees of a frame, as JSON; default: all of it.");
      }
      case DEAD_LETTERS -> {
        text(properties, DeadLetters.REASON, "Short form of the reason.");
        text(properties, DeadLetters.MESSAGE, "The reason, a sentence.");
        text(properties, DeadLetters.TOPIC, "Topic of the frame.");
        text(properties, DeadLetters.PARTITION, "Partition of the frame.");
        text(properties, DeadLetters.OFFSET, "Offset of the frame.");
      }
      default -> {}
    }
    boolean ofAFrame = message.event().isPresent() && topic != Topic.VIEWS;
    if (ofAFrame || TRACED.contains(topic)) {
      text(properties, TraceContext.PARENT, "Trace that the frame or command belongs to (W3C).");
      text(properties, TraceContext.STATE, "More of that trace.");
    }
  }

  private static void frameHeaders(ObjectNode properties) {
    text(properties, FrameHeaders.MODEL, "Key of the model; default: the camera id.");
    text(properties, FrameHeaders.CAPTURED_AT, "ISO 8601, or milliseconds since 1970.");
    text(properties, FrameHeaders.FRAME_ID, "Id of the frame; default: its place on the topic.");
    text(properties, FrameHeaders.SEQUENCE, "The camera's own counter.");
    text(properties, FrameHeaders.BITS, "Bits that the camera uses of samples of 16.");
    text(
        properties,
        FrameHeaders.REFERENCE,
        "Address of the picture, where the value holds none; see references.allow.");
    text(properties, FrameHeaders.REFERENCE_BYTES, "Number of bytes that lie there.");
    text(properties, FrameHeaders.REFERENCE_SHA256, "Their SHA-256, 64 hexadecimal digits.");
  }

  private static ObjectNode text(ObjectNode properties, String name, String description) {
    return properties.putObject(name).put("type", "string").put("description", description);
  }

  private void operation(Topic topic, Program program, String action) {
    String who = program.name().toLowerCase(Locale.ROOT).replace('_', '-');
    ObjectNode operation = object("operations").putObject(who + "." + action + "." + topic.id());
    operation.put("action", action);
    operation.putObject("channel").put("$ref", "#/channels/" + topic.id());
  }

  private ObjectNode object(String name) {
    return (ObjectNode) document.get(name);
  }
}
