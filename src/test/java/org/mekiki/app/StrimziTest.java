package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.SecurityUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mekiki.cluster.TopicPlan;
import org.mekiki.cluster.TopicSpec;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.access.Permission;
import org.mekiki.stream.access.Role;

/** What is printed for Strimzi, against its own definitions of its resources. */
class StrimziTest {
  private final FakeTerminal terminal = new FakeTerminal();
  private final MekikiConfig config = new ConfigLoader().load();

  @Test
  void everyTopicIsAKafkaTopic() throws IOException {
    assertThat(terminal.run("topics", "--format", "strimzi", "--strimzi-cluster", "line")).isZero();

    List<JsonNode> resources = DeployFiles.yaml(terminal.out());
    List<TopicSpec> specs = TopicPlan.of(config.topics());
    assertThat(resources).hasSameSizeAs(specs);
    for (int i = 0; i < specs.size(); i++) {
      JsonNode resource = resources.get(i);
      assertThat(violations("strimzi-kafkatopic.yaml", resource)).isEmpty();
      assertThat(resource.at("/metadata/labels/strimzi.io~1cluster").asText()).isEqualTo("line");
      assertThat(resource.at("/metadata/name").asText()).isEqualTo(specs.get(i).name());
      assertThat(resource.at("/spec/partitions").asInt()).isEqualTo(specs.get(i).partitions());
      assertThat(DeployFiles.strings(resource.at("/spec/config")))
          .isEqualTo(specs.get(i).settings());
    }
  }

  @Test
  void aNameThatKubernetesRefusesIsInTheSpec() throws IOException {
    assertThat(
            terminal.run(
                "topics",
                "--format",
                "strimzi",
                "--set",
                "topics.frames.name=Hall_3.frames",
                "--set",
                "topics.replication-factor=3"))
        .isZero();

    JsonNode frames = DeployFiles.yaml(terminal.out()).get(0);
    assertThat(violations("strimzi-kafkatopic.yaml", frames)).isEmpty();
    assertThat(frames.at("/metadata/name").asText()).matches("hall-3-frames-[0-9a-f]{8}");
    assertThat(frames.at("/spec/topicName").asText()).isEqualTo("Hall_3.frames");
    assertThat(frames.at("/spec/replicas").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void everyRoleIsAKafkaUserWithItsPermissionsAndNoMore(Role role) throws IOException {
    assertThat(terminal.run("acls", role.label(), "--format", "strimzi")).isZero();

    JsonNode user = DeployFiles.yaml(terminal.out()).get(0);
    assertThat(violations("strimzi-kafkauser.yaml", user)).isEmpty();
    assertThat(user.at("/metadata/name").asText()).isEqualTo(role.label());
    assertThat(user.at("/spec/authentication/type").asText()).isEqualTo("scram-sha-512");
    List<String> given = new ArrayList<>();
    for (JsonNode acl : user.at("/spec/authorization/acls")) {
      for (JsonNode operation : acl.path("operations")) {
        given.add(operation.asText() + " " + acl.path("resource"));
      }
    }
    assertThat(given)
        .containsExactlyInAnyOrderElementsOf(
            role.permissions(config).stream().map(StrimziTest::text).distinct().toList());
  }

  @Test
  void aPrincipalAndAnAuthenticationCanBeNamed() throws IOException {
    assertThat(
            terminal.run(
                "acls",
                "publish",
                "--format",
                "strimzi",
                "--principal",
                "User:camera-7",
                "--authentication",
                "tls"))
        .isZero();
    JsonNode user = DeployFiles.yaml(terminal.out()).get(0);
    assertThat(user.at("/metadata/name").asText()).isEqualTo("camera-7");
    assertThat(user.at("/spec/authentication/type").asText()).isEqualTo("tls");
  }

  @Test
  void whatIsWrongWouldBeFound() throws IOException {
    assertThat(terminal.run("topics", "--format", "strimzi")).isZero();
    ObjectNode topic = (ObjectNode) DeployFiles.yaml(terminal.out()).get(0);
    topic.withObject("/spec").put("partitions", "many").put("partition", 1);
    assertThat(violations("strimzi-kafkatopic.yaml", topic)).hasSize(2);
  }

  @Test
  void anUnknownFormatIsRefused() {
    assertThat(terminal.run("topics", "--format", "helm")).isEqualTo(2);
    assertThat(terminal.err()).contains("helm", "strimzi");
  }

  private static String text(Permission permission) {
    String type =
        switch (permission.type()) {
          case TRANSACTIONAL_ID -> "transactionalId";
          case GROUP -> "group";
          default -> "topic";
        };
    return "%s {\"type\":\"%s\",\"name\":\"%s\",\"patternType\":\"%s\"}"
        .formatted(
            SecurityUtils.operationName(permission.operation()),
            type,
            permission.name(),
            permission.prefixed() ? "prefix" : "literal");
  }

  /** The API server prunes properties that a definition has not: here they are errors. */
  private static List<String> violations(String definition, JsonNode resource) throws IOException {
    try (InputStream in = StrimziTest.class.getResourceAsStream(definition)) {
      JsonNode crd = DeployFiles.yaml(new String(in.readAllBytes(), StandardCharsets.UTF_8)).get(0);
      JsonNode version = crd.at("/spec/versions/0");
      assertThat(resource.path("apiVersion").asText())
          .isEqualTo(crd.at("/spec/group").asText() + "/" + version.path("name").asText());
      assertThat(resource.path("kind").asText()).isEqualTo(crd.at("/spec/names/kind").asText());
      JsonNode schema = version.at("/schema/openAPIV3Schema");
      ((ObjectNode) schema.at("/properties")).remove("metadata");
      close(schema);
      ((ObjectNode) schema.at("/properties")).putObject("metadata");
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
          .getSchema(schema)
          .validate(resource)
          .stream()
          .map(Object::toString)
          .toList();
    }
  }

  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      object.put("additionalProperties", false);
    }
    schema.forEach(StrimziTest::close);
  }
}
