package org.mekiki.app.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.app.FakeTerminal;
import org.mekiki.download.FileServer;

class DatasetCommandTest {
  @TempDir private Path root;

  private final FakeTerminal terminal = new FakeTerminal();
  private FileServer server;
  private Path folder;
  private String sha256;

  @BeforeEach
  void serve() throws Exception {
    byte[] zip = zip("bottle/train/good/000.png", "bottle/license.txt");
    server = new FileServer().file("/set.zip", zip);
    sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(zip));
    folder = root.resolve("data/mvtec");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(name.getBytes(UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private int fetch(String path, String... more) {
    String[] arguments = new String[5 + more.length];
    System.arraycopy(
        new String[] {
          "dataset", "fetch", folder.toString(), "--from", server.address(path).toString()
        },
        0,
        arguments,
        0,
        5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return terminal.run(arguments);
  }

  @Test
  void downloadsChecksUnpacksAndNamesTheLicence() throws IOException {
    assertThat(fetch("/set.zip", "--sha256", sha256)).as(terminal.err()).isZero();

    assertThat(folder.resolve("bottle/train/good/000.png")).hasContent("bottle/train/good/000.png");
    assertThat(terminal.out()).contains(folder + ": 2 files (archive's sha256 " + sha256 + ")");
    assertThat(terminal.err())
        .contains("CC BY-NC-SA 4.0: not for commercial use", "unpacking: 0.0");
    try (var left = Files.list(folder.getParent())) {
      assertThat(left).containsExactly(folder);
    }
  }

  @Test
  void saysWhereItDownloadsToAndWhatAnEarlierDownloadLeft() throws IOException {
    Path part = root.resolve("data/mvtec.archive.part");
    assertThat(fetch("/none.zip")).isEqualTo(1);
    assertThat(terminal.err()).contains("downloading to '" + part + "'").doesNotContain("stays in");

    Files.write(part, new byte[60_000]);
    assertThat(fetch("/set.zip", "--sha256", sha256)).as(terminal.err()).isZero();
    assertThat(terminal.err())
        .contains(
            "0.1 MB of an earlier download are in '"
                + part
                + "'; it continues from there if the server still has that file, and begins anew"
                + " otherwise");
    assertThat(part).doesNotExist();
  }

  @Test
  void saysWhatStaysWhereItDoesNotComeToItsEnd() throws IOException {
    Path archive = root.resolve("data/mvtec.archive");
    server.file("/bad.zip", zip("../out.txt"));
    assertThat(fetch("/bad.zip")).isEqualTo(1);
    assertThat(terminal.err())
        .contains("the archive stays in '" + archive + "' (0.0 MB): the same command takes it");

    Files.delete(archive);
    Path part = Files.write(root.resolve("data/mvtec.archive.part"), new byte[60_000]);
    server.close();
    assertThat(fetch("/set.zip")).isEqualTo(1);
    assertThat(terminal.err())
        .contains(
            "what came so far stays in '" + part + "' (0.1 MB): the same command continues from");
  }

  @Test
  void keepsTheArchiveOnRequest() {
    assertThat(fetch("/set.zip", "--keep-archive")).isZero();
    assertThat(root.resolve("data/mvtec.archive")).exists();
    assertThat(root.resolve("data/mvtec.archive.sha256")).content().startsWith(sha256);
  }

  @Test
  void refusesAWrongHashBeforeItUnpacks() {
    assertThat(fetch("/set.zip", "--sha256", "0".repeat(64))).isEqualTo(1);

    assertThat(terminal.err())
        .contains("has SHA-256 " + sha256 + ", but the expected one is 00000")
        .doesNotContain("\tat ");
    assertThat(folder).doesNotExist();
    assertThat(root.resolve("data")).isEmptyDirectory();
  }

  @Test
  void refusesAnArchiveThatLeadsOut() throws IOException {
    server.file("/bad.zip", zip("good.txt", "../../../out.txt"));
    assertThat(fetch("/bad.zip")).isEqualTo(1);
    assertThat(terminal.err()).contains("'../../../out.txt' leads out of the folder");
    assertThat(folder).doesNotExist();
  }

  @Test
  void asksForNothingWhereThereIsNoPlace() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("mine"), "mine");
    assertThat(fetch("/set.zip")).isEqualTo(1);
    assertThat(terminal.err()).contains(folder + " already exists and is not empty");
    assertThat(terminal.err()).doesNotContain("downloading");
  }

  @Test
  void saysWhatIsWrongWithTheArguments() {
    assertThat(terminal.run("dataset")).isEqualTo(2);
    assertThat(terminal.err()).contains("fetch or draw is missing");
    assertThat(terminal.run("dataset", "fetch", "x")).isEqualTo(2);
    assertThat(terminal.err()).contains("--from URL is missing");
    assertThat(fetch("/set.zip", "--sha256", "12")).isEqualTo(2);
    assertThat(terminal.err()).contains("SHA-256 '12' is not valid; valid: 64 hexadecimal digits");
    assertThat(fetch("/none.zip")).isEqualTo(1);
    assertThat(terminal.err()).contains("/none.zip is not there (the server answers 404)");
  }

  @Test
  void drawsASceneWithMasksAndTheSameFilesEachTime() throws IOException {
    Path first = root.resolve("first");
    Path second = root.resolve("second");
    for (Path drawn : new Path[] {first, second}) {
      int exit =
          terminal.run(
              "dataset",
              "draw",
              drawn.toString(),
              "--scene",
              "turned",
              "--good",
              "2",
              "--test",
              "4",
              "--seed",
              "7");
      assertThat(exit).as(terminal.err()).isZero();
    }
    assertThat(terminal.out()).contains(first + ": 2 good frames to learn from, 4 test frames");
    for (String file :
        new String[] {
          "train/good/0001.jpg",
          "test/good/0000.jpg",
          "test/scratch/0001.jpg",
          "ground_truth/scratch/0001_mask.png",
          "ground_truth/pit/0003_mask.png"
        }) {
      assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
    }
  }

  @Test
  void anUnknownSceneIsBadUsageWithTheValidOnes() {
    assertThat(terminal.run("dataset", "draw", root.resolve("x").toString(), "--scene", "round"))
        .isEqualTo(2);
    assertThat(terminal.err()).contains("--scene 'round' is not valid: fixture, turned, large");
    assertThat(root.resolve("x")).doesNotExist();
  }
}
