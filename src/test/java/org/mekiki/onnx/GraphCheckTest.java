package org.mekiki.onnx;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mekiki.Mutations;
import org.mekiki.Outcomes;

/** What a graph file may not hold, whoever it comes from. */
@Timeout(60)
class GraphCheckTest {
  private static OnnxGraph parse(Consumer<ModelProto.Builder> change) throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(TinyGraphs.pyramid(1, 8)).toBuilder();
    change.accept(model);
    return OnnxGraph.parse(model.build().toByteArray(), "net.onnx");
  }

  private static void assertRefused(Consumer<ModelProto.Builder> change, String message) {
    assertThatThrownBy(() -> parse(change)).isInstanceOf(OnnxException.class).hasMessage(message);
  }

  @Test
  void takesOurOwnNetworks() {
    assertThatCode(() -> parse(model -> {})).doesNotThrowAnyException();
    assertThatCode(Backbones::builtIn).doesNotThrowAnyException();
    assertThatCode(() -> OnnxGraph.parse(TinyGraphs.resNet18(), "r18")).doesNotThrowAnyException();
  }

  @Test
  void takesNoOperatorOfAnotherDomain() {
    assertRefused(
        model -> model.getGraphBuilder().getNodeBuilder(0).setDomain("evil").setOpType("Shell"),
        "net.onnx uses operator 'Shell' of domain 'evil'; only operators of the ONNX standard are"
            + " run: export it without optimisations for one runtime");
  }

  @Test
  void takesNoLoopNotEvenWithinABranch() {
    NodeProto loop = NodeProto.newBuilder().setOpType("Loop").addOutput("x").build();
    NodeProto branch =
        NodeProto.newBuilder()
            .setOpType("If")
            .addOutput("y")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("then_branch")
                    .setG(GraphProto.newBuilder().addNode(loop)))
            .build();
    String message =
        "net.onnx uses operator 'Loop', which is not run here: loops, sequences, strings and"
            + " chance have no place in a backbone";
    assertRefused(model -> model.getGraphBuilder().addNode(loop), message);
    assertRefused(model -> model.getGraphBuilder().addNode(branch), message);
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
              OnnxGraph.parse(damaged, "net.onnx");
              return "read";
            } catch (OnnxException e) {
              return "refused";
            }
          });
    }
    outcomes.end(3_000, 2);
  }
}
