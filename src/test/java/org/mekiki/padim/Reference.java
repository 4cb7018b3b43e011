package org.mekiki.padim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.mekiki.padim.feature.Grid;

/** What NumPy got: reference.json, made by reference.py beside it. */
public final class Reference {
  private Reference() {}

  public static JsonNode section(String name) {
    try (InputStream in = Reference.class.getResourceAsStream("reference.json")) {
      return new ObjectMapper().readTree(in).required(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<JsonNode> cases(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  public static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).asDouble();
    }
    return values;
  }

  public static Grid grid(JsonNode pair) {
    return new Grid(pair.get(0).asInt(), pair.get(1).asInt());
  }
}
