package org.mekiki.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.onnx.TinyGraphs;
import org.mekiki.onnx.network.GraphBuilder;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.onnx.network.OnnxProtos;
import org.mekiki.padim.feature.ImageShape;

class OnnxGraphTest {
  @Test
  void listsTensorsWithTheirShapes() {
    OnnxGraph graph = OnnxGraph.generated(TinyGraphs.pyramid(1, 8), "pyramid");
    assertThat(graph.tensors())
        .extracting(TensorShape::toString)
        .containsExactly(
            "doubled [1x3x8x8] Mul",
            "fine [1x3x8x8] Relu",
            "coarse [1x3x4x4] AveragePool",
            "mean [1x3x1x1] GlobalAveragePool",
            "logits [1x3] Flatten");
    assertThat(graph.tensors()).filteredOn(TensorShape::isFeatureMap).hasSize(4);
  }

  @Test
  void findsShapesThatDependOnTheRun() {
    GraphBuilder builder = new GraphBuilder("run");
    builder.input("image", 1, 3, 8, 8);
    builder.node("NonZero", "places", List.of("image"));
    builder.node("Relu", "fine", List.of("image"));
    builder.output("fine", 1, 3, 8, 8);
    OnnxGraph graph = OnnxGraph.generated(builder.build(), "run");
    assertThat(graph.tensors())
        .extracting(TensorShape::toString)
        .containsExactly("places [4x0] NonZero", "fine [1x3x8x8] Relu");
    assertThat(graph.tensors()).extracting(TensorShape::floats).containsExactly(false, true);
  }

  @Test
  void takesOpenSidesOnceTheImageIsNamed() {
    OnnxGraph graph = OnnxGraph.generated(TinyGraphs.pyramid(-1, -1), "pyramid");
    assertThat(graph.inputShape()).isEmpty();
    OnnxGraph fixed = graph.forImage(new ImageShape(3, 16, 32));
    assertThat(fixed.inputShape()).contains(new ImageShape(3, 16, 32));
    assertThat(fixed.tensors()).extracting(TensorShape::sides).contains(List.of(1, 3, 8, 16));
  }

  @Test
  void asksForTheImagesSizeWhereItIsOpen() {
    OnnxGraph graph = OnnxGraph.generated(TinyGraphs.pyramid(-1, -1), "pyramid");
    assertThatThrownBy(graph::tensors)
        .isInstanceOf(OnnxException.class)
        .hasMessage("the graph leaves the size of input 'image' open; name a size (width, height)");
  }

  @Test
  void makesABatchOfSeveralABatchOfOne() {
    OnnxGraph graph = OnnxGraph.generated(TinyGraphs.pyramid(4, 8), "pyramid");
    assertThat(graph.forImage(TinyGraphs.IMAGE).tensors())
        .extracting(shape -> shape.sides().get(0))
        .containsOnly(1);
  }

  @Test
  void keepsOnlyWhatTheCutNeeds() {
    OnnxGraph cut =
        OnnxGraph.generated(TinyGraphs.pyramid(1, 8), "p").cut(List.of("coarse", "fine"));
    assertThat(cut.outputNames()).containsExactly("coarse", "fine");
    assertThat(cut.tensorNames()).containsExactly("doubled", "fine", "coarse");
    assertThat(cut.model().getGraph().getInitializerList())
        .extracting(TensorProto::getName)
        .containsExactly("two");
  }

  @Test
  void givesTheSameBytesForTheSameCut() {
    byte[] file = TinyGraphs.pyramid(1, 8);
    assertThat(OnnxGraph.generated(file, "a").cut(List.of("fine")).bytes())
        .isEqualTo(OnnxGraph.generated(file, "b").cut(List.of("fine")).bytes());
    assertThat(OnnxGraph.generated(file, "a").bytes()).isEqualTo(file);
  }

  @Test
  void namesTheNearestTensorsForAnUnknownOne() {
    OnnxGraph graph = OnnxGraph.generated(TinyGraphs.pyramid(1, 8), "pyramid");
    assertThatThrownBy(() -> graph.cut(List.of("corase")))
        .isInstanceOf(OnnxException.class)
        .hasMessage(
            "the graph has no tensor 'corase'; nearest are 'coarse', 'doubled', 'fine'"
                + " ('mekiki backbone inspect' lists all)");
  }

  @Test
  void refusesACutAtNothingOrAtOneTensorTwice() {
    OnnxGraph graph = OnnxGraph.generated(TinyGraphs.pyramid(1, 8), "pyramid");
    assertThatThrownBy(() -> graph.cut(List.of()))
        .hasMessage("no tensor is named to cut the graph at; name at least one");
    assertThatThrownBy(() -> graph.cut(List.of("fine", "fine")))
        .hasMessage("tensor 'fine' is named twice; name each feature once");
  }

  @Test
  void turnsWeightsThatAreInputsIntoConstants() throws InvalidProtocolBufferException {
    ModelProto modern = ModelProto.parseFrom(TinyGraphs.pyramid(1, 8));
    GraphProto.Builder old = modern.getGraph().toBuilder();
    old.addInput(OnnxProtos.floatTensor("two", 1)).addInput(OnnxProtos.floatTensor("unused", 1000));
    byte[] file = modern.toBuilder().setIrVersion(3).setGraph(old).build().toByteArray();
    OnnxGraph cut = OnnxGraph.generated(file, "old").cut(List.of("fine"));
    assertThat(cut.model().getGraph().getInputCount()).isOne();
    assertThat(cut.model().getIrVersion()).isEqualTo(4);
    assertThat(cut.tensors()).hasSize(2);
  }

  @Test
  void refusesTwoInputs() {
    GraphBuilder graph = new GraphBuilder("two");
    graph.input("left", 1, 3, 8, 8);
    graph.input("right", 1, 3, 8, 8);
    graph.node("Add", "sum", List.of("left", "right"));
    assertThatThrownBy(() -> OnnxGraph.generated(graph.build(), "two"))
        .isInstanceOf(OnnxException.class)
        .hasMessage("the graph takes 2 inputs [left, right]; a backbone takes one, the image");
  }

  @Test
  void refusesAnInputThatIsNoRgbImage() {
    GraphBuilder channelsLast = new GraphBuilder("nhwc");
    channelsLast.input("pixels", -1, 224, 224, 3);
    channelsLast.node("Relu", "out", List.of("pixels"));
    assertThatThrownBy(() -> OnnxGraph.generated(channelsLast.build(), "nhwc"))
        .hasMessage(
            "the graph's input 'pixels' is FLOAT [?, 224, 224, 3];"
                + " a backbone takes FLOAT [batch, 3, height, width]");
    GraphBuilder flat = new GraphBuilder("flat");
    flat.input("row", 1, 100);
    flat.node("Relu", "out", List.of("row"));
    assertThatThrownBy(() -> OnnxGraph.generated(flat.build(), "flat"))
        .hasMessageContaining("'row' is FLOAT [1, 100]");
  }

  @Test
  void refusesWeightsInAnotherFile() throws InvalidProtocolBufferException {
    ModelProto.Builder model = ModelProto.parseFrom(TinyGraphs.pyramid(1, 8)).toBuilder();
    model
        .getGraphBuilder()
        .getInitializerBuilder(0)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    assertThatThrownBy(() -> OnnxGraph.generated(model.build().toByteArray(), "net.onnx"))
        .hasMessage("net.onnx keeps its weights ('two') in another file; save it as one file");
  }

  @Test
  void saysThatAFileIsNotOnnx(@TempDir Path folder) throws Exception {
    Path text = Files.writeString(folder.resolve("net.onnx"), "hello, this is text");
    assertThatThrownBy(() -> OnnxGraph.read(text))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining(text + " is not an ONNX file");
    Path empty = Files.write(folder.resolve("empty.onnx"), new byte[0]);
    assertThatThrownBy(() -> OnnxGraph.read(empty))
        .hasMessageContaining(empty + " is not an ONNX file");
    assertThatThrownBy(() -> OnnxGraph.read(folder.resolve("missing.onnx")))
        .hasMessageContaining("missing.onnx can't be read");
  }

  @Test
  void passesOnWhatOnnxRuntimeRefuses() {
    GraphBuilder graph = new GraphBuilder("broken");
    graph.input("image", 1, 3, 8, 8);
    graph.node("Relu", "out", List.of("image", "image"));
    assertThatThrownBy(() -> OnnxGraph.generated(graph.build(), "broken").tensors())
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("ONNX Runtime can't run this graph on a 3x8x8 image")
        .hasMessageContaining("Relu");
  }
}
