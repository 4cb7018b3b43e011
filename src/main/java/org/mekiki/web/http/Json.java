package org.mekiki.web.http;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.Header;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The API's JSON: record components as keys, in camelCase, units in their names. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /**
   * Reads what a browser has sent; unknown keys are refused.
   *
   * @throws JsonProcessingException if it is something else
   */
  public static <T> T read(byte[] json, Class<T> type) throws JsonProcessingException {
    try {
      T value = MAPPER.readValue(json, type);
      if (value == null) {
        throw new JsonParseException(null, "the body is null");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can't be read", e);
    }
  }

  /**
   * Reads a document.
   *
   * @throws JsonProcessingException if it is none
   */
  public static JsonNode tree(String json) throws JsonProcessingException {
    return MAPPER.readTree(json);
  }

  /** Answers with a value that nobody may keep. */
  public static void answer(Context context, Object value) {
    context
        .header(Header.CACHE_CONTROL, "no-store")
        .contentType("application/json; charset=utf-8")
        .result(bytes(value));
  }

  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("can't write " + value.getClass() + " as JSON", e);
    }
  }
}
