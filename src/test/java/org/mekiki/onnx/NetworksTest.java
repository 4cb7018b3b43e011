package org.mekiki.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.onnx.network.Architecture;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.onnx.network.RandomWeights;
import org.mekiki.onnx.network.Safetensors;
import org.mekiki.onnx.network.Weights;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.Preprocessing;

/** Our graphs from weights in files against the forward passes of {@code networks.py}. */
class NetworksTest {
  /** Float32 against float64, through up to 30 layers with values of a few units. */
  private static final double FLOAT_ROUNDING = 2e-5;

  static Set<String> networks() {
    return TinyNetworks.all().keySet();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void equalTheReferenceForwardPass(String name) {
    Map<String, FeatureMap> features = new HashMap<>();
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(backbone(name))) {
      for (FeatureMap feature : extractor.extract(TinyNetworks.image())) {
        features.put(feature.shape().name().replace(":grid", ""), feature);
      }
    }
    List<String[]> rows =
        ReferenceData.rows("networks.csv").stream().filter(row -> row[0].equals(name)).toList();
    assertThat(rows)
        .hasSize(features.values().stream().mapToInt(f -> f.shape().channels()).sum())
        .hasSizeGreaterThan(20);
    for (String[] row : rows) {
      FeatureMap feature = features.get(row[1]);
      int area = feature.shape().height() * feature.shape().width();
      int start = Integer.parseInt(row[2]) * area;
      double sum = 0;
      for (int i = 0; i < area; i++) {
        sum += feature.values()[start + i];
      }
      assertThat(sum / area)
          .as("mean of channel %s of %s", row[2], row[1])
          .isCloseTo(Double.parseDouble(row[3]), within(FLOAT_ROUNDING));
      int at = Integer.parseInt(row[4]) * feature.shape().width() + Integer.parseInt(row[5]);
      assertThat((double) feature.values()[start + at])
          .as("channel %s of %s at %s, %s", row[2], row[1], row[4], row[5])
          .isCloseTo(Double.parseDouble(row[6]), within(FLOAT_ROUNDING));
    }
  }

  private static BackboneGraph backbone(String name) {
    Architecture.Builder builder = TinyNetworks.all().get(name);
    try (Safetensors weights = Safetensors.open(TinyNetworks.weights(name))) {
      OnnxGraph graph = OnnxGraph.generated(builder.build(name, weights, TinyNetworks.SIDE), name);
      Preprocessing preprocessing = Preprocessing.unit(TinyNetworks.SIDE, TinyNetworks.SIDE);
      return Backbones.prepare(name, "0".repeat(64), graph, builder.features(), preprocessing);
    }
  }

  /** Published number of parameters, less those of the layers behind our cut. */
  @ParameterizedTest
  @CsvSource({
    "RESNET18, 11689512, 8906728", // layer4, fc
    "RESNET34, 21797672, 13627368",
    "RESNET50, 25557032, 17013736",
    "WIDE_RESNET50_2, 68883240, 44020712",
    "MOBILENETV2_100, 3504872, 2962344", // blocks.5, blocks.6, head
    "EFFICIENTNET_B0, 5288548, 4436740",
    "VIT_TINY_PATCH16_224, 5717416, 1527976", // blocks.9 to blocks.11, norm, head
    "VIT_SMALL_PATCH14_DINOV2, 22056576, 384", // mask_token
    "VIT_SMALL_PATCH14_REG4_DINOV2, 22058112, 768" // mask_token, the class token's position
  })
  void askForAsManyWeightsAsArePublished(Architecture architecture, int whole, int behind) {
    Map<String, Integer> asked = new HashMap<>();
    Weights zeros =
        (name, shape) -> {
          asked.put(name, Weights.size(shape));
          return new float[Weights.size(shape)];
        };
    byte[] bytes = architecture.builder().build("x", zeros, architecture.builder().usualSide());
    assertThat(OnnxGraph.generated(bytes, "x").outputNames())
        .isEqualTo(architecture.builder().features());
    asked.keySet().removeIf(name -> name.contains(".running_"));
    assertThat(asked.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(whole - behind);
  }

  @Test
  void refuseASizeThatTheyCantTake() {
    Architecture.Builder dino = Architecture.VIT_SMALL_PATCH14_DINOV2.builder();
    assertThatThrownBy(() -> dino.build("vit_small_patch14_dinov2", new RandomWeights(1), 256))
        .isInstanceOf(OnnxException.class)
        .hasMessage("size 256 is not valid for 'vit_small_patch14_dinov2': multiples of 14 are");
    assertThatThrownBy(() -> Architecture.VIT_SMALL_PATCH14_DINOV2.preprocessing(256))
        .hasMessage(
            "size 256 is not valid for 'vit_small_patch14_dinov2': multiples of 14 from 28 on are");
    assertThatThrownBy(() -> Architecture.RESNET18.preprocessing(100))
        .hasMessage("size 100 is not valid for 'resnet18': multiples of 16 from 32 on are");
  }

  /** DINOv2's own size takes its positions as they are, in a trial with the limits of all. */
  @Test
  void dinoV2TakesItsOwnSizeAndAHalf() {
    Architecture dino = Architecture.VIT_SMALL_PATCH14_REG4_DINOV2;
    for (int side : new int[] {dino.builder().usualSide(), 518}) {
      byte[] bytes = dino.builder().build("x", new RandomWeights(1), side);
      BackboneGraph network =
          Backbones.prepare(
              "x",
              "0".repeat(64),
              OnnxGraph.parse(bytes, "x"),
              dino.builder().features(),
              dino.preprocessing(side));
      assertThat(network.backbone().features())
          .containsExactly(
              new FeatureShape("blocks.5/normalised:grid", 384, side / 14, side / 14),
              new FeatureShape("blocks.11/normalised:grid", 384, side / 14, side / 14));
    }
  }

  @Test
  void giveTheSameBytesTwice() {
    Architecture.Builder builder = TinyNetworks.all().get("vit");
    assertThat(builder.build("vit", new RandomWeights(1), 64))
        .isEqualTo(builder.build("vit", new RandomWeights(1), 64));
  }

  @Test
  void shapesOfTokensAreThoseOfTheirGrid() {
    assertThat(backbone("vit").backbone().features())
        .containsExactly(
            new FeatureShape("blocks.0:grid", 12, 4, 4),
            new FeatureShape("blocks.1:grid", 12, 4, 4),
            new FeatureShape("blocks.2:grid", 12, 4, 4));
  }
}
