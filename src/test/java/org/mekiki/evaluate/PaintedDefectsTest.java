package org.mekiki.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.detect.DefectKind;
import org.mekiki.detect.Detectability;
import org.mekiki.detect.DetectionCurve;
import org.mekiki.detect.DetectionSettings;
import org.mekiki.detect.Detector;
import org.mekiki.detect.Share;
import org.mekiki.evaluate.EvaluationSettings.PixelSize;
import org.mekiki.evaluate.data.DataSets;
import org.mekiki.evaluate.report.HtmlReport;
import org.mekiki.evaluate.report.JsonReport;
import org.mekiki.evaluate.report.TextReport;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.InFlight;
import org.mekiki.padim.Padim;

/** What a model can see, on grey noise of 30 levels. */
class PaintedDefectsTest {
  private static final long SEED = 5;

  @TempDir Path root;

  @BeforeEach
  void write() throws IOException {
    new TinyDataSet(root).write(40, 10, 2, "blob");
  }

  @Test
  void strongSpotsAreFoundFromASmallerSizeOnThanWeakOnes() throws IOException {
    Detectability seen = evaluate(2).detectability().orElseThrow();

    assertThat(seen.frames()).isEqualTo(DetectionSettings.FRAMES);
    double strong = curve(seen, DefectKind.SPOT, 120).reached().orElseThrow();
    assertThat(curve(seen, DefectKind.SPOT, 4).reached().orElse(Double.MAX_VALUE))
        .isGreaterThan(strong);
    assertThat(curve(seen, DefectKind.SPOT, 120).points().get(0).found().of()).isPositive();
    assertThat(seen.blindSpots().orElseThrow().blind()).isZero();
  }

  @Test
  void aKindWithoutAPlaceIsNotTried() throws IOException {
    Detectability seen = evaluate(2).detectability().orElseThrow();

    assertThat(curve(seen, DefectKind.CHIPPED_EDGE, 0).points()).isEmpty();
  }

  @Test
  void givesTheSameBytesWithAnyNumberOfThreads() throws IOException {
    String one = JsonReport.of(evaluate(1), Map.of(), false);
    String three = JsonReport.of(evaluate(3), Map.of(), false);

    assertThat(three).isEqualTo(one);
  }

  @Test
  void allReportsShowIt() throws IOException {
    Evaluation evaluation = evaluate(2);

    JsonNode json = new ObjectMapper().readTree(JsonReport.of(evaluation, Map.of(), false));
    JsonNode seen = json.get("detectability");
    assertThat(seen.get("curves")).hasSize(8);
    JsonNode spots = seen.get("curves").get(3);
    assertThat(spots.get("kind").asText()).isEqualTo("spot");
    assertThat(spots.get("contrast").intValue()).isEqualTo(120);
    assertThat(spots.get("reachedPixels").isNumber()).isTrue();
    assertThat(spots.get("points").get(0).get("low").doubleValue()).isBetween(0.0, 1.0);
    assertThat(seen.get("blindSpots").get("cells")).isNotEmpty();
    assertThat(TextReport.of(evaluation)).contains("90 % of spots ≥ ").contains("Blind spots: ");
    assertThat(HtmlReport.of(evaluation, Map.of()))
        .contains("What it can see")
        .contains("map of blind spots");
  }

  @Test
  void theCurvesStayAsTheyAreIfTheBlindSpotsAreLeftOut() throws IOException {
    Padim padim = TinyDataSet.padim().build();
    Detectability all = evaluate(2, padim).detectability().orElseThrow();
    List<Picture> pictures = new ArrayList<>();
    for (Path file : DataSets.read(root, SEED).train()) {
      pictures.add(new ImageDecoder(ImageLimits.DEFAULT).decode(Files.readAllBytes(file)));
    }

    Detector detector =
        new Detector(padim, TinyDataSet.viewer(), padim.model().threshold(), true, detection(2));
    Detectability some = detector.measure(pictures, phases(false));

    assertThat(some.blindSpots()).isEmpty();
    assertThat(some.curves()).isEqualTo(detector.measure(pictures, phases(true)).curves());
    assertThat(some.curves()).hasSameSizeAs(all.curves());
  }

  @Test
  void aFrameThatAsAWholeIsUnlikeTheGoodOnesIsAFalseAlarmWhereTheServiceSaysSo()
      throws IOException {
    Padim padim = TinyDataSet.padim().build();
    evaluate(2, padim);
    List<Picture> pictures = new ArrayList<>();
    pictures.add(Picture.ofRaw(PixelFormat.GRAY8, 40, 40, 0, new byte[1600]));
    for (Path file : DataSets.read(root, SEED).train()) {
      pictures.add(new ImageDecoder(ImageLimits.DEFAULT).decode(Files.readAllBytes(file)));
    }

    assertThat(falseAlarms(padim, true, pictures)).isEqualTo(new Share(1, 8));
    assertThat(falseAlarms(padim, false, pictures)).isEqualTo(new Share(0, 8));
  }

  private static Share falseAlarms(Padim padim, boolean whole, List<Picture> pictures) {
    double high = 1e6;
    return new Detector(padim, TinyDataSet.viewer(), high, whole, detection(2))
        .measure(pictures, phases(false))
        .falseAlarms();
  }

  private static Detector.Progress phases(boolean wanted) {
    return new Detector.Progress() {
      @Override
      public boolean begin(int paintings) {
        return wanted;
      }

      @Override
      public void step() {
        // only the phases matter
      }
    };
  }

  private Evaluation evaluate(int threads) throws IOException {
    return evaluate(threads, TinyDataSet.padim().build());
  }

  private static DetectionSettings detection(int threads) {
    return new DetectionSettings(
        List.of(4, 120), List.of(), DetectionSettings.FRAMES, 4, SEED, threads);
  }

  private Evaluation evaluate(int threads, Padim padim) throws IOException {
    EvaluationSettings settings =
        new EvaluationSettings(
            PixelSize.MAP, 0, 0, SEED, threads, 0, false, Optional.of(detection(threads)));
    return new Evaluator(padim, TinyDataSet.viewer(), ImageLimits.DEFAULT, settings, InFlight.NOOP)
        .run(DataSets.read(root, SEED), EvaluationProgress.NOOP);
  }

  private static DetectionCurve curve(Detectability seen, DefectKind kind, int contrast) {
    return seen.curves().stream()
        .filter(curve -> curve.kind() == kind && curve.contrast() == contrast)
        .findFirst()
        .orElseThrow();
  }
}
