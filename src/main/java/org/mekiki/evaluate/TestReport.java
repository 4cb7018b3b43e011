package org.mekiki.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mekiki.detect.Detectability;
import org.mekiki.evaluate.Evaluation.ClassResult;
import org.mekiki.evaluate.Evaluation.ImageScore;
import org.mekiki.evaluate.Evaluation.Unreadable;
import org.mekiki.evaluate.data.DataSet;
import org.mekiki.evaluate.data.TestItem;
import org.mekiki.evaluate.metric.BestThreshold;
import org.mekiki.evaluate.metric.Confusion;
import org.mekiki.evaluate.metric.Figure;
import org.mekiki.evaluate.metric.ImageMetrics;
import org.mekiki.evaluate.metric.PixelMetrics;
import org.mekiki.text.Counted;
import org.mekiki.text.Text;

/** Scores of a test set → figures. */
final class TestReport {
  private static final int NAMED = 5;

  private final DataSet set;
  private final int trained;
  private final String calibration;
  private final double threshold;
  private final LearnedThreshold learned;
  private final Optional<String> warning;

  /**
   * @param warning about the images that were trained with
   */
  TestReport(
      DataSet set,
      int trained,
      String calibration,
      double threshold,
      LearnedThreshold learned,
      Optional<String> warning) {
    this.set = set;
    this.trained = trained;
    this.calibration = calibration;
    this.threshold = threshold;
    this.learned = learned;
    this.warning = warning;
  }

  Evaluation evaluation(
      TestScores scores,
      List<Unreadable> problems,
      double seconds,
      String pixelSize,
      Evaluation.Examples examples,
      Optional<Detectability> detectability) {
    List<ImageScore> images = scores.scores();
    PixelMetrics pixel = pixelMetrics(scores);
    return new Evaluation(
        set,
        trained,
        calibration,
        images,
        threshold,
        learned,
        BestThreshold.of(values(images), labels(images)),
        ImageMetrics.of(values(images), labels(images)),
        Confusion.at(threshold, values(images), labels(images)),
        pixel,
        pixelSize,
        classes(images, pixel),
        problems,
        notes(scores, problems),
        images.isEmpty() ? 0 : images.size() / seconds,
        examples,
        detectability);
  }

  private PixelMetrics pixelMetrics(TestScores scores) {
    boolean defects = scores.scores().stream().anyMatch(image -> image.item().defective());
    if (!defects) {
      return PixelMetrics.undefined(
          scores.scores().isEmpty()
              ? "no image was scored"
              : "the test set has no defective image");
    }
    if (scores.withoutMask() > 0
        && scores.scores().stream()
            .noneMatch(image -> image.item().defective() && image.item().mask().isPresent())) {
      return PixelMetrics.undefined("no defective image has a mask");
    }
    return scores.pixelMetrics();
  }

  private List<ClassResult> classes(List<ImageScore> images, PixelMetrics pixel) {
    List<ImageScore> good = images.stream().filter(image -> !image.item().defective()).toList();
    List<ClassResult> results = new ArrayList<>();
    if (!good.isEmpty()) {
      Figure none = Figure.undefined("good images are what the others are compared with");
      results.add(
          new ClassResult(TestItem.GOOD, false, good.size(), anomalous(good), none, none, none, 0));
    }
    for (String name : set.defectClasses()) {
      List<ImageScore> own =
          images.stream()
              .filter(image -> image.item().defective() && image.item().className().equals(name))
              .toList();
      List<ImageScore> both = new ArrayList<>(good);
      both.addAll(own);
      PixelMetrics.PerClass pixels = perClass(pixel, name);
      results.add(
          new ClassResult(
              name,
              true,
              own.size(),
              anomalous(own),
              ImageMetrics.of(values(both), labels(both)).auroc(),
              pixels.auroc(),
              pixels.aupro(),
              pixels.regions()));
    }
    return results;
  }

  private static PixelMetrics.PerClass perClass(PixelMetrics pixel, String name) {
    if (pixel.auroc().defined()) {
      return pixel.classes().get(name);
    }
    return new PixelMetrics.PerClass(pixel.auroc(), pixel.aupro(), 0);
  }

  private long anomalous(List<ImageScore> images) {
    return images.stream().filter(image -> image.score() >= threshold).count();
  }

  /** The first of them. */
  private static String named(List<String> all) {
    return String.join("; ", all.stream().limit(NAMED).toList())
        + (all.size() > NAMED ? "; …" : "");
  }

  private List<String> notes(TestScores scores, List<Unreadable> problems) {
    List<String> notes = new ArrayList<>(set.notes());
    warning.ifPresent(sentence -> notes.add(sentence));
    long defective = scores.scores().stream().filter(image -> image.item().defective()).count();
    if (!scores.notAligned().isEmpty()) {
      notes.add(
          Text.of(
              "%d test images could not be aligned. They count as anomalous, with the largest score"
                  + " of all, and have no part in figures over pixels: %s.",
              scores.notAligned().size(), named(scores.notAligned())));
    }
    if (!scores.unlike().isEmpty()) {
      notes.add(
          Text.of(
              "%s anomalous only for what the whole picture is like; the threshold is its score:"
                  + " %s.",
              scores.unlike().size() == 1
                  ? "1 test image is"
                  : scores.unlike().size() + " test images are",
              named(scores.unlike())));
    }
    if (scores.withoutMask() > 0) {
      notes.add(
          Text.of(
              "%d of %d defective images have no usable mask: pixel figures leave them out.",
              scores.withoutMask(), defective));
    }
    if (scores.withEmptyMask() > 0) {
      notes.add(
          Text.of(
              "The masks of %s are empty: all of their pixels count as normal.",
              Counted.of(scores.withEmptyMask(), "defective image")));
    }
    if (scores.withVanishedDefect() > 0) {
      notes.add(
          Text.of(
              "The defects of %s are too small to be left in their masks at the map's size;"
                  + " with --pixel-size own they count.",
              Counted.of(scores.withVanishedDefect(), "image")));
    }
    if (!problems.isEmpty()) {
      notes.add(
          Text.of(
              "%s could not be used; the figures are over the others.",
              Counted.of(problems.size(), "file")));
    }
    return notes;
  }

  private static double[] values(List<ImageScore> images) {
    return images.stream().mapToDouble(ImageScore::score).toArray();
  }

  private static boolean[] labels(List<ImageScore> images) {
    boolean[] labels = new boolean[images.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = images.get(i).item().defective();
    }
    return labels;
  }
}
