package org.mekiki.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.image.file.ImageLimits;
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

/** A part that lies anywhere at any angle, seen through a view that aligns it. */
class AlignedInspectionTest {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final int GOOD = 30;
  private static final double HOLE_AT = 45;

  private static InspectionModel model;

  @BeforeAll
  static void teach() {
    List<Picture> good = new ArrayList<>();
    for (int seed = 0; seed < GOOD; seed++) {
      good.add(picture(draw(seed, false)));
    }
    ViewDraft draft = ViewJson.draft("{\"align\":\"part\",\"input\":[160,64]}".getBytes(UTF_8));
    FrameSize size = new FrameSize(WIDTH, HEIGHT);
    View view =
        draft.resolve(size, draft.learn(size, good), TinyBackbone.BACKBONE.preprocessing().shape());
    Canvas canvas = view.canvas();
    TinyBackbone network = new TinyBackbone(canvas.height(), canvas.width());
    Viewer viewer = Viewer.of(view, new ImagePreprocessor(network.backbone().preprocessing()));
    PadimBuilder builder = Padim.builder(network).dimensions(8).areas(viewer.areas());
    Padim unmasked = builder.build();
    viewer
        .patches(unmasked.embed(see(viewer, good.get(0)).tensor()).grid())
        .ifPresent(builder::patches);
    Padim padim = builder.build();
    padim.train(good.stream().map(picture -> see(viewer, picture).tensor()).toList());
    model =
        new InspectionModel(
            "cam",
            1,
            padim.model().threshold(),
            padim,
            viewer,
            org.mekiki.model.TaughtPictures.UNKNOWN);
  }

  private static Viewer.Seen see(Viewer viewer, Picture picture) {
    return viewer.see(picture, (Pose.Found) viewer.locate(picture));
  }

  @Test
  void aDefectIsFoundWhereItLiesOnTheTurnedPart() {
    for (int seed = 100; seed < 110; seed++) {
      Inspection bad = inspector(PictureRules.DEFAULT).inspect(frame(draw(seed, true)), model);
      double[] spot = place(seed, -HOLE_AT, 0);

      assertThat(bad.anomalous()).as("seed %d", seed).isTrue();
      assertThat(bad.notAligned()).isEmpty();
      assertThat(bad.regions())
          .as("seed %d, defect at %s, %s", seed, spot[0], spot[1])
          .anyMatch(
              r ->
                  r.x() <= spot[0]
                      && r.x() + r.width() >= spot[0]
                      && r.y() <= spot[1]
                      && r.y() + r.height() >= spot[1]);
    }
  }

  @Test
  void aligningIsAStageOfItsOwn() {
    StageTimes times =
        inspector(PictureRules.DEFAULT).inspect(frame(draw(3, false)), model).times();

    assertThat(times.align()).isPositive();
    assertThat(times.total())
        .isEqualTo(
            times.decode()
                + times.align()
                + times.backbone()
                + times.mahalanobis()
                + times.map()
                + times.heatmap());
  }

  @Test
  void aFrameWithoutThePartIsAnomalousAndSaysWhy() {
    byte[] empty = new byte[WIDTH * HEIGHT];
    java.util.Arrays.fill(empty, (byte) 60);

    Inspection inspection = inspector(PictureRules.DEFAULT).inspect(frame(empty), model);

    assertThat(inspection.anomalous()).isTrue();
    assertThat(inspection.notAligned()).get().asString().contains("part");
    assertThat(inspection.score()).isEqualTo(inspection.threshold());
    assertThat(inspection.regions()).isEmpty();
    assertThat(inspection.times().align()).isPositive();
    assertThat(inspection.times().backbone()).isZero();
  }

  @Test
  void orItIsADeadLetterBySetting() {
    PictureRules strict =
        new PictureRules(
            Map.of(),
            PictureRules.OtherShape.DEAD_LETTER,
            PictureRules.NotAligned.DEAD_LETTER,
            PictureRules.Unlike.ANOMALOUS);
    byte[] empty = new byte[WIDTH * HEIGHT];

    assertThatThrownBy(() -> inspector(strict).inspect(frame(empty), model))
        .isInstanceOfSatisfying(
            UnscorableException.class,
            e -> assertThat(e.rejection()).isEqualTo(Rejection.NOT_ALIGNED));
  }

  private static Inspector inspector(PictureRules rules) {
    return new Inspector(new ImageDecoder(ImageLimits.DEFAULT), 8, CameraThresholds.NONE, rules);
  }

  private static Frame frame(byte[] pixels) {
    return new Frame(
        "cam",
        "id",
        "cam",
        Instant.EPOCH,
        OptionalLong.empty(),
        new Frame.Encoded(ImageWriter.png(picture(pixels))),
        Map.of());
  }

  private static Picture picture(byte[] pixels) {
    return Picture.ofRaw(PixelFormat.GRAY8, WIDTH, HEIGHT, 0, pixels);
  }

  /** Where a point of the part lies on the frame. */
  private static double[] place(int seed, double along, double across) {
    Random random = new Random(seed);
    double angle = random.nextDouble() * 2 * Math.PI;
    double x = WIDTH / 2.0 + random.nextDouble() * 30 - 15;
    double y = HEIGHT / 2.0 + random.nextDouble() * 30 - 15;
    return new double[] {
      x + along * Math.cos(angle) - across * Math.sin(angle),
      y + along * Math.sin(angle) + across * Math.cos(angle),
      angle
    };
  }

  /** A bright bar with a hole near one end and a tapered other end; a defect is a second hole. */
  private static byte[] draw(int seed, boolean defective) {
    double[] middle = place(seed, 0, 0);
    double cos = Math.cos(middle[2]);
    double sin = Math.sin(middle[2]);
    Random noise = new Random(seed * 31L);
    byte[] pixels = new byte[WIDTH * HEIGHT];
    for (int i = 0; i < pixels.length; i++) {
      double dx = i % WIDTH + 0.5 - middle[0];
      double dy = i / WIDTH + 0.5 - middle[1];
      double along = dx * cos + dy * sin;
      double across = dy * cos - dx * sin;
      boolean part = Math.abs(along) < 80 && Math.abs(across) < 22 + along / 10;
      boolean hole = Math.hypot(along - HOLE_AT, across) < 9;
      boolean defect = defective && Math.hypot(along + HOLE_AT, across) < 8;
      double value = (part && !hole && !defect ? 180 : 60) + 3 * noise.nextGaussian();
      pixels[i] = (byte) Math.max(0, Math.min(255, value));
    }
    return pixels;
  }
}
