package org.mekiki.evaluate.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.mekiki.detect.BlindSpots;
import org.mekiki.detect.Detectability;
import org.mekiki.detect.DetectionCurve;
import org.mekiki.detect.Share;

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
    node.put("low", share.low());
    node.put("high", share.high());
  }
}
