package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mekiki.cluster.AsyncApi;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.Topic;
import org.mekiki.stream.codec.ResultKind;
import org.mekiki.stream.codec.SampleRecords;

/**
 * schemas/asyncapi.yaml says what the topics' declarations say, and is what AsyncAPI's own schema
 * allows. After a change write it anew by {@code ./mvnw test -Dtest=AsyncApiTest
 * -Dmekiki.docs=write}.
 */
class AsyncApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCHEMAS = Path.of("schemas");
  private static final Path DOCUMENT = SCHEMAS.resolve("asyncapi.yaml");

  private final MekikiConfig config = new ConfigLoader().load();

  @Test
  void theDocumentIsWhatTheDeclarationsSay() throws IOException {
    String text = AsyncApi.document(config, "0", "./", examples()) + "\n";
    if ("write".equals(System.getProperty("mekiki.docs"))) {
      Files.writeString(DOCUMENT, text);
    }
    assertThat(Files.readString(DOCUMENT)).isEqualTo(text);
  }

  @Test
  void itIsValid() throws IOException {
    JsonNode document = DeployFiles.yaml(DOCUMENT).get(0);

    assertThat(violations(document)).isEmpty();
    ObjectNode wrong = document.deepCopy();
    wrong.withObject("/channels/frames").put("adress", "x");
    assertThat(violations(wrong)).isNotEmpty();
  }

  @Test
  void everyTopicIsAChannelAndEveryReferenceLeadsSomewhere() throws IOException {
    JsonNode document = DeployFiles.yaml(DOCUMENT).get(0);
    Set<String> addresses = new TreeSet<>();
    document.path("channels").forEach(channel -> addresses.add(channel.path("address").asText()));
    Set<String> topics = new TreeSet<>();
    for (Topic topic : Topic.values()) {
      topics.add(config.topics().get(topic).name());
    }
    assertThat(addresses).isEqualTo(topics);
    List<String> references = new ArrayList<>();
    document.findValues("$ref").forEach(reference -> references.add(reference.asText()));
    assertThat(references).hasSizeGreaterThan(30);
    for (String reference : references) {
      if (reference.startsWith("#")) {
        assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
      } else {
        assertThat(SCHEMAS.resolve(reference)).exists();
      }
    }
  }

  @Test
  void everyExampleIsWhatItsSchemaSays() throws IOException {
    JsonNode messages = DeployFiles.yaml(DOCUMENT).get(0).at("/components/messages");
    int examples = 0;
    for (JsonNode message : messages) {
      for (JsonNode example : message.path("examples")) {
        examples++;
        JsonNode schema =
            JSON.readTree(SCHEMAS.resolve(message.at("/payload/$ref").asText()).toFile());
        assertThat(
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(schema)
                    .validate(example.path("payload")))
            .as(message.path("name").asText())
            .isEmpty();
      }
    }
    assertThat(examples).isGreaterThanOrEqualTo(7);
  }

  @Test
  void anAlarmThatIsAboutAPartitionIsThere() throws IOException {
    JsonNode alarm = DeployFiles.yaml(DOCUMENT).get(0).at("/components/messages/alarm");

    assertThat(alarm.at("/bindings/kafka/key/description").asText())
        .contains("EXPIRED topic-partition");
    assertThat(alarm.at("/headers/properties/ce_source/description").asText())
        .contains("partition");
    assertThat(alarm.path("examples").findValuesAsText("kind")).contains("EXPIRED");
  }

  @Test
  void theCommandTakesNamesAndFormatsFromTheConfiguration() throws IOException {
    FakeTerminal terminal = new FakeTerminal();
    int exit =
        terminal.run(
            "asyncapi",
            "--schemas",
            "https://example.org/schemas",
            "--set",
            "topics.prefix=hall-3.",
            "--set",
            "registry.url=http://registry",
            "--set",
            "score.scores.format=confluent-avro",
            "--set",
            "score.anomalies.format=avro");
    assertThat(exit).as(terminal.err()).isZero();

    JsonNode document = DeployFiles.yaml(terminal.out()).get(0);
    assertThat(violations(document)).isEmpty();
    assertThat(document.at("/channels/scores/address").asText()).isEqualTo("hall-3.scores");
    assertThat(document.at("/components/messages/score/bindings/kafka/schemaIdPayloadEncoding"))
        .hasToString("\"confluent\"");
    assertThat(document.at("/components/messages/anomaly/payload/schema/$ref").asText())
        .isEqualTo("https://example.org/schemas/anomaly.avsc");
  }

  /** The golden records, and what the formats without one write. */
  private static Map<String, List<JsonNode>> examples() throws IOException {
    List<JsonNode> alarms = new ArrayList<>();
    try (Stream<Path> files = Files.list(SCHEMAS.resolve("golden"))) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("alarm-")).sorted().toList()) {
        alarms.add(JSON.readTree(file.toFile()));
      }
    }
    return Map.of(
        "alarm",
        alarms,
        "feedback",
        List.of(JSON.readTree(SCHEMAS.resolve("golden/feedback.json").toFile())),
        "anomaly",
        List.of(JSON.readTree(ResultKind.ANOMALY.json().encode(SampleRecords.anomaly()))));
  }

  private static List<String> violations(JsonNode document) throws IOException {
    try (InputStream in = AsyncApiTest.class.getResourceAsStream("asyncapi-3.0.0.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
          .getSchema(JSON.readTree(in))
          .validate(document)
          .stream()
          .map(Object::toString)
          .toList();
    }
  }
}
