package org.mekiki.stream.access;

import java.util.Objects;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * One operation on one resource, or on all whose names begin alike.
 *
 * @param type topic, group or transactional id
 * @param name whole, or the beginning of names
 * @param prefixed whether it is a beginning
 */
public record Permission(AclOperation operation, ResourceType type, String name, boolean prefixed) {
  public Permission {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(name, "name");
  }

  static Permission topic(AclOperation operation, String name) {
    return new Permission(operation, ResourceType.TOPIC, name, false);
  }

  static Permission topicsOf(AclOperation operation, String beginning) {
    return new Permission(operation, ResourceType.TOPIC, beginning, true);
  }

  /** As Kafka's access control lists name it. */
  public ResourcePattern pattern() {
    return new ResourcePattern(type, name, prefixed ? PatternType.PREFIXED : PatternType.LITERAL);
  }

  /** {@code WRITE on topic mekiki.scores}, as messages name it. */
  @Override
  public String toString() {
    String what =
        switch (type) {
          case TRANSACTIONAL_ID -> "transactional id";
          default -> type.name().toLowerCase(java.util.Locale.ROOT);
        };
    return operation + " on " + what + " " + name + (prefixed ? "*" : "");
  }
}
