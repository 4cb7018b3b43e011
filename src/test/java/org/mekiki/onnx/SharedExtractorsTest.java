package org.mekiki.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.onnx.graph.OnnxOptions;
import org.mekiki.onnx.int8.Int8Quantizer;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.text.Sha256;

class SharedExtractorsTest {
  private static BackboneGraph network;
  private static byte[] bytes;

  private final SharedExtractors shared = new SharedExtractors(OnnxOptions.DEFAULT);

  @BeforeAll
  static void write(@TempDir Path folder) {
    BackboneGraph exact = Backbones.file(SmallNetwork.write(folder), SmallNetwork.FEATURES, null);
    network = Int8Quantizer.quantize(exact, List.of(TinyNetworks.image()));
    bytes = network.graph().bytes();
  }

  @Test
  void twoUsersOfOneGraphShareASessionThatTheLastOneCloses() {
    ImageTensor image = TinyNetworks.image();
    FeatureExtractor first = shared.open(network.backbone(), bytes);
    FeatureExtractor second = shared.open(network.backbone(), bytes);
    assertThat(shared.sessions()).isEqualTo(1);

    first.close();
    first.close();
    assertThat(shared.sessions()).isEqualTo(1);
    assertThat(second.extract(image)).hasSameSizeAs(network.backbone().features());
    assertThatThrownBy(() -> first.extract(image)).hasMessageEndingWith("is closed");

    second.close();
    assertThat(shared.sessions()).isZero();
    try (FeatureExtractor again = shared.open(network.backbone(), bytes)) {
      assertThat(again.extract(image)).hasSameSizeAs(network.backbone().features());
    }
  }

  @Test
  void aGraphThatIsNotTheBackbonesIsRefused() {
    Backbone ours = network.backbone();
    Backbone other =
        new Backbone(ours.name(), "e".repeat(64), ours.preprocessing(), ours.features());

    assertThatThrownBy(() -> shared.open(other, bytes))
        .isInstanceOf(OnnxException.class)
        .hasMessage(
            "the graph of backbone 'small.onnx in int8' has SHA-256 %s; the model names %s: publish"
                + " or train it again",
            ours.sha256(), "e".repeat(64));
    assertThat(shared.sessions()).isZero();
  }

  @Test
  void aGraphThatGivesOtherFeaturesIsRefused() {
    Backbone ours = network.backbone();
    List<FeatureShape> fewer = ours.features().subList(0, 1);
    Backbone other = new Backbone(ours.name(), ours.sha256(), ours.preprocessing(), fewer);

    assertThatThrownBy(() -> shared.open(other, bytes))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("the model names " + fewer);
  }

  /** The check is the one that every ONNX file goes through, before ONNX Runtime sees it. */
  @Test
  void aGraphWithAnOperatorThatIsNotRunHereIsRefused() throws Exception {
    assertThatThrownBy(() -> openWith(NodeProto.newBuilder().setOpType("Loop").addOutput("x")))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("uses operator 'Loop', which is not run here");
  }

  @Test
  void aGraphWithAnOperatorThatNoFeatureNeedsIsRefused() throws Exception {
    String input = OnnxGraph.parse(bytes, "network").inputName();
    NodeProto.Builder idle =
        NodeProto.newBuilder().setOpType("Relu").addInput(input).addOutput("idle");

    assertThatThrownBy(() -> openWith(idle))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("has an operator that none of its features needs");
  }

  private void openWith(NodeProto.Builder node) throws Exception {
    ModelProto model = ModelProto.parseFrom(bytes);
    byte[] altered =
        model.toBuilder()
            .setGraph(model.getGraph().toBuilder().addNode(node))
            .build()
            .toByteArray();
    Backbone ours = network.backbone();
    shared.open(
        new Backbone(ours.name(), Sha256.hex(altered), ours.preprocessing(), ours.features()),
        altered);
  }
}
