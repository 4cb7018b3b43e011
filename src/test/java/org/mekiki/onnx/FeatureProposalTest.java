package org.mekiki.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mekiki.onnx.FeatureProposal.Candidate;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.onnx.network.GraphBuilder;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageShape;

class FeatureProposalTest {
  private static final ImageShape IMAGE = new ImageShape(3, 64, 64);

  @Test
  void proposesTheStagesOfAResNet() {
    OnnxGraph graph = OnnxGraph.generated(TinyGraphs.resNet18(), "resnet18");
    FeatureProposal proposal = FeatureProposal.of(graph, new ImageShape(3, 224, 224));
    assertThat(proposal.proposed()).containsExactly("layer1", "layer2", "layer3");
    assertThat(candidate(proposal, "layer2"))
        .extracting(Candidate::shape, Candidate::operator, Candidate::stride)
        .containsExactly(new FeatureShape("layer2", 128, 28, 28), "Relu", 8);
  }

  @Test
  void countsTheOperationsOfAResNet() {
    OnnxGraph graph = OnnxGraph.generated(TinyGraphs.resNet18(), "resnet18");
    FeatureProposal proposal = FeatureProposal.of(graph, new ImageShape(3, 224, 224));
    long stem = 112L * 112 * 64 * 3 * 49;
    long layer1 = 4 * 56L * 56 * 64 * 64 * 9;
    long layer2 = 28L * 28 * 128 * (64 * 9 + 3 * 128 * 9 + 64);
    long layer3 = 14L * 14 * 256 * (128 * 9 + 3 * 256 * 9 + 128);
    assertThat(candidate(proposal, "relu").macs()).isEqualTo(stem);
    assertThat(candidate(proposal, "layer1").macs()).isEqualTo(stem + layer1);
    assertThat(candidate(proposal, "layer3").macs()).isEqualTo(stem + layer1 + layer2 + layer3);
  }

  /** As in MobileNetV2 and ResNet-50, where the next stage begins at the old size. */
  @Test
  void passesOverAnExpansionAfterTheLastResidualSum() {
    GraphBuilder graph = new GraphBuilder("inverted");
    graph.input("image", 1, 3, 64, 64);
    String narrow = pool(graph, "narrow", "image", 4);
    graph.node("Exp", "branch", List.of(narrow));
    graph.node("Add", "residual", List.of(narrow, "branch"));
    graph.node("Concat", "expanded", List.of("residual", "residual"), axis());
    graph.node("Clip", "expanded_clipped", List.of("expanded"));
    graph.output(pool(graph, "coarser", "expanded_clipped", 2), 1, 6, 8, 8);
    FeatureProposal proposal = FeatureProposal.of(OnnxGraph.generated(graph.build(), "net"), IMAGE);
    assertThat(proposal.proposed()).containsExactly("residual", "coarser");
  }

  @Test
  void takesTheActivationOfAResidualSum() {
    GraphBuilder graph = new GraphBuilder("activated");
    graph.input("image", 1, 3, 64, 64);
    String narrow = pool(graph, "narrow", "image", 4);
    graph.node("Exp", "branch", List.of(narrow));
    graph.node("Add", "residual", List.of(narrow, "branch"));
    graph.node("Relu", "activated", List.of("residual"));
    graph.node("Neg", "later", List.of("activated"));
    graph.output("later", 1, 3, 16, 16);
    FeatureProposal proposal = FeatureProposal.of(OnnxGraph.generated(graph.build(), "net"), IMAGE);
    assertThat(proposal.proposed()).containsExactly("activated");
  }

  @Test
  void takesTheLastTensorWhereNothingIsResidual() {
    GraphBuilder graph = new GraphBuilder("plain");
    graph.input("image", 1, 3, 64, 64);
    graph.floats("bias", new float[] {1, 2, 3}, 1, 3, 1, 1);
    String fine = pool(graph, "fine", "image", 4);
    graph.node("Add", "biased", List.of(fine, "bias")); // a constant makes no residual
    graph.node("Relu", "last", List.of("biased"));
    graph.node("Neg", "very_last", List.of("last"));
    graph.output("very_last", 1, 3, 16, 16);
    FeatureProposal proposal = FeatureProposal.of(OnnxGraph.generated(graph.build(), "net"), IMAGE);
    assertThat(proposal.proposed()).containsExactly("very_last");
  }

  @Test
  void listsOnlyMapsWithAWholeStride() {
    OnnxGraph graph = OnnxGraph.generated(TinyGraphs.pyramid(-1, -1), "pyramid");
    FeatureProposal proposal = FeatureProposal.of(graph, new ImageShape(3, 9, 9));
    assertThat(proposal.candidates())
        .extracting(candidate -> candidate.shape().name())
        .containsExactly("doubled", "fine"); // coarse is 4x4 of 9x9, mean is no map
    assertThat(proposal.proposed()).isEmpty();
  }

  private static Candidate candidate(FeatureProposal proposal, String name) {
    return proposal.candidates().stream()
        .filter(candidate -> candidate.shape().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String pool(GraphBuilder graph, String name, String input, int factor) {
    return graph.node(
        "AveragePool",
        name,
        List.of(input),
        GraphBuilder.ints("kernel_shape", factor, factor),
        GraphBuilder.ints("strides", factor, factor));
  }

  private static AttributeProto axis() {
    return GraphBuilder.integer("axis", 1);
  }
}
