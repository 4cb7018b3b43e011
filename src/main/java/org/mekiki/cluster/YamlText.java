package org.mekiki.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;

/**
 * Trees as YAML documents. Texts are quoted: readers of YAML 1.1 take a time without for a date.
 */
final class YamlText {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR));

  private YamlText() {}

  static String of(JsonNode tree) {
    try {
      return YAML.writeValueAsString(tree).strip();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree could not be written as YAML", e);
    }
  }
}
