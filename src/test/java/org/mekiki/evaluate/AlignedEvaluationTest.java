package org.mekiki.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.evaluate.EvaluationSettings.PixelSize;
import org.mekiki.evaluate.data.DataSets;
import org.mekiki.evaluate.metric.Figure;
import org.mekiki.evaluate.report.JsonReport;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.InFlight;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimBuilder;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.view.Canvas;
import org.mekiki.view.FrameSize;
import org.mekiki.view.View;
import org.mekiki.view.ViewDraft;
import org.mekiki.view.ViewJson;
import org.mekiki.view.Viewer;
import org.mekiki.view.align.Pose;

/** A set whose parts are aligned, with test images that show none. */
class AlignedEvaluationTest {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final int GOOD = 15;

  @TempDir Path root;

  @Test
  void imagesThatCanNotBeAlignedAreAnomalousAsInOperation() throws Exception {
    TinyDataSet set = new TinyDataSet(root);
    List<Picture> good = new ArrayList<>();
    for (int seed = 0; seed < GOOD; seed++) {
      good.add(draw(seed, true, false));
      set.file("train/good/" + seed + ".png", ImageWriter.png(good.get(seed)));
    }
    for (int seed = 0; seed < 4; seed++) {
      set.file("test/good/" + seed + ".png", ImageWriter.png(draw(100 + seed, true, false)));
      set.file("test/hole/" + seed + ".png", ImageWriter.png(draw(200 + seed, true, true)));
      set.file("test/missing/" + seed + ".png", ImageWriter.png(draw(300 + seed, false, false)));
    }
    set.file("test/good/none.png", ImageWriter.png(draw(400, false, false)));

    Evaluation evaluation = evaluate(good);

    assertThat(evaluation.unreadable()).isEmpty();
    assertThat(evaluation.notes())
        .anyMatch(note -> note.startsWith("5 test images could not be aligned."))
        .anyMatch(note -> note.contains("no part lies in the frame"));
    assertThat(evaluation.classes().get(2).name()).isEqualTo("missing");
    assertThat(evaluation.classes().get(2).anomalous()).isEqualTo(4);
    assertThat(evaluation.classes().get(2).imageAuroc().value())
        .as("above the four aligned good images, level with the other")
        .isEqualTo(0.9);
    assertThat(evaluation.confusion().recall()).isEqualTo(Figure.of(1));
    double largest =
        evaluation.scores().stream()
            .filter(image -> image.item().className().equals("hole"))
            .mapToDouble(Evaluation.ImageScore::score)
            .max()
            .orElseThrow();
    assertThat(evaluation.scores())
        .filteredOn(image -> image.item().className().equals("missing"))
        .extracting(Evaluation.ImageScore::score)
        .containsOnly(Math.max(largest, evaluation.threshold()));
    assertThat(evaluation.examples().falseAlarms().get(0).score().item().image())
        .hasFileName("none.png");
    JsonNode images =
        new ObjectMapper().readTree(JsonReport.of(evaluation, Map.of(), false)).get("images");
    assertThat(images)
        .filteredOn(image -> image.get("notAligned").asText().contains("no part lies in the frame"))
        .as("those without a part, also where the score is another's")
        .hasSize(5)
        .allMatch(image -> image.get("anomalous").booleanValue());
  }

  private Evaluation evaluate(List<Picture> good) throws Exception {
    ViewDraft draft = ViewJson.draft("{\"align\":\"part\",\"input\":[160,64]}".getBytes(UTF_8));
    FrameSize size = new FrameSize(WIDTH, HEIGHT);
    View view =
        draft.resolve(size, draft.learn(size, good), TinyBackbone.BACKBONE.preprocessing().shape());
    Canvas canvas = view.canvas();
    TinyBackbone network = new TinyBackbone(canvas.height(), canvas.width());
    Viewer viewer = Viewer.of(view, new ImagePreprocessor(network.backbone().preprocessing()));
    PadimBuilder builder = Padim.builder(network).dimensions(8).areas(viewer.areas());
    Viewer.Seen seen = viewer.see(good.get(0), (Pose.Found) viewer.locate(good.get(0)));
    viewer.patches(builder.build().embed(seen.tensor()).grid()).ifPresent(builder::patches);
    EvaluationSettings settings =
        new EvaluationSettings(PixelSize.MAP, 0, 0, 5, 2, 4, false, Optional.empty());
    return new Evaluator(builder.build(), viewer, ImageLimits.DEFAULT, settings, InFlight.NOOP)
        .run(DataSets.read(root, 5), EvaluationProgress.NOOP);
  }

  /** A bright bar that lies anywhere, with a hole near one end; a defect is a second hole. */
  private static Picture draw(int seed, boolean part, boolean defective) {
    Random random = new Random(seed);
    double angle = random.nextDouble() * 2 * Math.PI;
    double x = WIDTH / 2.0 + random.nextDouble() * 30 - 15;
    double y = HEIGHT / 2.0 + random.nextDouble() * 30 - 15;
    byte[] pixels = new byte[WIDTH * HEIGHT];
    for (int i = 0; i < pixels.length; i++) {
      double dx = i % WIDTH + 0.5 - x;
      double dy = i / WIDTH + 0.5 - y;
      double along = dx * Math.cos(angle) + dy * Math.sin(angle);
      double across = dy * Math.cos(angle) - dx * Math.sin(angle);
      boolean bar = part && Math.abs(along) < 80 && Math.abs(across) < 22 + along / 10;
      boolean hole = Math.hypot(along - 45, across) < 9;
      boolean defect = defective && Math.hypot(along + 45, across) < 8;
      double value = (bar && !hole && !defect ? 180 : 60) + 3 * random.nextGaussian();
      pixels[i] = (byte) Math.max(0, Math.min(255, value));
    }
    return Picture.ofRaw(PixelFormat.GRAY8, WIDTH, HEIGHT, 0, pixels);
  }
}
