package org.mekiki.view.align;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * How frames are aligned, with all that was learned for it from good frames: a value that is kept
 * with the model. What {@link #toJson()} writes, {@link #ofJson} reads back to an equal value,
 * which writes the same bytes.
 */
public sealed interface Alignment permits Alignment.None, PartAlignment, PatchAlignment {
  /** Frames are taken as they are. */
  Alignment NONE = new None();

  /** As {@code --align} and the JSON form name it: none, shift, part or anchor. */
  String name();

  /** What finds the pose; empty if frames are taken as they are. */
  Optional<Aligner> aligner();

  /** Where the part is on the aligned picture; empty if all of it counts. */
  default Optional<PartMask> mask() {
    return Optional.empty();
  }

  /** {@code {"align": NAME, …}} with the learned values. */
  ObjectNode toJson();

  /**
   * Reads what {@link #toJson()} wrote.
   *
   * @throws IllegalArgumentException with a sentence that names the key, its value and what is
   *     valid
   */
  static Alignment ofJson(JsonNode json) {
    String name = json.path("align").asText();
    return switch (name) {
      case "none" -> NONE;
      case "part" -> PartAlignment.ofJson(json);
      case "shift", "anchor" -> PatchAlignment.ofJson(json);
      default ->
          throw new IllegalArgumentException(
              "align is '" + name + "': none, shift, part and anchor are valid");
    };
  }

  /** Frames are taken as they are. */
  record None() implements Alignment {
    @Override
    public String name() {
      return "none";
    }

    @Override
    public Optional<Aligner> aligner() {
      return Optional.empty();
    }

    @Override
    public ObjectNode toJson() {
      return JsonNodeFactory.instance.objectNode().put("align", name());
    }
  }
}
