package org.mekiki.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.evaluate.data.ImageFiles;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.padim.feature.ImageShape;

class LearnedBitsTest {
  @TempDir Path folder;

  private final ImageFiles files = new ImageFiles(new ImageShape(3, 8, 8), ImageLimits.DEFAULT);

  @Test
  void goodImagesTellHowManyBitsTheCameraUsesOfSamplesOfSixteen() throws Exception {
    Path good = sixteenBits("good.png", 4000);
    Path test = sixteenBits("test.png", 2048);
    Path damaged = Files.write(folder.resolve("damaged.png"), new byte[] {1, 2, 3});

    assertThat(files.picture(test).sample(0, 0, 0)).isEqualTo(8);
    files.learnBits(List.of(damaged, good));

    assertThat(files.picture(test).sample(0, 0, 0)).isEqualTo(128);
  }

  private Path sixteenBits(String name, int level) throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < 64; i++) {
      image.getRaster().setSample(i % 8, i / 8, 0, level);
    }
    Path file = folder.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}
