package org.mekiki;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.Pictures;
import org.mekiki.image.PixelFormat;
import org.mekiki.image.file.ImageException;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.padim.Padim;
import org.mekiki.padim.Prediction;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.map.AnomalyMap;

/** What docs/library.md shows compiles, runs and does what it says. */
@Isolated
class LibraryDocTest {
  private static final int SIDE = 48;

  @TempDir private Path folder;

  @Test
  void thePageShowsTheExample() throws IOException {
    String source = Files.readString(Path.of("src/test/java/org/mekiki/LibraryExample.java"));
    String shown = source.substring(source.indexOf("import "));
    assertThat(Files.readString(Path.of("docs/library.md"))).contains("```java\n" + shown + "```");
    String body = shown.substring(shown.indexOf("    try ("), shown.lastIndexOf("    }"));
    assertThat(body.lines()).as("statements").hasSizeLessThanOrEqualTo(15);
  }

  @Test
  void theExampleFindsADefect() throws IOException {
    Random random = new Random(8);
    for (int i = 0; i < 12; i++) {
      draw("good/" + i + ".png", random, false);
      draw("validation/" + i + ".png", random, false);
    }
    draw("part.png", random, true);

    String printed = printedBy(() -> LibraryExample.main(new String[] {folder.toString()}));

    try (FeatureExtractor network = new OnnxFeatureExtractor(Backbones.builtIn())) {
      Padim padim = Padim.load(folder.resolve("part.padim"), network);
      ImagePreprocessor input = new ImagePreprocessor(network.backbone().preprocessing());
      Prediction prediction = padim.predict(input.apply(read("part.png")));
      double score = prediction.score();
      assertThat(at(prediction.map(), 34, 20)).isGreaterThan(5 * at(prediction.map(), 4, 40));
      double good = padim.predict(input.apply(read("validation/3.png"))).score();
      assertThat(printed)
          .isEqualToIgnoringNewLines(String.format(Locale.ROOT, "anomaly value %.3f", score));
      assertThat(score).isGreaterThan(padim.model().threshold()).isGreaterThan(2 * good);
    }
    Picture overlay = read("part-heatmap.jpg");
    assertThat(overlay.width()).isEqualTo(SIDE);
    assertThat(overlay.sample(34, 20, 0)).as("red in the hole").isGreaterThan(40);
    assertThat(overlay.sample(34, 20, 2)).as("blue in the hole").isLessThan(20);
  }

  @Test
  void aFileWithoutAPictureIsNamed() throws IOException {
    draw("good/1.png", new Random(1), false);
    Files.writeString(folder.resolve("good/2.txt"), "no picture");
    try (FeatureExtractor network = new OnnxFeatureExtractor(Backbones.builtIn())) {
      ImagePreprocessor input = new ImagePreprocessor(network.backbone().preprocessing());
      Padim padim = Padim.builder(network).build();
      assertThatThrownBy(() -> padim.train(Pictures.tensors(folder.resolve("good"), input)))
          .isInstanceOf(ImageException.class)
          .hasMessageStartingWith(folder.resolve("good/2.txt") + ": ");
    }
  }

  /** The map where a pixel of the picture is. */
  private static float at(AnomalyMap map, int x, int y) {
    return map.values()[y * map.height() / SIDE * map.width() + x * map.width() / SIDE];
  }

  private interface Program {
    void run() throws IOException;
  }

  private static String printedBy(Program program) throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(before);
    }
    return printed.toString(UTF_8);
  }

  private Picture read(String name) throws IOException {
    return Pictures.read(folder.resolve(name));
  }

  private void draw(String name, Random random, boolean defective) throws IOException {
    byte[] pixels = new byte[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      int x = i % SIDE - 34;
      int y = i / SIDE - 20;
      boolean hole = defective && x * x + y * y < 40;
      pixels[i] = (byte) (hole ? 20 : 110 + (i % SIDE / 8 % 2) * 20 + random.nextInt(10));
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Picture picture = Picture.ofRaw(PixelFormat.GRAY8, SIDE, SIDE, SIDE, pixels);
    Files.write(file, ImageWriter.png(picture));
  }
}
