package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.Yaml;

/** Reads what is in deploy/ as whoever uses it does. */
final class DeployFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DeployFiles() {}

  /** The documents of a YAML file, with what their anchors stand for. */
  static List<JsonNode> yaml(String text) {
    List<JsonNode> documents = new ArrayList<>();
    new Yaml().loadAll(text).forEach(document -> documents.add(JSON.valueToTree(document)));
    return documents;
  }

  static List<JsonNode> yaml(Path file) throws IOException {
    return yaml(Files.readString(file));
  }

  /** What a schema of ours, beside this class, finds wrong. */
  static Set<ValidationMessage> violations(String schema, JsonNode document) throws IOException {
    try (InputStream in = DeployFiles.class.getResourceAsStream(schema)) {
      JsonNode tree = JSON.readTree(in);
      withoutNames(tree);
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
          // Durations are Go's, not ISO's.
          .getSchema(tree, SchemaValidatorsConfig.builder().formatAssertionsEnabled(false).build())
          .validate(document);
    }
  }

  /** Compose's published schema has names of itself and its parts that validators refuse. */
  private static void withoutNames(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      object.remove("$schema");
      if (object.path("id").isTextual()) {
        object.remove("id");
      }
    }
    schema.forEach(DeployFiles::withoutNames);
  }

  /** Strings of an object. */
  static Map<String, String> strings(JsonNode object) {
    Map<String, String> strings = new TreeMap<>();
    object
        .properties()
        .forEach(
            entry -> {
              assertThat(entry.getValue().isTextual())
                  .as("%s is quoted: engines refuse numbers and booleans here", entry.getKey())
                  .isTrue();
              strings.put(entry.getKey(), entry.getValue().asText());
            });
    return strings;
  }

  /** Texts of an array. */
  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** Fails unless the command line takes this command. */
  static void parse(List<String> command) {
    Main.commandLine(new FakeTerminal().terminal()).parseArgs(command.toArray(new String[0]));
  }
}
