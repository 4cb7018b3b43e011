package org.mekiki.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mekiki.text.Sha256;
import org.mekiki.view.align.picture.Box;

/**
 * Views as JSON, see {@code schemas/view.schema.json}. What a person writes and what a teaching
 * makes of it have the same form; in the latter all is there, in pixels and in a fixed order, so
 * that the same view always has the same bytes.
 */
public final class ViewJson {
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** Where the parser says something began: its words are for programmers. */
  private static final Pattern SOURCE = Pattern.compile(" \\(start marker at \\[.*\\]\\)");

  private ViewJson() {}

  /** The view as UTF-8 JSON on one line, always the same for the same view. */
  public static byte[] write(View view) {
    return text(view).getBytes(StandardCharsets.UTF_8);
  }

  /** The view as JSON, for a document that holds it. */
  public static ObjectNode tree(View view) {
    ObjectNode json = MAPPER.createObjectNode();
    json.set(
        "frame",
        MAPPER
            .createObjectNode()
            .put("width", view.frame().width())
            .put("height", view.frame().height()));
    json.set("align", view.alignment().toJson());
    json.put("padding", view.padding().label());
    ArrayNode regions = json.putArray("regions");
    for (ViewRegion region : view.regions()) {
      ObjectNode one = regions.addObject().put("name", region.name());
      outline(one, region.outline());
      one.putArray("input").add(region.inputWidth()).add(region.inputHeight());
    }
    ArrayNode ignored = json.putArray("ignored");
    view.ignored().forEach(area -> outline(ignored.addObject(), area));
    view.mask()
        .ifPresent(
            mask ->
                json.putObject("mask")
                    .put("columns", mask.columns())
                    .put("rows", mask.rows())
                    .put("bits", Base64.getEncoder().encodeToString(mask.bits())));
    return json;
  }

  private static void outline(ObjectNode json, Outline outline) {
    if (outline.isBox()) {
      Box box = outline.bounds();
      ArrayNode sides = json.putArray("box");
      List.of(box.x(), box.y(), box.width(), box.height()).forEach(side -> number(sides, side));
      return;
    }
    ArrayNode corners = json.putArray("polygon");
    for (Outline.Point point : outline.points()) {
      ArrayNode corner = corners.addArray();
      number(corner, point.x());
      number(corner, point.y());
    }
  }

  /** Whole numbers without a fraction. */
  private static void number(ArrayNode array, double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      array.add((long) value);
    } else {
      array.add(value);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws ViewException with everything that is wrong
   */
  public static View read(byte[] json) {
    return read(parse(json));
  }

  /** As the other one. */
  public static View read(JsonNode json) {
    ViewDraft draft = ViewReader.read(json);
    List<String> missing =
        Stream.of(
                draft.frame().isEmpty() ? "frame is missing" : "",
                draft.learned().isEmpty() ? "align holds nothing that was learned" : "",
                draft.regions().isEmpty() ? "regions are missing" : "",
                draft.regions().stream().anyMatch(region -> region.input().isEmpty())
                    ? "a region has no input"
                    : "")
            .filter(problem -> !problem.isEmpty())
            .toList();
    if (!missing.isEmpty()) {
      throw new ViewException(missing);
    }
    return draft.resolve(draft.frame().orElseThrow(), draft.learned().orElseThrow(), null);
  }

  /**
   * Reads what a person wrote.
   *
   * @throws ViewException with everything that is wrong
   */
  public static ViewDraft draft(byte[] json) {
    return ViewReader.read(parse(json));
  }

  private static JsonNode parse(byte[] json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new ViewException(
          List.of(
              "it is not JSON: "
                  + SOURCE.matcher(e.getOriginalMessage()).replaceAll("")
                  + " (line "
                  + e.getLocation().getLineNr()
                  + ")"));
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can't be read", e);
    }
  }

  /** SHA-256 of {@link #write}, lower-case hexadecimal: equal for equal views only. */
  public static String sha256(View view) {
    return Sha256.hex(write(view));
  }

  public static String text(View view) {
    return tree(view).toString();
  }
}
