package org.mekiki.detect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a model can see, for programs. Keys are in camelCase and stable. */
public final class DetectabilityJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private DetectabilityJson() {}

  /** As a JSON object. */
  public static ObjectNode of(Detectability seen) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("threshold", seen.threshold());
    root.put("frameWidth", seen.width());
    root.put("frameHeight", seen.height());
    root.put("frames", seen.frames());
    root.put("secondModelFrames", seen.secondModel());
    share(seen.falseAlarms(), root.putObject("falseAlarms"));
    share(seen.clean(), root.putObject("placesWithAlarmBefore"));
    ArrayNode curves = root.putArray("curves");
    seen.curves().forEach(curve -> curve(curve, curves.addObject()));
    seen.blindSpots()
        .ifPresentOrElse(
            spots -> blindSpots(spots, root.putObject("blindSpots")),
            () -> root.putNull("blindSpots"));
    return root;
  }

  /**
   * Reads what {@link #of} makes; of blind spots the figures, not the picture.
   *
   * @throws IllegalArgumentException if a value is missing or not valid
   */
  static Detectability read(JsonNode root) {
    List<DetectionCurve> curves = new ArrayList<>();
    root.required("curves").forEach(curve -> curves.add(readCurve(curve)));
    JsonNode spots = root.required("blindSpots");
    return new Detectability(
        root.required("threshold").asDouble(),
        root.required("frameWidth").asInt(),
        root.required("frameHeight").asInt(),
        root.required("frames").asInt(),
        readShare(root.required("falseAlarms")),
        readShare(root.required("placesWithAlarmBefore")),
        curves,
        spots.isNull() ? Optional.empty() : Optional.of(readBlindSpots(spots)),
        // Releases that did not measure a second model did not say so.
        root.path("secondModelFrames").asLong());
  }

  private static DetectionCurve readCurve(JsonNode node) {
    List<DetectionCurve.Point> points = new ArrayList<>();
    for (JsonNode point : node.required("points")) {
      points.add(new DetectionCurve.Point(point.required("pixels").asDouble(), readShare(point)));
    }
    return new DetectionCurve(
        DefectKind.of(node.required("kind").asText()), node.required("contrast").asInt(), points);
  }

  private static BlindSpots readBlindSpots(JsonNode node) {
    List<BlindSpots.Cell> cells = new ArrayList<>();
    for (JsonNode cell : node.required("cells")) {
      cells.add(
          new BlindSpots.Cell(
              cell.required("column").asInt(),
              cell.required("row").asInt(),
              cell.required("x").asDouble(),
              cell.required("y").asDouble(),
              readShare(cell)));
    }
    return new BlindSpots(
        node.required("pixels").asDouble(),
        node.required("contrast").asInt(),
        node.required("columns").asInt(),
        node.required("rows").asInt(),
        cells,
        Optional.empty());
  }

  private static Share readShare(JsonNode node) {
    return new Share(node.required("found").asInt(), node.required("of").asInt());
  }

  private static void curve(DetectionCurve curve, ObjectNode node) {
    node.put("kind", curve.kind().label());
    if (curve.kind().hasContrast()) {
      node.put("contrast", curve.contrast());
    } else {
      node.putNull("contrast");
    }
    if (curve.reached().isPresent()) {
      node.put("reachedPixels", curve.reached().getAsDouble());
    } else {
      node.putNull("reachedPixels");
    }
    ArrayNode points = node.putArray("points");
    for (DetectionCurve.Point point : curve.points()) {
      share(point.found(), points.addObject().put("pixels", point.pixels()));
    }
  }

  private static void blindSpots(BlindSpots spots, ObjectNode node) {
    node.put("pixels", spots.pixels());
    node.put("contrast", spots.contrast());
    node.put("columns", spots.columns());
    node.put("rows", spots.rows());
    ArrayNode cells = node.putArray("cells");
    for (BlindSpots.Cell cell : spots.cells()) {
      ObjectNode place = cells.addObject();
      place.put("column", cell.column()).put("row", cell.row());
      place.put("x", cell.x()).put("y", cell.y());
      place.put("found", cell.found().found()).put("of", cell.found().of());
    }
  }

  private static void share(Share share, ObjectNode node) {
    node.put("found", share.found());
    node.put("of", share.of());
    node.put("low", rounded(share.low()));
    node.put("high", rounded(share.high()));
  }

  private static double rounded(double share) {
    return Math.rint(share * 10_000) / 10_000;
  }
}
