package org.mekiki.app.common;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.mekiki.detect.Detectability;
import org.mekiki.detect.KeptDetectability;
import org.mekiki.model.GoodFrames;
import org.mekiki.model.ManifestJson;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.TaughtPictures;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Counted;

/** A model's facts, for people and for programs. */
public final class ModelFacts {
  private static final double MEGABYTE = 1e6;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ModelFacts() {}

  public static void print(Terminal terminal, ModelManifest manifest) {
    var calibration = manifest.calibration();
    var scores = calibration.validationScores();
    terminal.print("model              %s, version %d", manifest.model(), manifest.version());
    terminal.print("created            %s", manifest.createdAt());
    terminal.print(
        "learned from       %s, %d judged for the threshold",
        Counted.of(manifest.training().frames(), "good frame"),
        manifest.training().validationFrames());
    TaughtPictures pictures = manifest.training().pictures();
    if (pictures.sized()) {
      terminal.print(
          "pictures           %dx%d%s%s",
          pictures.width(),
          pictures.height(),
          pictures.bits() == 0 ? "" : ", " + pictures.bits() + " bits of each sample are used",
          pictures.mixedShapes()
              ? ", and others of other aspect ratios: frames of any shape are scored"
              : "; see image.other-shape for frames of another aspect ratio");
    }
    if (pictures.looks().frames() > 0) {
      terminal.print("looks              %s", pictures.looks().text());
    }
    terminal.print(
        "threshold          %.4g (%s)",
        calibration.threshold(), calibration.thresholdDescription());
    GoodFrames good = calibration.goodFrames();
    good.falseAlarms().ifPresent(alarms -> terminal.print("false alarms       %s", alarms.text()));
    good.aboutOdd().ifPresent(sentence -> terminal.print("odd frames         %s", sentence));
    good.unusual().stream()
        .filter(GoodFrames.UnusualFrame::odd)
        .forEach(
            odd -> terminal.print("                   %s: score %.4g", odd.frame(), odd.score()));
    good.warnings().forEach(warning -> terminal.print("warning            %s", warning));
    if (!scores.isEmpty()) {
      terminal.print(
          "good scores        %.4g … %.4g, median %.4g",
          scores.get(0), scores.get(scores.size() - 1), scores.get(scores.size() / 2));
    }
    terminal.print(
        "scale              %.4g … %.4g",
        calibration.normalizer().min(), calibration.normalizer().max());
    terminal.print(
        "backbone           %s (sha256 %.12s…), features %s",
        manifest.backbone().name(),
        manifest.backbone().sha256(),
        manifest.backbone().features().stream().map(f -> f.name()).toList());
    if (manifest.graph().exists()) {
      terminal.print(
          "network            comes with the model: int8, %.1f MB, made of sha256 %.12s…, at most"
              + " %.1f %% noise",
          manifest.graph().bytes() / MEGABYTE,
          manifest.graph().original(),
          manifest.graph().noise() * 100);
    }
    Preprocessing input = manifest.backbone().preprocessing();
    terminal.print(
        "input              %s (sha256 %.12s…)", PreprocessingText.of(input), input.sha256());
    terminal.print(
        "patches            %dx%d, neighbourhood %d, %d of %d features (%s)",
        manifest.grid().height(),
        manifest.grid().width(),
        manifest.neighbourhood(),
        manifest.dimensions(),
        manifest.reduction().inputs(),
        manifest.reduction().kind().name().toLowerCase(java.util.Locale.ROOT));
    terminal.print("covariance         %s", manifest.training().regularization());
    terminal.print(
        "size               %.1f MB in %s, %s",
        manifest.chunks().totalBytes() / MEGABYTE,
        Counted.of(manifest.chunks().count(), "chunk"),
        manifest.chunks().precision().name().toLowerCase(java.util.Locale.ROOT));
    terminal.print("fit and publish    %.1f s", manifest.training().seconds());
  }

  /** What the model can see. */
  public static void print(Terminal terminal, Detectability seen) {
    terminal.print("what it can see    %s", seen.basis());
    seen.sentences().forEach(sentence -> terminal.print("                   %s", sentence));
  }

  /**
   * The manifest as JSON, as it lies on the models topic; with what the model can see as {@code
   * detectability}, if that is known.
   */
  public static void write(Path file, ModelManifest manifest, Optional<KeptDetectability> seen)
      throws IOException {
    byte[] json = ManifestJson.write(manifest);
    if (seen.isPresent()) {
      ObjectNode both = (ObjectNode) MAPPER.readTree(json);
      both.set("detectability", seen.get().json());
      json = MAPPER.writeValueAsBytes(both);
    }
    byte[] whole = json;
    WrittenFile.write(file, target -> Files.write(target, whole));
  }
}
