package org.mekiki.view.align;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;

/** Reads learned values; each error names the key and what it must be. */
final class LearnedJson {
  private LearnedJson() {}

  static int whole(JsonNode json, String key) {
    JsonNode value = json.path(key);
    if (!value.canConvertToInt() || !value.isIntegralNumber()) {
      throw invalid(key, value, "a whole number");
    }
    return value.intValue();
  }

  static double number(JsonNode json, String key) {
    JsonNode value = json.path(key);
    if (!value.isNumber()) {
      throw invalid(key, value, "a number");
    }
    return value.doubleValue();
  }

  static byte[] bytes(JsonNode json, String key) {
    JsonNode value = json.path(key);
    try {
      if (value.isTextual()) {
        return Base64.getDecoder().decode(value.textValue());
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("alignment: " + key + " must be bytes in Base64", e);
    }
    throw invalid(key, value, "bytes in Base64");
  }

  /** To a thousandth: what was learned is no more exact, and people read it. */
  static double rounded(double value) {
    return Math.rint(value * 1000) / 1000;
  }

  private static IllegalArgumentException invalid(String key, JsonNode value, String what) {
    String seen = value.isMissingNode() ? "is missing" : "is " + value;
    return new IllegalArgumentException("alignment: " + key + " " + seen + "; it must be " + what);
  }
}
