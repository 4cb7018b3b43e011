package org.mekiki.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.app.FakeTerminal;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.onnx.network.Architecture;
import org.mekiki.onnx.network.RandomWeights;
import org.mekiki.onnx.network.ResNet;
import org.mekiki.onnx.network.VisionTransformer;
import org.mekiki.terminal.ExitCodes;

/** {@code mekiki evaluate} with the built-in backbone on a set drawn here. */
class EvaluateCommandTest {
  private static final int SIDE = 64;

  @TempDir static Path folder;
  private static Path set;

  private final FakeTerminal terminal = new FakeTerminal();

  @BeforeAll
  static void draw() throws IOException {
    set = folder.resolve("plate");
    Random random = new Random(3);
    for (int i = 0; i < 8; i++) {
      write("train/good/" + i + ".png", random, false);
    }
    for (int i = 0; i < 3; i++) {
      write("test/good/" + i + ".png", random, false);
      write("test/hole/" + i + ".png", random, true);
      byte[] mask = new byte[SIDE * SIDE];
      for (int pixel = 0; pixel < mask.length; pixel++) {
        mask[pixel] = (byte) (inHole(pixel) ? 255 : 0);
      }
      save("ground_truth/hole/" + i + "_mask.png", mask);
    }
  }

  private static void write(String name, Random random, boolean defective) throws IOException {
    byte[] pixels = new byte[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      int value = 120 + (i % SIDE / 8 % 2) * 20 + random.nextInt(10);
      pixels[i] = (byte) (defective && inHole(i) ? 20 : value);
    }
    save(name, pixels);
  }

  private static boolean inHole(int pixel) {
    int x = pixel % SIDE - 40;
    int y = pixel / SIDE - 24;
    return x * x + y * y < 80;
  }

  private static void save(String name, byte[] pixels) throws IOException {
    Path file = set.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, ImageWriter.png(Picture.ofRaw(PixelFormat.GRAY8, SIDE, SIDE, SIDE, pixels)));
  }

  @Test
  void refusesGoodPicturesOfAFrozenCameraInOneSentence() throws IOException {
    Path frozen = folder.resolve("frozen");
    for (String part : List.of("good", "bad")) {
      Files.createDirectories(frozen.resolve(part));
    }
    for (int i = 0; i < 8; i++) {
      Files.copy(set.resolve("train/good/0.png"), frozen.resolve("good/" + i + ".png"));
    }
    Files.copy(set.resolve("test/hole/0.png"), frozen.resolve("bad/0.png"));

    assertThat(evaluate(frozen)).isEqualTo(ExitCodes.FAILED);
    assertThat(terminal.err())
        .contains("good frames are the same picture; is the camera frozen?")
        .doesNotContain("Exception", "\tat ");
  }

  @Test
  void automaticDimensionsOfFewImagesScoreAs200() throws IOException {
    Path fixed = folder.resolve("200.json");
    Path automatic = folder.resolve("auto.json");

    assertThat(dimensions("200", fixed)).isZero();
    assertThat(terminal.err()).doesNotContain("automatic");
    assertThat(dimensions("auto", automatic)).isZero();

    assertThat(terminal.err())
        .contains(
            "dimensions are automatic: 200 of 695 features of each patch; with 300 good frames or"
                + " more, up to 400");
    assertThat(Files.readString(automatic))
        .contains("stratified, automatically 200 of 695 features")
        .isEqualTo(
            Files.readString(fixed)
                .replace("stratified, 200 of", "stratified, automatically 200 of"));
  }

  @Test
  void nothingIsAutomaticAboutAllFeatures() throws IOException {
    Path json = folder.resolve("all.json");

    assertThat(dimensions("auto", json, "--reduction", "all")).isZero();

    assertThat(terminal.err()).doesNotContain("automatic");
    assertThat(Files.readString(json))
        .contains("all, 695 of 695 features")
        .doesNotContain("automatic");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "Auto", "automatic", "10001", "1.5", ""})
  void saysWhichDimensionsAreValid(String dimensions) {
    assertThat(terminal.run("evaluate", set.toString(), "--dimensions", dimensions)).isEqualTo(2);
    assertThat(terminal.err())
        .contains("padim.dimensions")
        .contains("auto, or a whole number from 1 to 10000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.4"})
  void namesTheGoodPictureOfACoveredLens(String validation) throws IOException {
    Path covered = folder.resolve("covered-" + validation);
    copy(covered);
    Path json = folder.resolve("covered.json");
    byte[] black =
        ImageWriter.png(Picture.ofRaw(PixelFormat.GRAY8, SIDE, SIDE, SIDE, new byte[SIDE * SIDE]));
    Files.write(covered.resolve("train/good/3.png"), black);

    assertThat(evaluate(covered, "--validation", validation, "--json", json.toString())).isZero();

    assertThat(terminal.out())
        .contains("a black picture would pass as good")
        .contains("look at train/good/3.png, and if the lens was covered");
    assertThat(new ObjectMapper().readTree(json.toFile()).toString())
        .contains("look at train/good/3.png, and if");
  }

  private static void copy(Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(set)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path copy = to.resolve(set.relativize(file).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
  }

  private int dimensions(String dimensions, Path json, String... flags) {
    List<String> words =
        new ArrayList<>(List.of("evaluate", set.toString(), "--grid", "7x7", "--json"));
    words.addAll(List.of(json.toString(), "--dimensions", dimensions));
    words.addAll(List.of(flags));
    return terminal.run(words.toArray(String[]::new));
  }

  private int evaluate(Path data, String... flags) {
    return terminal.run(arguments(data, flags));
  }

  private static String[] arguments(Path data, String... flags) {
    List<String> arguments =
        new ArrayList<>(
            List.of("evaluate", data.toString(), "--dimensions", "20", "--grid", "14x14"));
    arguments.addAll(List.of(flags));
    return arguments.toArray(new String[0]);
  }

  @Test
  void printsWritesAndRepeatsTheFigures() throws IOException {
    Path json = folder.resolve("a.json");
    Path again = folder.resolve("b.json");
    Path report = folder.resolve("a.html");

    assertThat(evaluate(set, "--json", json.toString(), "--report", report.toString())).isZero();
    assertThat(evaluate(set, "--json", again.toString(), "--threads", "3")).isZero();

    assertThat(terminal.out()).contains("image   AUROC 1.000", "hole");
    assertThat(terminal.err()).contains("score: 6 of 6");
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(figures.get("imageAuroc").doubleValue()).isEqualTo(1);
    assertThat(figures.get("pixelAuroc").doubleValue()).isGreaterThan(0.9);
    assertThat(figures.get("framesPerSecond").isNull()).isTrue();
    assertThat(figures.get("settings").get("grid").asText()).isEqualTo("14x14");
    assertThat(figures.get("settings").get("reduction").asText())
        .startsWith("stratified, 20 of ")
        .endsWith(", seed 1024");
    assertThat(json).hasSameBinaryContentAs(again);
    assertThat(report).content().contains("Worst misses", "built-in");
  }

  @Test
  void twoNetworksAreOneModel() throws IOException {
    Path json = folder.resolve("pair.json");
    String square = "built-in+" + network("square", new ResNet(List.of(1, 1, 1), false, 4, 4), 64);
    assertThat(evaluate(set, "--backbone", square, "--json", json.toString())).isZero();
    JsonNode settings = new ObjectMapper().readTree(json.toFile()).get("settings");
    assertThat(settings.get("backbone").asText()).isEqualTo("built-in+square.onnx");
    assertThat(settings.get("reduction").asText()).startsWith("stratified, 40 of ");

    assertThat(
            terminal.run(
                ("evaluate " + set + " --grid 7x7 --dimensions auto --backbone " + square)
                    .split(" ")))
        .isZero();
    assertThat(terminal.err())
        .containsPattern(
            "automatic: 2\\d\\d of \\d+ features of each patch; with 300 good frames or more, up"
                + " to 4\\d\\d");

    assertThat(evaluate(set, "--backbone", square, "--threshold", "chi-square")).isEqualTo(2);
    assertThat(terminal.err()).contains("no theory for the distances of two networks");
    assertThat(evaluate(set, "--backbone", square, "--reduction", "semi-orthogonal")).isEqualTo(2);
    assertThat(terminal.err()).contains("which mixes features; two networks are learned apart");
  }

  @ParameterizedTest
  @ValueSource(strings = {"teach", "train", "score"})
  void servicesSayThatOnlyEvaluateTakesTwoNetworks(String command) throws IOException {
    String both = "built-in+" + network("two", new ResNet(List.of(1, 1, 1), false, 4, 4), 64);
    List<String> line = new ArrayList<>(List.of(command, "--bootstrap", "localhost:9"));
    line.addAll(List.of("--backbone", both));
    if (command.equals("teach")) {
      line.addAll(List.of(set.toString(), "--model", "plate"));
    }

    assertThat(terminal.run(line.toArray(new String[0]))).isEqualTo(2);
    assertThat(terminal.err())
        .contains("padim.backbone is '" + both + "', but only evaluate takes two networks today");
  }

  /** The positions of a transformer are for one size, and the built-in network can't take it. */
  @Test
  void twoNetworksNeedASizeThatBothCanTake() throws IOException {
    Architecture.Builder fixed =
        new VisionTransformer(12, 4, 3, 16, 80, VisionTransformer.Training.LABELS, 0);

    assertThat(evaluate(set, "--backbone", "built-in+" + network("fixed", fixed, 80))).isEqualTo(2);
    assertThat(terminal.err())
        .contains(
            "two networks need one size: backbone 'fixed.onnx' takes pictures of 80x80 and can't"
                + " take 224x224: ",
            "backbone 'built-in' takes pictures of 224x224 and can't take 80x80: ");
  }

  private static Path network(String name, Architecture.Builder builder, int side)
      throws IOException {
    Path file = folder.resolve(name + ".onnx");
    return Files.write(file, builder.build(name, new RandomWeights(1), side));
  }

  /** Arabic digits, a Turkish I, a decimal comma. */
  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "tr-TR", "de-DE"})
  void printsAndWritesTheSameInEveryLanguage(String language) throws IOException {
    Path json = folder.resolve("root.json");
    Path report = folder.resolve("root.html");
    Path ownJson = folder.resolve(language + ".json");
    Path ownReport = folder.resolve(language + ".html");
    assertThat(evaluate(set, "--json", json.toString(), "--report", report.toString())).isZero();
    Locale before = Locale.getDefault();
    FakeTerminal own = new FakeTerminal();
    try {
      Locale.setDefault(Locale.forLanguageTag(language));
      assertThat(
              own.run(
                  arguments(set, "--json", ownJson.toString(), "--report", ownReport.toString())))
          .isZero();
    } finally {
      Locale.setDefault(before);
    }

    assertThat(withoutRate(own.out())).isEqualTo(withoutRate(terminal.out()));
    assertThat(ownJson).hasSameTextualContentAs(json);
    assertThat(withoutRate(Files.readString(ownReport)))
        .isEqualTo(withoutRate(Files.readString(report)));
  }

  private static String withoutRate(String text) {
    return text.replaceAll("[0-9.]+ (images )?a second", "a second");
  }

  @Test
  void writesTheRateWhenAsked() throws IOException {
    Path json = folder.resolve("timed.json");

    assertThat(evaluate(set, "--json", json.toString(), "--timing")).isZero();

    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(figures.get("framesPerSecond").doubleValue()).isPositive();
  }

  @Test
  void takesThePapersSettingsAndFlagsOverThem() throws IOException {
    Path json = folder.resolve("paper.json");

    assertThat(
            terminal.run(
                "evaluate",
                set.toString(),
                "--dimensions",
                "5",
                "--paper",
                "--neighbourhood",
                "3",
                "--threshold",
                "f1",
                "--pixel-size",
                "own",
                "--json",
                json.toString()))
        .isZero();

    JsonNode settings = new ObjectMapper().readTree(json.toFile()).get("settings");
    assertThat(settings.get("grid").asText()).isEqualTo("56x56");
    assertThat(settings.get("neighbourhood").asText()).isEqualTo("3x3");
    assertThat(settings.get("regularization").asText()).isEqualTo("absolute 0.01");
    assertThat(settings.get("threshold").asText()).startsWith("best F1 on labelled images");
    assertThat(settings.get("held out of the test set").asText()).isEqualTo("0.2");
    assertThat(settings.get("pixel size").asText()).isEqualTo("own");
  }

  @Test
  void listsUnreadableFilesAndEndsWithOne() throws IOException {
    Path data = folder.resolve("partly");
    Files.createDirectories(data.resolve("good"));
    Files.createDirectories(data.resolve("bad"));
    for (int i = 0; i < 8; i++) {
      Files.copy(set.resolve("train/good/" + i + ".png"), data.resolve("good/" + i + ".png"));
    }
    Files.copy(set.resolve("test/hole/0.png"), data.resolve("bad/0.png"));
    Files.writeString(data.resolve("bad/1.png"), "not an image");

    assertThat(evaluate(data)).isEqualTo(1);

    assertThat(terminal.out())
        .contains("bad/1.png: ", "no defective image has a mask", "image   AUROC 1.000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--threshold|high|--threshold 'high' is not valid; valid: quantile, one-quantile, f1,"
            + " chi-square or a raw score",
        "--pixel-size|tiny|--pixel-size 'tiny' is not valid; valid: map and own",
        "--validation|1.5|--validation '1.5' is not valid; valid: a number from 0 to below 1",
        "--threads|0|--threads '0' is not valid; valid: a whole number from 1",
        "--json|/no/such/folder/a.json|--json '/no/such/folder/a.json' can't be written",
        "--regularization|absolut|valid: relative or absolute or ledoit-wolf",
        "--neighbourhood|2|padim.neighbourhood: \"2\" is not valid",
      })
  void saysWhatIsWrongWithAFlag(String flag, String value, String message) {
    assertThat(evaluate(set, flag, value)).isEqualTo(2);
    assertThat(terminal.err()).contains(message).doesNotContain("\tat ");
  }

  @Test
  void saysWhatIsWrongWithTheFolder() throws IOException {
    assertThat(evaluate(folder.resolve("nowhere"))).isEqualTo(2);
    assertThat(terminal.err()).contains("nowhere' is not a folder");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThat(evaluate(empty)).isEqualTo(1);
    assertThat(terminal.err()).contains("is not a data set: it has neither");
  }

  @Test
  void seesOnlyWhatTheViewShows() throws IOException {
    Path json = folder.resolve("view.json");

    assertThat(evaluate(set, "--region", "hole=20,4,40,40", "--json", json.toString())).isZero();
    assertThat(terminal.out()).contains("image   AUROC 1.000");
    assertThat(terminal.err())
        .contains(
            "view: a patch covers 6.7x6.7 pixels of the frame; the smallest defect that spans two"
                + " patches is 14 pixels long");
    JsonNode view =
        new ObjectMapper()
            .readTree(new ObjectMapper().readTree(json.toFile()).at("/settings/view").asText());
    assertThat(view.at("/frame/width").asInt()).isEqualTo(SIDE);
    assertThat(view.at("/regions/0/name").asText()).isEqualTo("hole");
    assertThat(view.at("/regions/0/input").toString()).isEqualTo("[96,96]");

    Path file = folder.resolve("ignored.json");
    Files.writeString(file, "{\"ignored\":[{\"box\":[\"45%\",\"15%\",\"40%\",\"45%\"]}]}");
    FakeTerminal other = new FakeTerminal();
    assertThat(other.run(arguments(set, "--view", file.toString(), "--json", json.toString())))
        .isZero();
    assertThat(new ObjectMapper().readTree(json.toFile()).at("/imageAuroc").asDouble())
        .as("a hole under an ignored area can't be seen")
        .isLessThan(1);
  }

  @Test
  void saysEverythingThatIsWrongWithAView() throws IOException {
    assertThat(evaluate(set, "--region", "1,2,x,4", "--ignore", "nowhere.png", "--padding", "no"))
        .isEqualTo(2);
    assertThat(terminal.err())
        .contains(
            "--region '1,2,x,4': 'x' is not a length; pixels, e.g. 120, and per cent, e.g. 12.5%,"
                + " are",
            "--ignore 'nowhere.png': it is not an area, and there is no such file",
            "--padding 'no': padding is 'no'; valid: pad, stretch");

    FakeTerminal other = new FakeTerminal();
    assertThat(other.run(arguments(set, "--region", "a=50,0,40,20", "--region", "a=0,0,20,20")))
        .isEqualTo(2);
    assertThat(other.err())
        .contains(
            "region 'a', 40x20 at (50, 0), reaches beyond the picture of 64x64",
            "two regions are named 'a': each needs its own name");
  }
}
