package org.mekiki.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mekiki.Mutations;
import org.mekiki.Outcomes;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.TinyGraphs;
import org.mekiki.onnx.network.GraphBuilder;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.onnx.network.OnnxProtos;

/** What a graph file may not hold, whoever it comes from. */
class GraphCheckTest {
  private static OnnxGraph parse(Consumer<ModelProto.Builder> change) throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(TinyGraphs.pyramid(1, 8)).toBuilder();
    change.accept(model);
    OnnxGraph graph = OnnxGraph.parse(model.build().toByteArray(), "net.onnx");
    graph.requireAllowed();
    return graph;
  }

  private static void assertRefused(Consumer<ModelProto.Builder> change, String message) {
    assertThatThrownBy(() -> parse(change)).isInstanceOf(OnnxException.class).hasMessage(message);
  }

  @Test
  void takesOurOwnNetworks() {
    assertThatCode(() -> parse(model -> {})).doesNotThrowAnyException();
    assertThatCode(() -> OnnxGraph.parse(TinyGraphs.resNet18(), "r18").requireAllowed())
        .doesNotThrowAnyException();
    assertThatCode(() -> Backbones.builtIn().graph().requireAllowed()).doesNotThrowAnyException();
  }

  @Test
  void takesNoOperatorOfAnotherDomain() {
    assertRefused(
        model -> model.getGraphBuilder().getNodeBuilder(0).setDomain("evil").setOpType("Shell"),
        "net.onnx uses operator 'Shell' of domain 'evil'; only operators of the ONNX standard are"
            + " run: export it without optimisations for one runtime");
  }

  @Test
  void takesNoOperatorThatFeatureNetworksDoNotNeed() {
    for (String operator : List.of("Loop", "If", "Trilu", "NonMaxSuppression", "Mod", "Range")) {
      assertRefused(
          model -> model.getGraphBuilder().addNode(NodeProto.newBuilder().setOpType(operator)),
          "net.onnx uses operator '"
              + operator
              + "', which is not run here. Feature networks need convolutions, matrix products,"
              + " activations, normalisation, pooling and what changes shapes. If it comes after"
              + " the features, name them (--features), and it is cut off");
    }
  }

  @Test
  void whatComesAfterTheFeaturesMayBeAnyOperator() throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(TinyGraphs.pyramid(1, 8)).toBuilder();
    model
        .getGraphBuilder()
        .addNode(NodeProto.newBuilder().setOpType("Loop").addInput("logits").addOutput("boxes"));
    OnnxGraph whole = OnnxGraph.parse(model.build().toByteArray(), "net.onnx");
    OnnxGraph cut = whole.cut(List.of("fine", "coarse")).tried();
    assertThat(cut.tensors()).hasSize(3);
  }

  @Test
  void takesNoIntegerDivisionThatEndsTheProcess() {
    for (long divisor : new long[] {0, -1}) {
      assertRefused(
          model -> {
            model.getGraphBuilder().addInitializer(OnnxProtos.longs("by", divisor));
            model.getGraphBuilder().addInitializer(OnnxProtos.longs("least", Long.MIN_VALUE));
            model.getGraphBuilder().addNode(node("Div", "quotient", "least", "by"));
          },
          "net.onnx divides integers by " + divisor + " ('by')");
    }
    assertRefused(
        model -> {
          model.getGraphBuilder().addNode(node("Shape", "shape", "image"));
          model.getGraphBuilder().addNode(node("Sub", "by", "shape", "shape"));
          model.getGraphBuilder().addNode(node("Div", "quotient", "shape", "by"));
        },
        "net.onnx divides integers by 'by', which it computes; export it for a fixed image size");
    assertThatCode(
            () ->
                parse(
                    model -> {
                      model.getGraphBuilder().addInitializer(OnnxProtos.longs("by", 2));
                      model.getGraphBuilder().addNode(node("Shape", "shape", "image"));
                      model.getGraphBuilder().addNode(node("Div", "half", "shape", "by"));
                      model.getGraphBuilder().addNode(node("Div", "rest", "fine", "doubled"));
                    }))
        .doesNotThrowAnyException();
  }

  /** ONNX Runtime takes the lowest eight bits. */
  @Test
  void aDivisorIsReadAsOnnxRuntimeReadsIt() {
    TensorProto zero =
        TensorProto.newBuilder()
            .setName("by")
            .setDataType(TensorProto.DataType.INT8.getNumber())
            .addDims(1)
            .addInt32Data(256)
            .build();
    assertRefused(
        model -> {
          model.getGraphBuilder().addInitializer(zero);
          model.getGraphBuilder().addNode(node("Div", "quotient", "by", "by"));
        },
        "net.onnx divides integers by 0 ('by')");
  }

  @Test
  void takesNoSizesThatNoNetworkHas() {
    for (String operator : List.of("Expand", "Tile")) {
      assertRefused(
          model -> {
            model.getGraphBuilder().addInitializer(OnnxProtos.longs("sizes", 1L << 20, 1L << 20));
            model.getGraphBuilder().addNode(node(operator, "huge", "image", "sizes"));
          },
          "net.onnx gives a " + operator + " sizes of more than 268,435,456 values ('sizes')");
    }
    assertRefused(
        model -> {
          model.getGraphBuilder().addInitializer(OnnxProtos.longs("sizes", 1L << 32));
          model.getGraphBuilder().addNode(node("ConstantOfShape", "huge", "sizes"));
        },
        "net.onnx gives a ConstantOfShape the size 4294967296; 0 to 16777216 are valid");
    assertRefused(
        model ->
            model
                .getGraphBuilder()
                .addNode(
                    node("MaxPool", "pool", "image").toBuilder()
                        .addAttribute(GraphBuilder.ints("strides", 0, 1))),
        "net.onnx gives a MaxPool strides 0; 1 to 65536 are valid");
  }

  @Test
  void takesNoImageThatNobodyHas() {
    assertRefused(
        model ->
            model.getGraphBuilder().setInput(0, OnnxProtos.floatTensor("image", 1, 3, 1L << 33, 8)),
        "the graph's input 'image' takes images of 3x8589934592x8 (channels, rows, columns); sides"
            + " of 1 to 65,536 and 268,435,456 values in all are possible");
  }

  private static NodeProto node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  @Test
  void takesNoWeightsFromOtherFilesNotEvenOfAConstant() {
    TensorProto external =
        TensorProto.newBuilder()
            .setName("passwd")
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue("/etc/passwd"))
            .build();
    NodeProto constant =
        NodeProto.newBuilder()
            .setOpType("Constant")
            .addOutput("c")
            .addAttribute(AttributeProto.newBuilder().setName("value").setT(external))
            .build();
    String message = "net.onnx keeps its weights ('passwd') in another file; save it as one file";
    assertRefused(model -> model.getGraphBuilder().addNode(constant), message);
    assertRefused(model -> model.getGraphBuilder().addInitializer(external), message);
  }

  @Test
  void takesNoTensorThatAnnouncesMoreThanItHolds() {
    assertRefused(
        model ->
            model
                .getGraphBuilder()
                .addInitializer(
                    TensorProto.newBuilder()
                        .setName("huge")
                        .setDataType(TensorProto.DataType.FLOAT.getNumber())
                        .addDims(1L << 40)
                        .addDims(1L << 40)
                        .setRawData(ByteString.copyFrom(new byte[4]))),
        "net.onnx: tensor 'huge' announces " + Long.MAX_VALUE + " values but holds fewer");
  }

  @Test
  void takesNoFunctionsOfTheFilesOwn() {
    assertRefused(
        model -> model.addFunctions(FunctionProto.newBuilder().setName("f")),
        "net.onnx defines functions of its own; export it with functions inlined");
  }

  @Test
  void aDamagedFileIsReadOrRefusedWithASentence() throws IOException {
    Mutations mutations = new Mutations(61);
    byte[] whole = TinyGraphs.pyramid(1, 8);
    Outcomes outcomes = new Outcomes("graphs", 8L << 20);
    for (int i = 0; i < 3_000; i++) {
      byte[] damaged = mutations.damage(whole);
      outcomes.attempt(
          i,
          () -> {
            try {
              OnnxGraph.parse(damaged, "net.onnx").requireAllowed();
              return "read";
            } catch (OnnxException e) {
              return "refused";
            }
          });
    }
    outcomes.end(3_000, 2);
  }
}
