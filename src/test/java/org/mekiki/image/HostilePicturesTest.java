package org.mekiki.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every file that ever did harm, and its like: decoded or refused, quickly, within the memory. */
class HostilePicturesTest {
  @TempDir Path folder;

  @Test
  void noFileThatOnceDidHarmDoesSoAgain() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:-CreateCoredumpOnCrash"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(DecodeFiles.class.getName());
    for (Map.Entry<String, byte[]> picture : HostilePictures.all().entrySet()) {
      command.add(Files.write(folder.resolve(picture.getKey()), picture.getValue()).toString());
    }
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(folder.resolve("errors.txt").toFile())
            .start();
    boolean ended = process.waitFor(360, TimeUnit.SECONDS);
    process.destroyForcibly();
    List<String> lines = Files.readAllLines(output);
    String errors = Files.readString(folder.resolve("errors.txt"));

    assertThat(ended).as("ended; it wrote %s and %s", lines, errors).isTrue();
    assertThat(process.exitValue()).as("exit status; it wrote %s and %s", lines, errors).isZero();
    assertThat(lines)
        .containsExactly(
            "animated-filter-9.png: 8x8 RGB picture",
            "end-before-data.png: the PNG has no pixels: no IDAT chunk before its IEND chunk",
            "sizes-as-long8.tif: the TIFF has tag 256 as type 16; BYTE (1), SHORT (3) and LONG (4)"
                + " are read",
            "double-samples.tif: the TIFF holds samples of 64 bits, kind 3; unsigned whole numbers"
                + " (kind 1) of 1 to 16 bits are read",
            "strips-that-overlap.tif: the TIFF names 40000000000 bytes of pixels, more than its own"
                + " 800118",
            "tiny-tiles-of-a-line.tif: the TIFF has tiles of 16x60000 pixels for a picture of"
                + " 40000000x1",
            "large.png: 7000x7000 RGB picture",
            "large-interlaced.png: 7000x7000 RGB picture",
            "large-with-little-in-it.tif: 7000x7000 grey picture",
            "scans-without-data.jpg: 7000x7000 RGB picture",
            "large-with-little-in-it.jpg: 7000x7000 RGB picture",
            "other-size-inside.webp: the WebP announces 16x16 pixels but holds 16384x16384",
            "large-with-little-in-it.webp: the WebP of 7000x7000 pixels is damaged or of a kind"
                + " that isn't read",
            "header-cut-short.webp: the WebP holds a picture of 3 bytes, too few for its header");
  }
}
