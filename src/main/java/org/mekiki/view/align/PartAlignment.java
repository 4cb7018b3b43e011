package org.mekiki.view.align;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Optional;

/**
 * A part that lies anywhere at any angle before an empty ground, as it was learned. Lengths are in
 * pixels of the frames that it was learned from; a frame of another size is taken as the same scene
 * at another resolution.
 *
 * @param frameWidth columns of those frames
 * @param frameHeight rows of those frames
 * @param red weight of red in the value that tells part and ground apart
 * @param polarity 1 if the part has the higher values, -1 if the ground has, 0 if the part has both
 * @param width columns of the aligned picture
 * @param height rows of the aligned picture
 * @param length of the part along its axis
 * @param breadth of the part across its axis
 * @param area of the part, its holes filled, in square pixels
 * @param centreX column of the area's centre on the aligned picture
 * @param centreY row of the area's centre on the aligned picture
 * @param leastQuality correlation that a frame's part must have with the picture
 * @param picture mean of the aligned good frames, without the ground, in units of the contrast
 */
record PartAlignment(
    int frameWidth,
    int frameHeight,
    double red,
    double green,
    double blue,
    int polarity,
    int width,
    int height,
    double length,
    double breadth,
    double area,
    double centreX,
    double centreY,
    double leastQuality,
    LearnedPicture picture,
    PartMask partMask)
    implements Alignment {

  PartAlignment {
    if (frameWidth < 1 || frameHeight < 1 || width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "alignment: frame and aligned picture must have at least one pixel");
    }
    if (!(length > 0 && breadth > 0 && area > 0)) {
      throw new IllegalArgumentException(
          "alignment: length, breadth and area must be above 0, not "
              + (length + ", " + breadth + " and " + area));
    }
    if (polarity < -1 || polarity > 1) {
      throw new IllegalArgumentException(
          "alignment: polarity is " + polarity + "; -1, 0 and 1 are valid");
    }
    if (partMask.columns() != picture.width() || partMask.rows() != picture.height()) {
      throw new IllegalArgumentException(
          "alignment: the " + partMask + " doesn't fit the " + picture);
    }
  }

  double[] weights() {
    return new double[] {red, green, blue};
  }

  @Override
  public String name() {
    return "part";
  }

  @Override
  public Optional<Aligner> aligner() {
    return Optional.of(new PartAligner(this));
  }

  @Override
  public Optional<PartMask> mask() {
    return Optional.of(partMask);
  }

  @Override
  public ObjectNode toJson() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("align", name())
            .put("frameWidth", frameWidth)
            .put("frameHeight", frameHeight)
            .put("red", red)
            .put("green", green)
            .put("blue", blue)
            .put("polarity", polarity)
            .put("width", width)
            .put("height", height)
            .put("length", length)
            .put("breadth", breadth)
            .put("area", area)
            .put("centreX", centreX)
            .put("centreY", centreY)
            .put("leastQuality", leastQuality);
    json.set("picture", picture.toJson());
    return json.put("mask", Base64.getEncoder().encodeToString(partMask.bits()));
  }

  static PartAlignment ofJson(JsonNode json) {
    LearnedPicture picture = LearnedPicture.ofJson(json.path("picture"));
    return new PartAlignment(
        LearnedJson.whole(json, "frameWidth"),
        LearnedJson.whole(json, "frameHeight"),
        LearnedJson.number(json, "red"),
        LearnedJson.number(json, "green"),
        LearnedJson.number(json, "blue"),
        LearnedJson.whole(json, "polarity"),
        LearnedJson.whole(json, "width"),
        LearnedJson.whole(json, "height"),
        LearnedJson.number(json, "length"),
        LearnedJson.number(json, "breadth"),
        LearnedJson.number(json, "area"),
        LearnedJson.number(json, "centreX"),
        LearnedJson.number(json, "centreY"),
        LearnedJson.number(json, "leastQuality"),
        picture,
        new PartMask(picture.width(), picture.height(), LearnedJson.bytes(json, "mask")));
  }
}
