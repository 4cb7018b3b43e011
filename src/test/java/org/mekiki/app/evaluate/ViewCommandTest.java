package org.mekiki.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.app.FakeTerminal;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.Pictures;
import org.mekiki.image.PixelFormat;
import org.mekiki.onnx.TinyGraphs;

class ViewCommandTest {
  private static final int WIDTH = 400;
  private static final int HEIGHT = 300;

  @TempDir Path folder;
  private Path good;
  private final FakeTerminal terminal = new FakeTerminal();

  @BeforeEach
  void draw() throws IOException {
    good = Files.createDirectories(folder.resolve("good"));
    Random random = new Random(1);
    for (int i = 0; i < 3; i++) {
      byte[] pixels = new byte[WIDTH * HEIGHT];
      random.nextBytes(pixels);
      Files.write(
          good.resolve(i + ".png"),
          ImageWriter.png(Picture.ofRaw(PixelFormat.GRAY8, WIDTH, HEIGHT, 0, pixels)));
    }
  }

  @Test
  void showsTheViewWithWhatThePicturesTellOfIt() {
    assertThat(terminal.run("view", "show", good.toString(), "--region", "a=50%,0,128,128"))
        .isZero();

    assertThat(terminal.out())
        .contains(
            "{\"frame\":{\"width\":400,\"height\":300},\"align\":{\"align\":\"none\"},"
                + "\"padding\":\"pad\",\"regions\":[{\"name\":\"a\",\"box\":[200,0,128,128],"
                + "\"input\":[128,128]}],\"ignored\":[]}");
    assertThat(terminal.err())
        .contains("a patch covers 8.0x8.0 pixels of the frame; the smallest defect");
  }

  @Test
  void previewsFramesAndWhatIsSeenOfThemOnOneSheet() throws IOException {
    Path sheet = folder.resolve("sheet.jpg");
    assertThat(
            terminal.run(
                "view",
                "preview",
                good.toString(),
                "--region",
                "a=200,0,128,128",
                "--ignore",
                "200,0,64,64",
                "--count",
                "2",
                "--out",
                sheet.toString()))
        .isZero();

    assertThat(terminal.out()).contains(sheet + ": 2 frames, 0 of them not aligned");
    Picture picture = Pictures.read(sheet);
    assertThat(picture.width()).isEqualTo(2 * 320 + 8);
    assertThat(picture.height()).isEqualTo(2 * 240 + 8);
  }

  @Test
  void looksAtTheDefaultSheetBeforeItBeginsButNotForHelp() throws IOException {
    Path sheet = Files.createDirectory(Path.of("view.jpg"));
    try {
      assertThat(terminal.run("view", "preview", "--help")).isZero();
      assertThat(terminal.out()).contains("The sheet, a JPEG. Default: view.jpg.");
      assertThat(terminal.run("view", "preview", good.toString(), "--region", "0,0,128,128"))
          .isEqualTo(2);
    } finally {
      Files.delete(sheet);
    }
    assertThat(terminal.err())
        .contains("--out is left out, and its default 'view.jpg' can't be written: it is a folder");
  }

  @Test
  void ofADataSetItTakesTheGoodImagesAndNoMasks() throws IOException {
    Path set = folder.resolve("set");
    for (String inside : new String[] {"train/good", "test/bad", "ground_truth/bad"}) {
      Path to = Files.createDirectories(set.resolve(inside));
      boolean mask = inside.startsWith("ground_truth");
      Files.copy(good.resolve("0.png"), to.resolve(mask ? "0_mask.png" : "0.png"));
    }
    Path sheet = folder.resolve("sheet.jpg");

    assertThat(
            terminal.run(
                "view", "preview", set.toString(), "--region", "0,0,128,128", "--out", "" + sheet))
        .isZero();

    assertThat(terminal.out()).contains(sheet + ": 1 frame, 0 of them not aligned");
    assertThat(terminal.err())
        .contains(
            set
                + " is a data set: its good images to train with are taken (1); its test images (1)"
                + " and masks are left out");
  }

  @Test
  void framesThatCantBeAlignedAreListedAndEndItWithOne() {
    assertThat(
            terminal.run(
                "view",
                "preview",
                good.toString(),
                "--align",
                "part",
                "--out",
                folder.resolve("sheet.jpg").toString()))
        .isNotZero();
    assertThat(terminal.err() + terminal.out()).doesNotContain("\tat ");
  }

  @Test
  void tooManyTilesAreToldWithTheOtherFaultsOfTheView() throws IOException {
    Path network = folder.resolve("fixed.onnx");
    Files.write(network, TinyGraphs.fixed().graph().bytes());

    assertThat(
            terminal.run(
                "view",
                "preview",
                good.toString(),
                "--backbone",
                network.toString(),
                "--features",
                "patches",
                "--dimensions",
                "3",
                "--set",
                "padim.backbone.max-tiles=10",
                "--region",
                "out=300,0,200,100",
                "--region",
                "a=0,0,400,300@416x320",
                "--out",
                folder.resolve("sheet.jpg").toString()))
        .isEqualTo(2);

    assertThat(terminal.err())
        .contains("region 'out', 200x100 at (300, 0), reaches beyond the picture of 400x300")
        .contains("up to 10 are valid: choose smaller inputs, fewer regions");
  }

  @Test
  void flagsThatAloneSayNothingAreRefused() {
    assertThat(terminal.run("view", "show", good.toString(), "--padding", "stretch")).isEqualTo(2);
    assertThat(terminal.err()).contains("--padding says how a region fills its input");
    assertThat(terminal.run("view", "show", good.toString(), "--anchor", "0,0,99,99")).isEqualTo(2);
    assertThat(terminal.err())
        .contains("align 'none' has no anchor; 'shift' and 'anchor' have one");
  }

  @Test
  void asksForAViewWhereNoneIsSaid() {
    assertThat(terminal.run("view", "show", good.toString())).isEqualTo(2);
    assertThat(terminal.err())
        .contains("no view is given; use --view, --region, --ignore or --align");
  }
}
