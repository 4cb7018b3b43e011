package org.mekiki.view.align;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.mekiki.view.align.picture.Box;

/**
 * A patch that every good frame shows, as it was learned, for {@code shift} and {@code anchor}. The
 * aligned picture is the frame on which the patch was drawn: all that was drawn there stays where
 * it is. A frame of another size is taken as the same scene at another resolution.
 *
 * @param turns whether the patch is looked for at all angles ({@code anchor}), or is only shifted
 * @param frameWidth columns of the frames that it was learned from
 * @param frameHeight rows of them
 * @param box where the patch lies on the aligned picture
 * @param leastQuality correlation that a frame must have with the picture
 * @param picture mean of the patch over the good frames, in units of its largest deviation
 */
record PatchAlignment(
    boolean turns,
    int frameWidth,
    int frameHeight,
    Box box,
    double leastQuality,
    LearnedPicture picture)
    implements Alignment {
  PatchAlignment {
    if (frameWidth < 1 || frameHeight < 1) {
      throw new IllegalArgumentException("alignment: the frame must have at least one pixel");
    }
    if (box.x() < 0 || box.y() < 0 || box.right() > frameWidth || box.bottom() > frameHeight) {
      throw new IllegalArgumentException(
          "alignment: the anchor, "
              + box
              + ", reaches beyond the frame of "
              + (frameWidth + "x" + frameHeight)
              + " pixels");
    }
  }

  @Override
  public String name() {
    return turns ? "anchor" : "shift";
  }

  @Override
  public Optional<Aligner> aligner() {
    return Optional.of(new PatchAligner(this));
  }

  @Override
  public ObjectNode toJson() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("align", name())
            .put("frameWidth", frameWidth)
            .put("frameHeight", frameHeight)
            .put("x", box.x())
            .put("y", box.y())
            .put("width", box.width())
            .put("height", box.height())
            .put("leastQuality", leastQuality);
    json.set("picture", picture.toJson());
    return json;
  }

  static PatchAlignment ofJson(JsonNode json) {
    return new PatchAlignment(
        json.path("align").asText().equals("anchor"),
        LearnedJson.whole(json, "frameWidth"),
        LearnedJson.whole(json, "frameHeight"),
        new Box(
            LearnedJson.number(json, "x"),
            LearnedJson.number(json, "y"),
            LearnedJson.number(json, "width"),
            LearnedJson.number(json, "height")),
        LearnedJson.number(json, "leastQuality"),
        LearnedPicture.ofJson(json.path("picture")));
  }
}
