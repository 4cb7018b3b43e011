package org.mekiki.onnx.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;

/** A real classifier's file, as people bring it. */
@EnabledIfEnvironmentVariable(
    named = "MEKIKI_REAL_DATA",
    matches = ".+",
    disabledReason = "MEKIKI_REAL_DATA names no folder with mobilenet_v2.onnx")
class MobileNetTest {
  private static final Path FILE =
      Path.of(System.getenv().getOrDefault("MEKIKI_REAL_DATA", ".")).resolve("mobilenet_v2.onnx");

  @Test
  void findsTheStagesOfAWholeClassifier() {
    BackboneGraph backbone = Backbones.file(FILE, List.of(), null);
    assertThat(backbone.backbone().features())
        .containsExactly(
            new FeatureShape("/n/Add_3_output_0", 24, 56, 56),
            new FeatureShape("/n/Add_8_output_0", 32, 28, 28),
            new FeatureShape("/n/Add_20_output_0", 96, 14, 14));
    assertThat(backbone.backbone().preprocessing()).isEqualTo(Preprocessing.imageNet(224, 224));
  }

  @Test
  void cutsAwayTheHead() {
    OnnxGraph whole = OnnxGraph.read(FILE);
    OnnxGraph cut = Backbones.file(FILE, List.of("/n/Add_20_output_0"), null).graph();
    assertThat(cut.bytes().length).isLessThan(whole.bytes().length / 4);
    assertThat(cut.tensorNames()).doesNotContain("probabilities", "/n/Conv_52_output_0");
  }

  @Test
  void givesTheSameFeaturesTwice() {
    BackboneGraph backbone = Backbones.file(FILE, List.of(), null);
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(backbone)) {
      ImageShape shape = backbone.backbone().preprocessing().shape();
      float[] slope = new float[shape.size()];
      for (int i = 0; i < slope.length; i++) {
        slope[i] = (i % shape.width()) / (float) shape.width();
      }
      List<FeatureMap> first = extractor.extract(new ImageTensor(shape, slope));
      List<FeatureMap> second = extractor.extract(new ImageTensor(shape, slope));
      for (int i = 0; i < first.size(); i++) {
        assertThat(second.get(i).values()).isEqualTo(first.get(i).values());
        assertThat(first.get(i).values()).doesNotContain(Float.NaN);
      }
    }
  }
}
