package org.mekiki.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;
import org.mekiki.stream.access.Permission;
import org.mekiki.text.Labelled;
import org.mekiki.text.Text;

/**
 * Topics and permissions as resources of Strimzi, the operator of Kafka on Kubernetes: YAML
 * documents for {@code kubectl apply}.
 */
public final class StrimziResources {
  private static final String API = "kafka.strimzi.io/v1";

  /** Of a name in Kubernetes. */
  private static final int LONGEST_NAME = 253;

  /** How a user proves who it is. */
  public enum Authentication implements Labelled {
    SCRAM_SHA_512,
    TLS,
    TLS_EXTERNAL;
  }

  private final String cluster;

  /**
   * @param cluster name of the {@code Kafka} resource
   */
  public StrimziResources(String cluster) {
    this.cluster = cluster;
  }

  /** A {@code KafkaTopic}. */
  public String topic(TopicSpec topic) {
    ObjectNode resource = resource("KafkaTopic", topic.name());
    ObjectNode spec = resource.putObject("spec");
    if (!resourceName(topic.name()).equals(topic.name())) {
      spec.put("topicName", topic.name());
    }
    spec.put("partitions", topic.partitions());
    if (topic.replicationFactor() > 0) {
      spec.put("replicas", topic.replicationFactor());
    }
    ObjectNode config = spec.putObject("config");
    topic.settings().forEach(config::put);
    return YamlText.of(resource);
  }

  /**
   * A {@code KafkaUser} that may do this and no more.
   *
   * @param user its name, without {@code User:}
   */
  public String user(String user, Authentication authentication, List<Permission> permissions) {
    ObjectNode resource = resource("KafkaUser", user);
    ObjectNode spec = resource.putObject("spec");
    spec.putObject("authentication").put("type", authentication.label());
    ObjectNode authorization = spec.putObject("authorization").put("type", "simple");
    ArrayNode acls = authorization.putArray("acls");
    Map<ResourcePattern, ArrayNode> operations = new LinkedHashMap<>();
    for (Permission permission : permissions) {
      operations
          .computeIfAbsent(permission.pattern(), pattern -> operations(acls, pattern))
          .add(operation(permission.operation()));
    }
    return YamlText.of(resource);
  }

  private static ArrayNode operations(ArrayNode acls, ResourcePattern pattern) {
    ObjectNode acl = acls.addObject();
    acl.putObject("resource")
        .put("type", type(pattern.resourceType()))
        .put("name", pattern.name())
        .put("patternType", pattern.patternType() == PatternType.PREFIXED ? "prefix" : "literal");
    return acl.putArray("operations");
  }

  private static String operation(AclOperation operation) {
    return SecurityUtils.operationName(operation);
  }

  private static String type(ResourceType type) {
    return switch (type) {
      case TOPIC -> "topic";
      case GROUP -> "group";
      case TRANSACTIONAL_ID -> "transactionalId";
      default -> throw new IllegalArgumentException("no resource of Strimzi: " + type);
    };
  }

  private ObjectNode resource(String kind, String name) {
    ObjectNode resource =
        JsonNodeFactory.instance.objectNode().put("apiVersion", API).put("kind", kind);
    ObjectNode metadata = resource.putObject("metadata").put("name", resourceName(name));
    metadata.putObject("labels").put("strimzi.io/cluster", cluster);
    return resource;
  }

  /** Names that Kubernetes does not take get others that stay apart. */
  static String resourceName(String name) {
    if (name.length() <= LONGEST_NAME
        && name.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")) {
      return name;
    }
    CRC32 checksum = new CRC32();
    checksum.update(name.getBytes(StandardCharsets.UTF_8));
    String valid =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    String tag = Text.of("%08x", checksum.getValue());
    String cut = valid.substring(0, Math.min(valid.length(), LONGEST_NAME - 1 - tag.length()));
    return cut.isEmpty() ? "topic-" + tag : cut + "-" + tag;
  }
}
