package org.mekiki.stream.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaParseException;
import org.apache.kafka.common.errors.TimeoutException;
import org.mekiki.config.RegistrySettings;
import org.mekiki.config.choice.SubjectNaming;
import org.mekiki.stream.codec.RegisteredSchemas;
import org.mekiki.stream.codec.UnknownIdException;
import org.mekiki.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry that the settings name. An id is asked for once and then kept: a registry never
 * gives an id to another schema. So nothing that is known needs the registry again. Thread-safe.
 */
public final class SchemaRegistry implements RegisteredSchemas {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String JAVA_STRING = "avro.java.string";
  private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistry.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final RegistrySettings settings;
  private final RegistryClient client;
  private final Map<Integer, Schema> known = new ConcurrentHashMap<>();
  private String told = "";
  private Instant toldAt = Instant.EPOCH;

  /**
   * @param settings with at least one address
   */
  public SchemaRegistry(RegistrySettings settings) {
    this.settings = settings;
    this.client = new RegistryClient(settings);
  }

  /** The schemas of the registry that settings name; none where they name no registry. */
  public static RegisteredSchemas of(RegistrySettings settings) {
    return settings.urls().isEmpty() ? RegisteredSchemas.NONE : new SchemaRegistry(settings);
  }

  @Override
  public Schema byId(int id) throws IOException {
    Schema schema = known.get(id);
    if (schema == null) {
      schema = ask(id);
      known.put(id, schema);
    }
    return schema;
  }

  private Schema ask(int id) throws IOException {
    Optional<JsonNode> found;
    try {
      found = client.schema(id);
    } catch (TimeoutException e) {
      tell(e.getMessage());
      throw e;
    }
    JsonNode answer =
        found.orElseThrow(
            () ->
                new UnknownIdException(
                    "the schema registry at " + client.name() + " has no schema " + id));
    String type = answer.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new UnknownIdException(
          "schema " + id + " of the registry is " + type + "; AVRO is needed");
    }
    try {
      return new Schema.Parser().parse(answer.path("schema").asText());
    } catch (SchemaParseException e) {
      throw new IOException("schema " + id + " of the registry can't be read", e);
    }
  }

  /** Records that wait ask again and again: they say why at first, and then now and then. */
  private synchronized void tell(String why) {
    Instant now = Instant.now();
    if (!why.equals(told) || now.isAfter(toldAt.plus(PAUSE))) {
      LOG.warn("records in Confluent's wire format wait: {}", why);
      told = why;
      toldAt = now;
    }
  }

  /**
   * The id under which a topic's records are written: of the schema that is registered, or that is
   * registered now if that is allowed.
   *
   * @param topic that the records go to
   * @throws RegistryException if there is none, it is not compatible with what others have
   *     registered, or the registry has another schema under its id
   * @throws TimeoutException if the registry can't be asked now
   */
  public int prepare(String topic, Schema schema) {
    Schema plain = plain(schema);
    String subject = subject(settings.subjects(), topic, plain);
    String path = "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8);
    ObjectNode body = MAPPER.createObjectNode().put("schema", plain.toString());
    int id =
        client.post(path, body).map(SchemaRegistry::id).orElseGet(() -> register(subject, body));
    check(id, subject, plain);
    return id;
  }

  private int register(String subject, ObjectNode body) {
    requireCompatible(subject, body);
    if (!settings.autoRegister()) {
      throw new RegistryException(
          Text.of(
              "the schema registry at %s does not have this version of the schema under subject"
                  + " %s; register it there, or set registry.auto-register=true: %s",
              client.name(), subject, body.path("schema").asText()));
    }
    String path = "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8) + "/versions";
    return client
        .post(path, body)
        .map(SchemaRegistry::id)
        .orElseThrow(
            () -> new RegistryException("the schema registry does not take subject " + subject));
  }

  /** A subject that isn't there yet is compatible with everything. */
  private void requireCompatible(String subject, ObjectNode body) {
    String path =
        "/compatibility/subjects/"
            + URLEncoder.encode(subject, StandardCharsets.UTF_8)
            + "/versions/latest?verbose=true";
    Optional<JsonNode> answer = client.post(path, body);
    if (answer.isPresent() && !answer.get().path("is_compatible").asBoolean(true)) {
      throw new RegistryException(
          Text.of(
              "the schema is not compatible with the latest version of subject %s in the schema"
                  + " registry at %s: %s; change the subject's compatibility, or write to another"
                  + " subject",
              subject, client.name(), answer.get().path("messages")));
    }
  }

  private void check(int id, String subject, Schema schema) {
    Schema there;
    try {
      there = byId(id);
    } catch (IOException e) {
      throw new RegistryException(e.getMessage());
    }
    if (SchemaNormalization.parsingFingerprint64(there)
        != SchemaNormalization.parsingFingerprint64(schema)) {
      throw new RegistryException(
          Text.of(
              "the schema registry at %s gives id %d for subject %s, but has another schema under"
                  + " it: %s",
              client.name(), id, subject, there.getFullName()));
    }
  }

  private static int id(JsonNode answer) {
    JsonNode id = answer.path("id");
    if (!id.isInt()) {
      throw new RegistryException("the schema registry gives no id: " + answer);
    }
    return id.asInt();
  }

  static String subject(SubjectNaming naming, String topic, Schema schema) {
    return switch (naming) {
      case TOPIC -> topic + "-value";
      case RECORD -> schema.getFullName();
      case TOPIC_RECORD -> topic + "-" + schema.getFullName();
    };
  }

  /** Without what only Java's classes need. */
  static Schema plain(Schema schema) {
    try {
      return new Schema.Parser().parse(plain(MAPPER.readTree(schema.toString())).toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a schema is no JSON", e);
    }
  }

  private static JsonNode plain(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.has(JAVA_STRING) && object.path("type").asText().equals("string")) {
        return TextNode.valueOf("string");
      }
      ObjectNode all = MAPPER.createObjectNode();
      object
          .properties()
          .forEach(
              entry -> {
                if (!entry.getKey().equals(JAVA_STRING)) {
                  all.set(entry.getKey(), plain(entry.getValue()));
                }
              });
      return all;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode all = MAPPER.createArrayNode();
      array.forEach(item -> all.add(plain(item)));
      return all;
    }
    return node;
  }
}
