package org.mekiki.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.mekiki.evaluate.data.Mask;

/** The figures of {@code reference.json}; {@code reference.py} beside it wrote them. */
public final class Reference {
  /** Largest difference from the reference that is valid. */
  public static final double TOLERANCE = 1e-9;

  private Reference() {}

  public static List<JsonNode> cases(String kind) throws IOException {
    try (InputStream in = Reference.class.getResourceAsStream("reference.json")) {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(in).get(kind).forEach(cases::add);
      return cases;
    }
  }

  public static double[] scores(JsonNode imageCase) {
    double[] scores = new double[imageCase.get("scores").size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = imageCase.get("scores").get(i).doubleValue();
    }
    return scores;
  }

  public static boolean[] defective(JsonNode imageCase) {
    boolean[] defective = new boolean[imageCase.get("defective").size()];
    for (int i = 0; i < defective.length; i++) {
      defective[i] = imageCase.get("defective").get(i).booleanValue();
    }
    return defective;
  }

  public static float[] map(JsonNode image) {
    float[] map = new float[image.get("map").size()];
    for (int i = 0; i < map.length; i++) {
      map[i] = (float) image.get("map").get(i).doubleValue();
    }
    return map;
  }

  public static Mask mask(JsonNode image) {
    int width = image.get("width").intValue();
    Mask mask = Mask.none(width, image.get("map").size() / width);
    image.get("mask").forEach(pixel -> mask.defective()[pixel.intValue()] = true);
    return mask;
  }
}
