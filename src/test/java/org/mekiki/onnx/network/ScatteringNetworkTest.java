package org.mekiki.onnx.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.DjlNetwork;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.ReferenceData;
import org.mekiki.onnx.TinyGraphs;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.onnx.graph.OnnxOptions;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.padim.gaussian.MahalanobisDistance;

class ScatteringNetworkTest {
  /** Float32 against float64; the root of a small modulus magnifies the difference. */
  private static final double FLOAT_ROUNDING = 2e-5;

  /** The kernel adds up in another order than ONNX Runtime. */
  private static final float KERNEL_ROUNDING = 1e-5f;

  /** Models name this checksum: with another one they are refused and must be taught again. */
  private static final String STANDARD_SHA256 =
      "ce72efda4a77d452e2a957aac7192e90db15708c0758942a8bdaf4187ed5aed3";

  /** Models of earlier releases name these, newest first: they must be built to the same bytes. */
  private static final List<String> EARLIER_SHA256 =
      List.of("84f91a0967edd3f1119882e1a9cd95da3518753ccb22e4bc352b951b2981d86c");

  private static final int SIDE = 96;

  @Test
  void equalsTheReferenceFeatures() {
    Map<String, FeatureMap> features = new HashMap<>();
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(small())) {
      for (FeatureMap feature : extractor.extract(referenceImage())) {
        features.put(feature.shape().name(), feature);
      }
    }
    List<String[]> rows = ReferenceData.rows("scattering.csv");
    assertThat(rows).hasSize(695);
    for (String[] row : rows) {
      FeatureMap feature = features.get(row[0]);
      int area = feature.shape().height() * feature.shape().width();
      int start = Integer.parseInt(row[1]) * area;
      double sum = 0;
      for (int i = 0; i < area; i++) {
        sum += feature.values()[start + i];
      }
      int at = Integer.parseInt(row[3]) * feature.shape().width() + Integer.parseInt(row[4]);
      assertThat(sum / area)
          .as("mean of channel %s of %s", row[1], row[0])
          .isCloseTo(Double.parseDouble(row[2]), within(FLOAT_ROUNDING));
      assertThat((double) feature.values()[start + at])
          .as("channel %s of %s at %s, %s", row[1], row[0], row[3], row[4])
          .isCloseTo(Double.parseDouble(row[5]), within(FLOAT_ROUNDING));
    }
  }

  @Test
  void theKernelGivesWhatTheGraphGives() {
    assumeTrue(MahalanobisDistance.hasVectorModule(), "needs --add-modules jdk.incubator.vector");
    ScatteringKernel kernel = new ScatteringKernel(SIDE, true);
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(small())) {
      assertSame(kernel.run(referenceImage().values()), extractor.extract(referenceImage()));
      float[] dark = new float[3 * SIDE * SIDE];
      ImageTensor black = new ImageTensor(new ImageShape(3, SIDE, SIDE), dark);
      assertSame(kernel.run(dark), extractor.extract(black)); // and keeps nothing of the last image
    }
  }

  @Test
  void theBuiltInNetworksRunInTheKernelAndGiveWhatTheirGraphsGive() {
    assumeTrue(MahalanobisDistance.hasVectorModule(), "needs --add-modules jdk.incubator.vector");
    ImageTensor image = TinyGraphs.stripes(224);
    List<BackboneGraph> networks = new ArrayList<>(Backbones.earlierBuiltIns());
    networks.add(Backbones.builtIn());
    for (BackboneGraph network : networks) {
      try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(network);
          DjlNetwork graph = new DjlNetwork(network, OnnxOptions.DEFAULT)) {
        assertThat(extractor.network()).isInstanceOf(ScatteringKernel.class);
        assertSame(graph.run(image.values()), extractor.extract(image));
      }
    }
  }

  private static void assertSame(float[][] outputs, List<FeatureMap> features) {
    assertThat(outputs.length).isEqualTo(features.size());
    for (int i = 0; i < outputs.length; i++) {
      float[] expected = features.get(i).values();
      assertThat(outputs[i]).as(features.get(i).shape().name()).hasSameSizeAs(expected);
      for (int at = 0; at < expected.length; at++) {
        // Half a million values: AssertJ's own comparison takes seconds.
        if (!(Math.abs(outputs[i][at] - expected[at]) <= KERNEL_ROUNDING)) {
          assertThat(outputs[i][at])
              .as("value %s of %s", at, features.get(i).shape().name())
              .isCloseTo(expected[at], within(KERNEL_ROUNDING));
        }
      }
    }
  }

  @Test
  void givesTheSameBytesOnEveryJvm() {
    assertThat(ScatteringNetwork.standard()).isEqualTo(ScatteringNetwork.standard());
    assertThat(Backbones.builtIn().backbone().sha256()).isEqualTo(STANDARD_SHA256);
    assertThat(Backbones.earlierBuiltIns())
        .extracting(graph -> graph.backbone().sha256())
        .isEqualTo(EARLIER_SHA256);
  }

  @Test
  void itsFeaturesAreThoseThatOnnxRuntimeFinds() {
    BackboneGraph declared = Backbones.builtIn();
    Backbone backbone = declared.backbone();
    List<String> names = backbone.features().stream().map(FeatureShape::name).toList();
    BackboneGraph asked =
        Backbones.prepare(
            backbone.name(),
            backbone.sha256(),
            OnnxGraph.generated(ScatteringNetwork.standard(), "built-in"),
            names,
            backbone.preprocessing());
    assertThat(backbone).isEqualTo(asked.backbone());
    assertThat(declared.graph().bytes()).isEqualTo(asked.graph().bytes());
  }

  @Test
  void isSmall() {
    assertThat(ScatteringNetwork.standard()).hasSizeLessThan(32 * 1024);
  }

  @Test
  void refusesASideThatScalesCantHalve() {
    assertThatThrownBy(() -> new ScatteringGraph(100, 96, 96, true))
        .hasMessage("side 100 can't be halved 4 times and stay above 5 pixels");
    assertThatThrownBy(() -> new ScatteringGraph(96, 64, 96, true))
        .hasMessage("side 64 can't be halved 4 times and stay above 5 pixels");
  }

  private static BackboneGraph small() {
    byte[] bytes = new ScatteringGraph(SIDE, SIDE, SIDE, true).write();
    List<FeatureShape> features =
        List.of(
            new FeatureShape("features24", 86, 24, 24),
            new FeatureShape("features12", 342, 12, 12),
            new FeatureShape("features6", 267, 6, 6));
    Preprocessing preprocessing = Preprocessing.unit(SIDE, SIDE);
    return new BackboneGraph(
        new Backbone("small", "0".repeat(64), preprocessing, features),
        OnnxGraph.generated(bytes, "small"));
  }

  /** The image of {@code scattering.py}. */
  private static ImageTensor referenceImage() {
    float[] values = new float[3 * SIDE * SIDE];
    long state = 1;
    for (int i = 0; i < values.length; i++) {
      state = (state * 1664525 + 1013904223) % (1L << 32);
      values[i] = (float) (0.5 * (state / (double) (1L << 32)) + 0.5 * (i % SIDE) / SIDE);
    }
    return new ImageTensor(new ImageShape(3, SIDE, SIDE), values);
  }
}
