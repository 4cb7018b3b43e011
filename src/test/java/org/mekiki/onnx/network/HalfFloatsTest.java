package org.mekiki.onnx.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.TinyGraphs;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.onnx.graph.TensorShape;

/** Networks whose weights have 16 bits. */
class HalfFloatsTest {
  private static final short TWO = 0x4000;

  @Test
  void readsEveryValueExactly() {
    assertThat(HalfFloats.widened((short) 0x3c00)).isEqualTo(1);
    assertThat(HalfFloats.widened((short) 0xc000)).isEqualTo(-2);
    assertThat(HalfFloats.widened((short) 0x7bff)).isEqualTo(65504);
    assertThat(HalfFloats.widened((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(HalfFloats.widened((short) 0x03ff)).isEqualTo(1023 * 0x1p-24f);
    assertThat(HalfFloats.widened((short) 0x8000)).isEqualTo(-0f);
    assertThat(HalfFloats.widened((short) 0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(HalfFloats.widened((short) 0x7e00)).isNaN();
  }

  /** The image is made FLOAT16 within, and the features are. */
  @Test
  void theirFeaturesAreThoseOfTheSameNetworkIn32Bits() throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(TinyGraphs.pyramid(1, 8)).toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    for (boolean raw : new boolean[] {true, false}) {
      TensorProto.Builder two =
          TensorProto.newBuilder()
              .setName("two")
              .setDataType(DataType.FLOAT16.getNumber())
              .addDims(1);
      if (raw) {
        two.setRawData(ByteString.copyFrom(new byte[] {(byte) TWO, (byte) (TWO >> 8)}));
      } else {
        two.addInt32Data(TWO);
      }
      graph.setInitializer(0, two);
      NodeProto cast =
          NodeProto.newBuilder()
              .setOpType("Cast")
              .addInput("image")
              .addOutput("half")
              .addAttribute(GraphBuilder.integer("to", DataType.FLOAT16.getNumber()))
              .build();
      GraphProto.Builder changed = graph.clone();
      changed.setNode(0, graph.getNode(0).toBuilder().setInput(0, "half"));
      changed.addNode(0, cast);
      byte[] file = model.clone().setGraph(changed).build().toByteArray();
      OnnxGraph read = OnnxGraph.generated(file, "half.onnx").cut(List.of("fine", "coarse"));
      assertThat(read.tensors()).filteredOn(TensorShape::isFeatureMap).hasSize(4);
      BackboneGraph half = new BackboneGraph(TinyGraphs.backbone(8).backbone(), read);
      try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(half)) {
        assertThat(extractor.extract(TinyGraphs.constantImage(8, 0.25f)).get(0).values())
            .containsOnly(0.5f);
      }
    }
  }

  @Test
  void weightsThatAreNotReadAreNamedWithTheirType() throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(TinyGraphs.pyramid(1, 8)).toBuilder();
    model.getGraphBuilder().getInitializerBuilder(0).setDataType(DataType.BFLOAT16.getNumber());
    assertThatThrownBy(() -> OnnxGraph.parse(model.build().toByteArray(), "net.onnx"))
        .isInstanceOf(OnnxException.class)
        .hasMessage(
            "net.onnx: 'two' is of type BFLOAT16; FLOAT, FLOAT16, DOUBLE, INT64, INT32, INT8, UINT8"
                + " and BOOL are read here: save the network in one of them");
  }
}
