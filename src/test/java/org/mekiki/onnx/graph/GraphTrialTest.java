package org.mekiki.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.HostileGraphs;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.TinyGraphs;
import org.mekiki.onnx.network.GraphBuilder;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.onnx.network.OnnxProtos;
import org.mekiki.padim.feature.ImageTensor;

/** Graphs from outside run in a process of their own first, and do their harm there. */
class GraphTrialTest {
  private static final Map<String, byte[]> HOSTILE = HostileGraphs.all();

  private static final TrialProcess.Limits LIMITS =
      TrialProcess.Limits.of(1 << 20, TinyGraphs.IMAGE);

  @TempDir Path folder;

  private static void assertEnds(OnnxGraph graph, String... messages) {
    var thrown =
        assertThatThrownBy(() -> GraphTrial.run(graph, graph.bytes(), TinyGraphs.IMAGE))
            .isInstanceOf(OnnxException.class);
    for (String message : messages) {
      thrown.hasMessageContaining(message);
    }
  }

  private static OnnxGraph hostile(String name) {
    return OnnxGraph.parse(HOSTILE.get(name), "net.onnx");
  }

  @Test
  void aGraphThatEndsTheProcessIsRefused() throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(TinyGraphs.pyramid(1, 8)).toBuilder();
    model.getGraphBuilder().addInitializer(OnnxProtos.longs("by", -1));
    model.getGraphBuilder().addInitializer(OnnxProtos.longs("least", Long.MIN_VALUE));
    model
        .getGraphBuilder()
        .addNode(
            NodeProto.newBuilder()
                .setOpType("Div")
                .addInput("least")
                .addInput("by")
                .addOutput("quotient"));
    assertEnds(
        OnnxGraph.parse(model.build().toByteArray(), "net.onnx"),
        "this graph ended the process that tried it",
        "it is damaged or made to do harm, and is not loaded");
  }

  /** Its temporary folder is full, or mounted noexec: ONNX Runtime's library can't be unpacked. */
  @Test
  void aTrialThatCannotStartIsNotTheGraphsFault() {
    TrialProcess trial =
        new TrialProcess(
            List.of(java(), "-cp", testClasses(), WithoutLibrary.class.getName()), folder, LIMITS);
    assertThatThrownBy(trial::run)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "it ended with exit code 1: java.io.IOException: No space left on device, planted");
  }

  /** What a process says that can't unpack a native library. */
  static final class WithoutLibrary {
    public static void main(String[] args) {
      throw new IllegalStateException(
          "no library",
          new IllegalStateException(
              "not unpacked", new IOException("No space left on device, planted")));
    }
  }

  @Test
  void aResultThatCannotBeWrittenIsNotTheGraphsFault() throws IOException {
    OnnxGraph graph = OnnxGraph.parse(TinyGraphs.pyramid(1, 8), "net.onnx");
    Files.write(folder.resolve(GraphTrialMain.GRAPH), graph.bytes());
    Files.write(folder.resolve(GraphTrialMain.TENSORS), GraphTrial.withAllOutputs(graph));
    Files.createDirectories(folder.resolve(GraphTrialMain.RESULT + ".part"));
    TrialProcess trial =
        new TrialProcess(
            GraphTrial.command(folder, graph.inputName(), TinyGraphs.IMAGE), folder, LIMITS);
    assertThatThrownBy(trial::run)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it ended with exit code 3")
        .hasMessageContaining("result.part");
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String testClasses() {
    return GraphTrialTest.class.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  @Test
  void aGraphThatTakesTooLongIsRefused() {
    assertEnds(
        hostile("a chain of large products, opset 18"),
        "tried in a process of its own, this graph takes more than",
        "s to load and to run: it is not loaded");
  }

  @Test
  void aGraphThatTakesTooMuchMemoryIsRefused() {
    assertEnds(
        hostile("an image that doubles forty times, opset 18"),
        "tried in a process of its own, this graph takes more than 512 MB of memory");
  }

  @Test
  void whatOnnxRuntimeSaysOfAGraphIsPassedOn() {
    GraphBuilder graph = new GraphBuilder("broken");
    graph.input("image", 1, 3, 8, 8);
    graph.node("Relu", "out", List.of("image", "image"));
    OnnxGraph broken = OnnxGraph.parse(graph.build(), "broken");
    assertThatThrownBy(broken::tensors)
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("ONNX Runtime can't run this graph on a 3x8x8 image")
        .hasMessageContaining("Relu");
  }

  @Test
  void aGraphFromOutsideHasTheShapesAndFeaturesThatItHasHere() {
    byte[] bytes = TinyGraphs.pyramid(1, 8);
    OnnxGraph outside = OnnxGraph.parse(bytes, "net.onnx");
    assertThat(outside.tensors()).isEqualTo(OnnxGraph.generated(bytes, "pyramid").tensors());
    BackboneGraph here = TinyGraphs.backbone(8);
    ImageTensor image = TinyGraphs.constantImage(8, 0.5f);
    try (OnnxFeatureExtractor ours = new OnnxFeatureExtractor(here);
        OnnxFeatureExtractor theirs =
            new OnnxFeatureExtractor(
                new BackboneGraph(here.backbone(), outside.cut(List.of("fine", "coarse"))))) {
      assertThat(theirs.extract(image).get(1).values())
          .isEqualTo(ours.extract(image).get(1).values());
    }
  }
}
