package org.mekiki.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.mekiki.chaos.Found.Scored;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.model.ModelManifest;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.gaussian.PatchGaussians;

/**
 * Compares the models that were taught under chaos with those taught in peace, number by number,
 * and works out a sample of scores again with the model that each names.
 */
final class ModelAudit {
  /** Sums in another order differ in the last digits. */
  private static final double SAME_MODEL = 1e-3;

  private static final double SAME_SCORE = 1e-5;
  private static final int SAMPLE = 300;

  private final Line line;
  private final Teacher teacher;
  private final PlannedFrames pictures;
  private final Map<Long, PadimModel> models = new HashMap<>();
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  ModelAudit(Line line, Teacher teacher, long seed) {
    this.line = line;
    this.teacher = teacher;
    this.pictures = new PlannedFrames(new FramePlan(seed));
  }

  /**
   * Looks at all versions that were ever current.
   *
   * @param manifests by version
   */
  void look(Map<Long, ModelManifest> manifests, List<Scored> scores) {
    List<ModelManifest> calm = new ArrayList<>();
    for (int set = 0; set < Teachings.SETS; set++) {
      calm.add(teacher.catalog().current(Teachings.calmModel(set)).orElseThrow());
    }
    double worst = 0;
    for (ModelManifest manifest : manifests.values()) {
      models.put(manifest.version(), teacher.fetch(manifest));
      double best = Double.MAX_VALUE;
      for (ModelManifest undisturbed : calm) {
        best = Math.min(best, difference(manifest, undisturbed));
      }
      worst = Math.max(worst, best);
      if (best > SAME_MODEL) {
        problems.add(
            manifest.label()
                + " is not what the same frames made undisturbed: numbers differ by "
                + best);
      }
    }
    figures.put("modelVersions", manifests.size());
    figures.put("largestDifferenceToUndisturbedTraining", worst);
    rescore(scores);
  }

  private double difference(ModelManifest disturbed, ModelManifest undisturbed) {
    if (disturbed.training().frames() != undisturbed.training().frames()) {
      return Double.MAX_VALUE;
    }
    PatchGaussians a = models.get(disturbed.version()).gaussians();
    PatchGaussians b = teacher.fetch(undisturbed).gaussians();
    double threshold = undisturbed.calibration().threshold();
    return Math.max(
        Math.max(difference(a.mean(), b.mean()), difference(a.factor(), b.factor())),
        Math.abs(disturbed.calibration().threshold() - threshold) / threshold);
  }

  private static double difference(float[] a, float[] b) {
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      worst = Math.max(worst, Math.abs(a[i] - b[i]) / (1 + Math.abs(b[i])));
    }
    return worst;
  }

  private void rescore(List<Scored> scores) {
    Random random = new Random(1);
    List<String> wrong = new ArrayList<>();
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(line.graph())) {
      var preprocessing = line.graph().backbone().preprocessing();
      ImagePreprocessor preprocessor = new ImagePreprocessor(preprocessing);
      ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
      ImageShape shape = preprocessing.shape();
      Map<Long, Padim> padims = new HashMap<>();
      for (int i = 0; i < Math.min(SAMPLE, scores.size()); i++) {
        Scored score = scores.get(random.nextInt(scores.size()));
        Padim padim =
            padims.computeIfAbsent(
                score.version(), version -> Padim.of(models.get(version), extractor));
        byte[] picture = pictures.value(score.n());
        double again =
            padim
                .predict(preprocessor.apply(decoder.decode(picture, shape.width(), shape.height())))
                .score();
        if (Math.abs(again - score.score()) > SAME_SCORE * again) {
          wrong.add(score + " is " + again + " when worked out again");
        }
      }
    }
    figures.put("scoresWorkedOutAgain", Math.min(SAMPLE, scores.size()));
    if (!wrong.isEmpty()) {
      problems.add("scores that are not their model's: " + wrong);
    }
  }

  /** The folder of what the JVM says when it crashes. */
  static List<String> crashes(Path folder) throws java.io.IOException {
    try (var files = java.nio.file.Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("hs_err"))
          .toList();
    }
  }

  Map<String, Object> figures() {
    return figures;
  }

  List<String> problems() {
    return problems;
  }
}
