package org.mekiki.evaluate.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.mekiki.detect.DetectabilityJson;
import org.mekiki.evaluate.Evaluation;
import org.mekiki.evaluate.Evaluation.ClassResult;
import org.mekiki.evaluate.Evaluation.ImageScore;
import org.mekiki.evaluate.Evaluation.Unreadable;
import org.mekiki.evaluate.LearnedThreshold;
import org.mekiki.evaluate.LearnedThreshold.GoodImage;
import org.mekiki.evaluate.data.DataSet;
import org.mekiki.evaluate.metric.Confusion;
import org.mekiki.evaluate.metric.Figure;
import org.mekiki.evaluate.metric.ImageMetrics;
import org.mekiki.evaluate.metric.PixelMetrics;
import org.mekiki.evaluate.metric.RegionOverlap;
import org.mekiki.padim.threshold.FalseAlarms;

/**
 * The figures for programs. Keys are in camelCase and stable. A figure that the set does not give
 * is {@code null}, and {@code undefined} has the reason under its key.
 *
 * <p>Of an image, {@code unlike} and {@code notAligned} say why its score is not its own; they are
 * null for all others.
 *
 * <p>The same evaluation gives the same bytes, so two reports can be compared as files. That is why
 * {@code framesPerSecond}, the one figure that never repeats, is null unless it is asked for.
 */
public final class JsonReport {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonReport() {}

  /**
   * The report.
   *
   * @param settings what made it, in order, for people
   * @param timing whether {@code framesPerSecond} is filled in
   */
  public static String of(Evaluation evaluation, Map<String, String> settings, boolean timing) {
    ObjectNode root = MAPPER.createObjectNode();
    ObjectNode undefined = MAPPER.createObjectNode();
    dataSet(evaluation, root.putObject("dataSet"));
    ImageMetrics image = evaluation.image();
    put(root, undefined, "imageAuroc", image.auroc());
    put(root, undefined, "imageAveragePrecision", image.averagePrecision());
    put(root, undefined, "imageF1Max", image.f1Max());
    put(root, undefined, "imageF1MaxThreshold", image.f1MaxThreshold());
    PixelMetrics pixel = evaluation.pixel();
    put(root, undefined, "pixelAuroc", pixel.auroc());
    put(root, undefined, "pixelAveragePrecision", pixel.averagePrecision());
    put(root, undefined, "pixelF1Max", pixel.f1Max());
    put(root, undefined, "pixelF1MaxThreshold", pixel.f1MaxThreshold());
    put(root, undefined, "aupro", pixel.aupro());
    root.put("auproLimit", RegionOverlap.LIMIT);
    root.put("regions", pixel.regions());
    root.put("pixels", pixel.pixels());
    root.put("pixelSize", evaluation.pixelSize());
    root.put("threshold", evaluation.threshold());
    root.put("calibration", evaluation.calibration());
    learned(evaluation, root);
    confusion(evaluation.confusion(), root.putObject("confusion"));
    evaluation
        .best()
        .ifPresentOrElse(
            best -> {
              ObjectNode node = root.putObject("best").put("threshold", best.threshold());
              confusion(best.confusion(), node);
            },
            () -> root.putNull("best"));
    if (timing) {
      root.put("framesPerSecond", evaluation.framesPerSecond());
    } else {
      root.putNull("framesPerSecond");
    }
    ObjectNode classes = root.putObject("classes");
    evaluation.classes().forEach(result -> classResult(result, classes.putObject(result.name())));
    evaluation
        .detectability()
        .ifPresentOrElse(
            seen -> root.set("detectability", DetectabilityJson.of(seen)),
            () -> root.putNull("detectability"));
    root.set("undefined", undefined);
    ArrayNode unreadable = root.putArray("unreadable");
    for (Unreadable file : evaluation.unreadable()) {
      unreadable
          .addObject()
          .put("file", evaluation.dataSet().relative(file.file()))
          .put("reason", file.reason());
    }
    evaluation.notes().forEach(root.putArray("notes")::add);
    ObjectNode made = root.putObject("settings");
    settings.forEach(made::put);
    images(evaluation, root.putArray("images"));
    try {
      return MAPPER.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of numbers and texts can't be written", e);
    }
  }

  private static void dataSet(Evaluation evaluation, ObjectNode node) {
    DataSet set = evaluation.dataSet();
    long defective = evaluation.scores().stream().filter(s -> s.item().defective()).count();
    node.put("name", set.name());
    node.put("layout", set.layout());
    node.put("trainImages", evaluation.trainImages());
    node.put("testImages", evaluation.scores().size());
    node.put("goodImages", evaluation.scores().size() - defective);
    node.put("defectiveImages", defective);
  }

  private static void learned(Evaluation evaluation, ObjectNode root) {
    LearnedThreshold learned = evaluation.learned();
    root.putObject("falseAlarms")
        .put("expected", learned.falseAlarms().expected())
        .put("low", 0.0)
        .put("high", learned.falseAlarms().atMost())
        .put("nextImages", FalseAlarms.NEXT)
        .put("confidence", FalseAlarms.CONFIDENCE)
        .put("images", learned.falseAlarms().frames());
    goodImages(evaluation, learned.odd(), root.putArray("oddImages"));
    goodImages(evaluation, learned.removed(), root.putArray("removedImages"));
    goodImages(evaluation, learned.unusual(), root.putArray("unusualImages"));
    learned.warnings().forEach(root.putArray("warnings")::add);
  }

  private static void goodImages(Evaluation evaluation, List<GoodImage> images, ArrayNode array) {
    for (GoodImage image : images) {
      array
          .addObject()
          .put("file", evaluation.dataSet().relative(image.file()))
          .put("score", image.score());
    }
  }

  private static void confusion(Confusion confusion, ObjectNode node) {
    node.put("truePositives", confusion.truePositives());
    node.put("falsePositives", confusion.falsePositives());
    node.put("trueNegatives", confusion.trueNegatives());
    node.put("falseNegatives", confusion.falseNegatives());
    put(node, "precision", confusion.precision());
    put(node, "recall", confusion.recall());
    put(node, "falseAlarmRate", confusion.falseAlarmRate());
    put(node, "f1", confusion.f1());
  }

  private static void classResult(ClassResult result, ObjectNode node) {
    node.put("defective", result.defective());
    node.put("images", result.images());
    node.put("anomalous", result.anomalous());
    put(node, "imageAuroc", result.imageAuroc());
    put(node, "pixelAuroc", result.pixelAuroc());
    put(node, "aupro", result.aupro());
    node.put("regions", result.regions());
  }

  private static void images(Evaluation evaluation, ArrayNode images) {
    for (ImageScore image : evaluation.scores()) {
      images
          .addObject()
          .put("file", evaluation.dataSet().relative(image.item().image()))
          .put("class", image.item().className())
          .put("defective", image.item().defective())
          .put("score", image.score())
          .put("anomalous", image.score() >= evaluation.threshold())
          .put("unlike", image.unlike().orElse(null))
          .put("notAligned", image.notAligned().orElse(null));
    }
  }

  private static void put(ObjectNode node, ObjectNode undefined, String key, Figure figure) {
    put(node, key, figure);
    if (!figure.defined()) {
      undefined.put(key, figure.reason());
    }
  }

  private static void put(ObjectNode node, String key, Figure figure) {
    if (figure.defined()) {
      node.put(key, figure.value());
    } else {
      node.putNull(key);
    }
  }
}
