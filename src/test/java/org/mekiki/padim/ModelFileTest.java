package org.mekiki.padim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.gaussian.Regularization;
import org.mekiki.padim.looks.TaughtLooks;
import org.mekiki.padim.map.CommonDistance;
import org.mekiki.padim.threshold.GoodGroups;
import org.mekiki.padim.threshold.Repetition;

/** Files of models with and without what came to the format later. */
class ModelFileTest {
  private static final int FORMAT_AT = "MEKIKIPD".length();

  private final FakeExtractor extractor = new FakeExtractor();
  @TempDir Path folder;

  private PadimModel trained(PadimBuilder builder) {
    List<ImageTensor> images = new ArrayList<>();
    for (int seed = 0; seed < 12; seed++) {
      Random random = new Random(seed);
      float[] values = new float[FakeExtractor.SHAPE.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      images.add(new ImageTensor(FakeExtractor.SHAPE, values));
    }
    Padim padim = builder.build();
    padim.train(images);
    return padim.model();
  }

  private static GoodGroups groups(double reach) {
    List<GoodGroups.Group> groups = new ArrayList<>();
    for (int group = 1; group <= 2; group++) {
      List<Float> centre = Collections.nCopies(Repetition.LENGTH, group / 3f);
      groups.add(new GoodGroups.Group(30 / group, 1.0 / group, centre, reach));
    }
    return new GoodGroups(groups);
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, none, 0, false, 2",
    "INT8, none, 0, false, 3",
    "FLOAT32, groups, 0, false, 4",
    "INT8, groups, 0, false, 5",
    "FLOAT32, reach, 0, false, 6",
    "INT8, reach, 0, false, 7",
    "FLOAT32, none, 0.7, false, 8",
    "INT8, none, 0.7, false, 9",
    "FLOAT32, groups, 0.7, false, 10",
    "INT8, groups, 0.7, false, 11",
    "FLOAT32, reach, 0.7, false, 12",
    "INT8, reach, 0.7, false, 13",
    "FLOAT32, none, 0, true, 14",
    "INT8, groups, 0, true, 17",
    "INT8, none, 0.7, true, 21",
    "INT8, reach, 0.7, true, 25"
  })
  void aModelIsWrittenInTheOldestFormatThatHoldsItAndReadAsItWas(
      Precision precision, String kind, double share, boolean looks, int format)
      throws IOException {
    PadimModel trained = trained(Padim.builder(extractor).precision(precision));
    GoodGroups groups =
        switch (kind) {
          case "groups" -> groups(GoodGroups.ANY_DISTANCE);
          case "reach" -> groups(4);
          default -> GoodGroups.NONE;
        };
    PadimModel model =
        new PadimModel(
            trained.backbone(),
            trained.embedding(),
            trained.gaussians(),
            trained.normalizer(),
            trained.threshold(),
            trained.frames(),
            groups,
            share > 0 ? new CommonDistance(share, 3) : CommonDistance.NONE,
            looks ? trained.looks() : TaughtLooks.NONE);
    Path file = folder.resolve("part.padim");

    ModelFile.write(model, file);

    assertThat(trained.looks().frames()).isEqualTo(12);
    assertThat(format(file)).isEqualTo(format);
    assertThat(ModelFile.read(file)).usingRecursiveComparison().isEqualTo(model);
  }

  @Test
  void aModelAsInThePaperHasOnlyTheLooksOfItsImages() throws IOException {
    Path file = folder.resolve("paper.padim");
    ModelFile.write(
        trained(
            Padim.builder(extractor)
                .regularization(new Regularization.Absolute(0.01))
                .precision(Precision.FLOAT32)),
        file);

    assertThat(format(file)).isEqualTo(14);
  }

  private static int format(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).getInt(FORMAT_AT);
  }
}
