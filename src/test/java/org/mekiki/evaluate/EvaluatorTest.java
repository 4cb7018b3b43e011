package org.mekiki.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.evaluate.Evaluation.ClassResult;
import org.mekiki.evaluate.Evaluation.Unreadable;
import org.mekiki.evaluate.EvaluationSettings.PixelSize;
import org.mekiki.evaluate.data.DataSetException;
import org.mekiki.evaluate.data.DataSets;
import org.mekiki.evaluate.data.TestItem;
import org.mekiki.evaluate.metric.Confusion;
import org.mekiki.evaluate.metric.F1OnceLabelled;
import org.mekiki.evaluate.metric.Figure;
import org.mekiki.evaluate.report.JsonReport;
import org.mekiki.evaluate.report.TextReport;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.InFlight;
import org.mekiki.inspect.InFlightFile;
import org.mekiki.padim.threshold.Thresholds;

class EvaluatorTest {
  private static final long SEED = 5;

  @TempDir Path root;
  private TinyDataSet set;

  @BeforeEach
  void prepare() {
    set = new TinyDataSet(root);
  }

  @Test
  void findsTheDefectsOfAnEasySet() throws IOException {
    set.write(20, 6, 5, "blob", "spot");

    Evaluation evaluation = evaluate(settings(PixelSize.MAP, 2));

    assertThat(evaluation.image().auroc()).isEqualTo(Figure.of(1));
    assertThat(evaluation.pixel().auroc().value()).isGreaterThan(0.9);
    assertThat(evaluation.pixel().aupro().value()).isGreaterThan(0.6);
    assertThat(evaluation.pixel().regions()).isEqualTo(10);
    assertThat(evaluation.pixel().pixels()).isEqualTo(16L * 32 * 32);
    assertThat(evaluation.confusion().recall()).isEqualTo(Figure.of(1));
    assertThat(evaluation.scores()).hasSize(16);
    assertThat(evaluation.trainImages()).isEqualTo(20);
    assertThat(evaluation.framesPerSecond()).isPositive();
    assertThat(evaluation.unreadable()).isEmpty();
    assertThat(evaluation.notes()).isEmpty();
    assertThat(evaluation.classes())
        .extracting(ClassResult::name)
        .containsExactly("good", "blob", "spot");
    assertThat(evaluation.classes().get(1).regions()).isEqualTo(5);
    assertThat(evaluation.examples().misses()).hasSize(4);
  }

  @Test
  void namesImagesThatAreAnomalousOnlyForWhatTheyAreLikeAsAWhole() throws IOException {
    set.write(20, 3, 2, "blob");
    set.file(
        "test/good/covered.png",
        ImageWriter.png(Picture.ofRaw(PixelFormat.GRAY8, 40, 40, 0, new byte[1600])));
    double high = 1e6;

    Evaluation evaluation =
        new Evaluator(
                TinyDataSet.padim().threshold(Thresholds.manual(high)).build(),
                TinyDataSet.viewer(),
                ImageLimits.DEFAULT,
                settings(PixelSize.MAP, 2),
                InFlight.NOOP)
            .run(DataSets.read(root, SEED), EvaluationProgress.NOOP);

    assertThat(evaluation.scores())
        .filteredOn(image -> image.score() >= high)
        .singleElement()
        .satisfies(
            image -> {
              assertThat(image.item().image()).hasFileName("covered.png");
              assertThat(image.score()).isEqualTo(high);
            });
    assertThat(evaluation.notes())
        .singleElement()
        .asString()
        .startsWith(
            "1 test image is anomalous only for what the whole picture is like; the threshold is"
                + " its score: covered.png: the picture is far darker than the good ones: its mean"
                + " grey level is 0.0, theirs are 11");
    JsonNode images =
        new ObjectMapper().readTree(JsonReport.of(evaluation, Map.of(), false)).get("images");
    assertThat(images)
        .filteredOn(image -> !image.get("unlike").isNull())
        .singleElement()
        .satisfies(
            image -> {
              assertThat(image.get("file").asText()).isEqualTo("test/good/covered.png");
              assertThat(image.get("unlike").asText()).startsWith("the picture is far darker");
              assertThat(image.get("notAligned").isNull()).isTrue();
            });
  }

  @Test
  void givesTheSameBytesWithAnyNumberOfThreads() throws IOException {
    set.write(20, 6, 5, "blob", "spot");

    String one = JsonReport.of(evaluate(settings(PixelSize.MAP, 1)), Map.of(), false);
    String four = JsonReport.of(evaluate(settings(PixelSize.MAP, 4)), Map.of(), false);

    assertThat(four).isEqualTo(one);
  }

  @Test
  void masksAsJpegsAndInSeveralFilesGiveTheSameRegions() throws IOException {
    set.write(20, 4, 2, "blob");
    Path masks = root.resolve("ground_truth/blob");
    Picture first = new ImageDecoder(ImageLimits.DEFAULT).decode(read(masks, "0_mask.png"));
    Files.delete(masks.resolve("0_mask.png"));
    set.file("ground_truth/blob/0_mask.jpg", ImageWriter.jpeg(first, 60));
    Picture second = new ImageDecoder(ImageLimits.DEFAULT).decode(read(masks, "1_mask.png"));
    Files.delete(masks.resolve("1_mask.png"));
    byte[] upper = second.toBytes();
    byte[] lower = upper.clone();
    int half = rowInTheMiddle(upper, second.width()) * second.width();
    Arrays.fill(upper, half, upper.length, (byte) 0);
    Arrays.fill(lower, 0, half, (byte) 0);
    set.file("ground_truth/blob/1/000.png", png(second, upper));
    set.file("ground_truth/blob/1/001.png", png(second, lower));

    Evaluation evaluation = evaluate(settings(PixelSize.OWN, 2));

    assertThat(evaluation.unreadable()).isEmpty();
    assertThat(evaluation.pixel().regions()).isEqualTo(2);
    assertThat(evaluation.pixel().defectivePixels())
        .isCloseTo(2 * 12 * 12, Percentage.withPercentage(5));
  }

  private static byte[] read(Path folder, String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  private static byte[] png(Picture like, byte[] pixels) {
    return ImageWriter.png(
        Picture.ofRaw(PixelFormat.GRAY8, like.width(), like.height(), like.width(), pixels));
  }

  private static int rowInTheMiddle(byte[] mask, int width) {
    int sum = 0;
    int count = 0;
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] != 0) {
        sum += i / width;
        count++;
      }
    }
    return sum / count;
  }

  @Test
  void comparesPixelsAtTheImagesOwnSize() throws IOException {
    set.write(20, 6, 5, "blob");

    Evaluation evaluation = evaluate(settings(PixelSize.OWN, 2));

    assertThat(evaluation.pixelSize())
        .isEqualTo("each image's own size, maps resized to it bilinearly");
    assertThat(evaluation.pixel().pixels()).isGreaterThan(11L * 32 * 32);
    assertThat(evaluation.pixel().defectivePixels()).isEqualTo(5 * 12 * 12);
    assertThat(evaluation.pixel().auroc().value()).isGreaterThan(0.9);
  }

  @Test
  void holdsOutImagesToCalibrate() throws IOException {
    set.write(20, 10, 10, "blob");

    Evaluation evaluation =
        new Evaluator(
                TinyDataSet.padim().threshold(new F1OnceLabelled(0.01)).build(),
                TinyDataSet.viewer(),
                ImageLimits.DEFAULT,
                new EvaluationSettings(
                    PixelSize.MAP, 0.25, 0.4, SEED, 2, 0, false, Optional.empty()),
                InFlight.NOOP)
            .run(DataSets.read(root, SEED), EvaluationProgress.NOOP);

    assertThat(evaluation.trainImages()).isEqualTo(15);
    assertThat(evaluation.calibration())
        .isEqualTo("9 held-out good and 4 labelled defective images");
    assertThat(evaluation.scores()).hasSize(12);
    assertThat(evaluation.confusion()).isEqualTo(new Confusion(6, 0, 6, 0));
  }

  @Test
  void listsUnreadableFilesAndEvaluatesTheOthers() throws IOException {
    set.write(20, 4, 3, "blob");
    set.file("train/good/broken.png", new byte[] {1, 2, 3});
    set.file("test/good/empty.jpg", new byte[0]);
    set.file("ground_truth/blob/0_mask.png", new byte[] {'x'});
    Files.copy(root.resolve("ground_truth/blob/2_mask.png"), root.resolve("other.png"));
    Files.delete(root.resolve("ground_truth/blob/1_mask.png"));
    Files.copy(root.resolve("train/good/0.png"), root.resolve("ground_truth/blob/1_mask.png"));

    Evaluation evaluation = evaluate(settings(PixelSize.MAP, 2));

    assertThat(evaluation.trainImages()).isEqualTo(20);
    assertThat(evaluation.scores()).hasSize(7);
    assertThat(evaluation.unreadable())
        .extracting(Unreadable::file)
        .containsExactly(
            root.resolve("train/good/broken.png"),
            root.resolve("ground_truth/blob/0_mask.png"),
            root.resolve("ground_truth/blob/1_mask.png"),
            root.resolve("test/good/empty.jpg"));
    assertThat(evaluation.unreadable().get(2).reason()).startsWith("the mask is ");
    assertThat(evaluation.pixel().regions()).isEqualTo(1);
    assertThat(evaluation.notes())
        .containsExactly(
            "2 of 3 defective images have no usable mask: pixel figures leave them out.",
            "4 files could not be used; the figures are over the others.");
  }

  @Test
  void computesPixelFiguresOverTheImagesThatHaveMasks() throws IOException {
    set.write(20, 4, 3, "blob");
    Files.delete(root.resolve("ground_truth/blob/1_mask.png"));

    Evaluation evaluation = evaluate(settings(PixelSize.MAP, 2));

    assertThat(evaluation.pixel().regions()).isEqualTo(2);
    assertThat(evaluation.unreadable()).isEmpty();
    assertThat(evaluation.notes())
        .containsExactly(
            "1 of 3 defective images have no usable mask: pixel figures leave them out.");
  }

  @Test
  void evaluatesASetWithoutDefects() throws IOException {
    set.write(20, 4, 0);

    Evaluation evaluation = evaluate(settings(PixelSize.MAP, 2));

    assertThat(evaluation.image().auroc().reason())
        .isEqualTo("the test set has no defective image");
    assertThat(evaluation.pixel().aupro().reason())
        .isEqualTo("the test set has no defective image");
    assertThat(evaluation.confusion().falseAlarmRate().defined()).isTrue();
    assertThat(evaluation.classes()).hasSize(1);
    assertThat(TextReport.of(evaluation))
        .contains("AUPRO: none, the test set has no defective image");
  }

  @Test
  void evaluatesASetWithoutMasks() throws IOException {
    set.write(20, 4, 3, "blob");
    for (int i = 0; i < 3; i++) {
      Files.delete(root.resolve("ground_truth/blob/" + i + "_mask.png"));
    }

    Evaluation evaluation = evaluate(settings(PixelSize.MAP, 2));

    assertThat(evaluation.image().auroc().defined()).isTrue();
    assertThat(evaluation.pixel().auroc().reason()).isEqualTo("no defective image has a mask");
    assertThat(evaluation.classes().get(1).aupro().reason())
        .isEqualTo("no defective image has a mask");
  }

  @Test
  void evaluatesOneTestImage() throws IOException {
    set.write(20, 0, 1, "blob");

    Evaluation evaluation = evaluate(settings(PixelSize.MAP, 2));

    assertThat(evaluation.image().auroc().reason()).isEqualTo("the test set has no good image");
    assertThat(evaluation.pixel().auroc().value()).isGreaterThan(0.9);
    assertThat(evaluation.confusion()).isEqualTo(new Confusion(1, 0, 0, 0));
  }

  @Test
  void refusesToTrainWithTooFewImages() throws IOException {
    set.write(1, 2, 1, "blob");
    set.file("train/good/x.png", new byte[] {1});

    assertThatThrownBy(() -> evaluate(settings(PixelSize.MAP, 2)))
        .isInstanceOf(DataSetException.class)
        .hasMessageStartingWith(
            "data set " + root + " can't be trained with, 1 of its 2 images were read: ")
        .hasMessageContaining("x.png");
  }

  @Test
  void leavesOutFilesThatKilledTheRunTwiceAndNamesThem() throws IOException {
    set.write(20, 6, 5, "blob");
    InFlightFile inFlight = new InFlightFile(root.resolve("state"));
    for (String killer : List.of("train/good/3.png", "test/blob/1.png")) {
      String name = GuardedWork.name(root.resolve(killer));
      for (int death = 0; death < InFlight.DEATHS; death++) {
        assertThatThrownBy(() -> inFlight.work(name, EvaluatorTest::die))
            .isInstanceOf(OutOfMemoryError.class);
      }
    }
    Evaluator evaluator =
        new Evaluator(
            TinyDataSet.padim().build(),
            TinyDataSet.viewer(),
            ImageLimits.DEFAULT,
            settings(PixelSize.MAP, 2),
            inFlight);

    Evaluation evaluation = evaluator.run(DataSets.read(root, SEED), EvaluationProgress.NOOP);

    assertThat(evaluation.unreadable())
        .extracting(Unreadable::file)
        .containsExactly(root.resolve("train/good/3.png"), root.resolve("test/blob/1.png"));
    assertThat(evaluation.unreadable())
        .allSatisfy(
            file ->
                assertThat(file.reason())
                    .startsWith("the process died 2 times while it worked on " + file.file()));
    assertThat(evaluation.trainImages()).isEqualTo(19);
    assertThat(evaluation.scores()).hasSize(10);
  }

  private static String die() {
    throw new OutOfMemoryError("planned");
  }

  @Test
  void tellsHowFarItIs() throws IOException {
    set.write(5, 2, 1, "blob");
    List<String> told = new ArrayList<>();

    new Evaluator(
            TinyDataSet.padim().build(),
            TinyDataSet.viewer(),
            ImageLimits.DEFAULT,
            settings(PixelSize.MAP, 2),
            InFlight.NOOP)
        .run(
            DataSets.read(root, SEED),
            new EvaluationProgress() {
              @Override
              public void begin(String phase, int images) {
                told.add(phase + " " + images);
              }

              @Override
              public void step() {
                told.add(".");
              }
            });

    assertThat(String.join("", told)).isEqualTo("train 5.....score 3...paint 3...");
  }

  @Test
  void refusesSettingsOutOfRange() {
    assertThatThrownBy(
            () -> new EvaluationSettings(PixelSize.MAP, 1, 0, 1, 1, 0, false, Optional.empty()))
        .hasMessage("validation 1.0 is not valid: it must be at least 0 and below 1");
    assertThatThrownBy(
            () -> new EvaluationSettings(PixelSize.MAP, 0, -0.1, 1, 1, 0, false, Optional.empty()))
        .hasMessageContaining("labelledValidation -0.1");
    assertThatThrownBy(
            () -> new EvaluationSettings(PixelSize.MAP, 0, 0, 1, 0, 0, false, Optional.empty()))
        .hasMessage("threads 0: at least 1 is valid");
    assertThatThrownBy(
            () -> new EvaluationSettings(PixelSize.MAP, 0, 0, 1, 1, -1, false, Optional.empty()))
        .hasMessage("examples -1: 0 or more is valid");
    assertThatThrownBy(
            () -> new TestItem(root, "good", false, Optional.of(root.resolve("mask.png"))))
        .hasMessageContaining("has a mask");
  }

  private Evaluation evaluate(EvaluationSettings settings) {
    return new Evaluator(
            TinyDataSet.padim().build(),
            TinyDataSet.viewer(),
            ImageLimits.DEFAULT,
            settings,
            InFlight.NOOP)
        .run(DataSets.read(root, SEED), EvaluationProgress.NOOP);
  }

  private static EvaluationSettings settings(PixelSize pixelSize, int threads) {
    return new EvaluationSettings(pixelSize, 0, 0, SEED, threads, 4, false, Optional.empty());
  }
}
