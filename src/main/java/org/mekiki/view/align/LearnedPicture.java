package org.mekiki.view.align;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Base64;
import org.mekiki.view.align.picture.Grey;

/**
 * A small picture that was learned, in steps of 1/63: what is stored is exactly what is used.
 *
 * @param width columns
 * @param height rows
 * @param levels a byte a pixel, row by row: {@code (level - 126) / 63} is the value, -2 to 2.05
 */
record LearnedPicture(int width, int height, byte[] levels) {
  private static final int ZERO = 126;
  private static final float STEPS = 63;

  LearnedPicture {
    if (width < 1 || height < 1 || levels.length != (long) width * height) {
      throw new IllegalArgumentException(
          "learned picture of " + width + "x" + height + " with " + levels.length + " bytes");
    }
    levels = levels.clone();
  }

  /** The nearest steps; values beyond the range take its ends. */
  static LearnedPicture of(Grey grey) {
    byte[] levels = new byte[grey.values().length];
    for (int i = 0; i < levels.length; i++) {
      float level = grey.values()[i] * STEPS + ZERO;
      levels[i] = (byte) Math.round(Math.min(255, Math.max(0, level)));
    }
    return new LearnedPicture(grey.width(), grey.height(), levels);
  }

  Grey toGrey() {
    float[] values = new float[levels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = ((levels[i] & 0xff) - ZERO) / STEPS;
    }
    return new Grey(width, height, values);
  }

  ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("width", width)
        .put("height", height)
        .put("levels", Base64.getEncoder().encodeToString(levels));
  }

  static LearnedPicture ofJson(JsonNode json) {
    return new LearnedPicture(
        LearnedJson.whole(json, "width"),
        LearnedJson.whole(json, "height"),
        LearnedJson.bytes(json, "levels"));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LearnedPicture picture
        && width == picture.width
        && height == picture.height
        && Arrays.equals(levels, picture.levels);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(levels);
  }

  @Override
  public String toString() {
    return width + "x" + height + " learned picture";
  }
}
