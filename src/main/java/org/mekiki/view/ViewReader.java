package org.mekiki.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.mekiki.view.align.Alignment;
import org.mekiki.view.align.AlignmentMethod;
import org.mekiki.view.align.PartMask;

/** Reads the JSON form of a view and collects everything that is wrong with it. */
final class ViewReader {
  private static final Set<String> KEYS =
      Set.of("frame", "align", "anchor", "padding", "input", "regions", "ignored", "mask");

  private static final int MOST_IGNORED = 64;

  /** Of one polygon. */
  private static final int MOST_CORNERS = 256;

  /** Lengths are pixels as numbers, or text that ends with a per cent sign. */
  private static final String PER_CENT = "%";

  private final List<String> problems = new ArrayList<>();

  private ViewReader() {}

  /**
   * Reads.
   *
   * @throws ViewException with everything that is wrong
   */
  static ViewDraft read(JsonNode json) {
    if (json == null || !json.isObject()) {
      throw new ViewException(List.of("a view is a JSON object, {\"regions\": [...]}, say"));
    }
    ViewReader reader = new ViewReader();
    ViewDraft draft = reader.draft(json);
    if (!reader.problems.isEmpty()) {
      throw new ViewException(reader.problems);
    }
    return draft;
  }

  private ViewDraft draft(JsonNode json) {
    Set<String> unknown = new TreeSet<>();
    json.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(KEYS);
    for (String key : unknown) {
      problems.add("'" + key + "' is not a key of a view; valid: " + new TreeSet<>(KEYS));
    }
    Optional<FrameSize> frame =
        json.has("frame") ? attempt("frame", () -> frame(json.get("frame"))) : Optional.empty();
    Optional<ViewDraft.Shape> anchor =
        json.has("anchor")
            ? attempt("anchor", () -> shape("box", json.get("anchor")))
            : Optional.empty();
    JsonNode align = json.path("align");
    Optional<Alignment> learned =
        align.isObject() ? attempt("align", () -> Alignment.ofJson(align)) : Optional.empty();
    ViewDraft.Align method =
        attempt("align", () -> method(align, anchor)).orElse(ViewDraft.WHOLE.align());
    Padding padding =
        json.has("padding")
            ? attempt("padding", () -> Padding.of(json.get("padding").asText())).orElse(Padding.PAD)
            : Padding.PAD;
    Optional<ViewDraft.Input> input =
        json.has("input") ? attempt("input", () -> input(json.get("input"))) : Optional.empty();
    List<ViewDraft.Region> regions = new ArrayList<>();
    int at = 0;
    for (JsonNode region : list(json, "regions", View.MOST_REGIONS)) {
      attempt("regions[" + at++ + "]", () -> region(region)).ifPresent(regions::add);
    }
    List<ViewDraft.Shape> ignored = new ArrayList<>();
    at = 0;
    for (JsonNode area : list(json, "ignored", MOST_IGNORED)) {
      attempt("ignored[" + at++ + "]", () -> shape(area)).ifPresent(ignored::add);
    }
    Optional<PartMask> mask =
        json.has("mask") ? attempt("mask", () -> mask(json.get("mask"))) : Optional.empty();
    return new ViewDraft(frame, method, learned, padding, input, regions, ignored, mask);
  }

  private JsonNode list(JsonNode json, String key, int most) {
    JsonNode list = json.path(key);
    if (!list.isMissingNode() && !list.isArray()) {
      problems.add(key + " is " + list + ": it must be a list");
    }
    if (list.size() > most) {
      problems.add(key + " has " + list.size() + " areas: up to " + most + " are valid");
    }
    return list.isArray() && list.size() <= most ? list : ViewJson.MAPPER.createArrayNode();
  }

  private static FrameSize frame(JsonNode json) {
    return new FrameSize(whole(json.path("width")), whole(json.path("height")));
  }

  private static ViewDraft.Align method(JsonNode align, Optional<ViewDraft.Shape> anchor) {
    String name = align.isObject() ? align.path("align").asText() : align.asText("none");
    AlignmentMethod.Kind kind =
        align.isMissingNode() ? AlignmentMethod.Kind.NONE : AlignmentMethod.Kind.of(name);
    return new ViewDraft.Align(kind, anchor);
  }

  private static ViewDraft.Region region(JsonNode json) {
    Optional<ViewDraft.Input> input =
        json.has("input") ? Optional.of(input(json.get("input"))) : Optional.empty();
    Optional<String> name = Optional.ofNullable(json.path("name").textValue());
    return new ViewDraft.Region(name, shape(json), input);
  }

  private static ViewDraft.Input input(JsonNode sides) {
    if (!sides.isArray() || sides.size() != 2) {
      throw new IllegalArgumentException("input is " + sides + "; [224, 224] is valid, say");
    }
    return new ViewDraft.Input(whole(sides.get(0)), whole(sides.get(1)));
  }

  private static ViewDraft.Shape shape(JsonNode json) {
    if (json.has("box") == json.has("polygon")) {
      throw new IllegalArgumentException("either 'box' or 'polygon' must be there");
    }
    return json.has("box") ? shape("box", json.get("box")) : polygon(json.get("polygon"));
  }

  private static ViewDraft.Shape shape(String name, JsonNode numbers) {
    if (!numbers.isArray()) {
      throw new IllegalArgumentException(name + " is " + numbers + ": it must be a list");
    }
    List<ViewDraft.Length> lengths = new ArrayList<>();
    numbers.forEach(number -> lengths.add(length(number)));
    return new ViewDraft.Shape(true, lengths);
  }

  private static ViewDraft.Shape polygon(JsonNode corners) {
    if (corners.size() > MOST_CORNERS) {
      throw new IllegalArgumentException(
          "a polygon of " + corners.size() + " corners: up to " + MOST_CORNERS + " are valid");
    }
    List<ViewDraft.Length> lengths = new ArrayList<>();
    for (JsonNode corner : corners) {
      if (!corner.isArray() || corner.size() != 2) {
        throw new IllegalArgumentException("a corner is " + corner + "; [120, 80] is valid, say");
      }
      corner.forEach(number -> lengths.add(length(number)));
    }
    return new ViewDraft.Shape(false, lengths);
  }

  private static ViewDraft.Length length(JsonNode json) {
    if (json.isNumber() && Double.isFinite(json.doubleValue())) {
      return new ViewDraft.Length(json.doubleValue(), false);
    }
    if (json.isTextual()) {
      return length(json.textValue());
    }
    throw noLength(json.toString());
  }

  /**
   * A length as people write it.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ViewDraft.Length length(String text) {
    String number = text.strip();
    boolean perCent = number.endsWith(PER_CENT);
    try {
      double value =
          Double.parseDouble(perCent ? number.substring(0, number.length() - 1) : number);
      if (Double.isFinite(value)) {
        return new ViewDraft.Length(value, perCent);
      }
    } catch (NumberFormatException e) {
      throw noLength("'" + text + "'");
    }
    throw noLength("'" + text + "'");
  }

  private static IllegalArgumentException noLength(String what) {
    return new IllegalArgumentException(
        what + " is not a length; pixels, e.g. 120, and per cent, e.g. 12.5%, are valid");
  }

  private static int whole(JsonNode json) {
    if (!json.isIntegralNumber() || !json.canConvertToInt()) {
      throw new IllegalArgumentException(
          (json.isMissingNode() ? "a side that is missing" : json.toString())
              + " is not a whole number of pixels");
    }
    return json.intValue();
  }

  private static PartMask mask(JsonNode json) {
    return new PartMask(
        whole(json.path("columns")),
        whole(json.path("rows")),
        Base64.getDecoder().decode(json.path("bits").asText()));
  }

  private <T> Optional<T> attempt(String what, Supplier<T> read) {
    try {
      return Optional.of(read.get());
    } catch (IllegalArgumentException e) {
      problems.add(what + ": " + e.getMessage());
      return Optional.empty();
    }
  }
}
