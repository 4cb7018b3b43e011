package org.mekiki.onnx.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.errorprone.annotations.FormatMethod;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.text.Text;

/**
 * What a graph may consist of, checked before ONNX Runtime sees any of it: the operators that
 * feature networks are made of, with weights in the file itself. No loops (they need not end), no
 * branches, sequences, strings, chance or operators of other domains, no functions of the file's
 * own, no other files. {@link ConstantCheck} then looks at the values.
 */
public final class GraphCheck {
  private static final Set<String> STANDARD = Set.of("", "ai.onnx");

  /** What one graph can hold; the largest published networks have some thousand nodes. */
  private static final int MOST_NODES = 20_000;

  private static final int LONGEST_NAME = 1_000;

  /** Most inputs and outputs of a node; a DenseNet's concatenations take some dozens. */
  private static final int MOST_ENDS = 1_024;

  public static final Set<String> OPERATORS =
      new TreeSet<>(
          Arrays.asList(
              ("Abs Add And AveragePool BatchNormalization Cast Ceil Celu Clip Concat Constant"
                      + " ConstantOfShape Conv ConvInteger ConvTranspose Cos DepthToSpace"
                      + " DequantizeLinear Div Dropout DynamicQuantizeLinear Einsum Elu Equal Erf"
                      + " Exp Expand Flatten Floor Gather Gelu Gemm GlobalAveragePool"
                      + " GlobalMaxPool Greater GreaterOrEqual GroupNormalization HardSigmoid"
                      + " HardSwish Identity InstanceNormalization LRN LayerNormalization LeakyRelu"
                      + " Less LessOrEqual Log LogSoftmax MatMul MatMulInteger Max"
                      + " MaxPool Mean Min Mish Mul Neg Not Or PRelu Pad Pow QLinearConv"
                      + " QLinearMatMul QuantizeLinear RMSNormalization Reciprocal ReduceL1"
                      + " ReduceL2 ReduceMax ReduceMean ReduceMin ReduceSum ReduceSumSquare Relu"
                      + " Reshape Resize Round Selu Shape Sigmoid Sign Sin Slice Softmax Softplus"
                      + " Softsign SpaceToDepth Split Sqrt Squeeze Sub Sum Swish Tanh"
                      + " ThresholdedRelu Tile Transpose Unsqueeze Upsample Where")
                  .split(" ")));

  private final String origin;

  private GraphCheck(String origin) {
    this.origin = origin;
  }

  /**
   * Checks a file: all but its operators, which a cut may still remove.
   *
   * @throws OnnxException if there is anything in it that is not allowed
   */
  static void file(ModelProto model, String origin) {
    GraphCheck check = new GraphCheck(origin);
    if (model.getFunctionsCount() > 0) {
      throw check.refused("defines functions of its own; export it with functions inlined");
    }
    check.graph(model.getGraph());
  }

  /**
   * Checks the operators that are to be run, and the values that they are given.
   *
   * @throws OnnxException if one is not allowed
   */
  static void operators(GraphProto graph, String origin) {
    GraphCheck check = new GraphCheck(origin);
    graph.getNodeList().forEach(check::operator);
    ConstantCheck.check(graph, origin);
  }

  private void graph(GraphProto graph) {
    if (graph.getSparseInitializerCount() > 0) {
      throw refused("has sparse weights; save it with dense ones");
    }
    if (graph.getNodeCount() > MOST_NODES) {
      throw refused(
          "has %,d operators; at most %,d are possible", graph.getNodeCount(), MOST_NODES);
    }
    Set<String> constants = new HashSet<>();
    graph
        .getInitializerList()
        .forEach(
            tensor -> {
              name(tensor.getName());
              TensorValues.check(tensor, origin);
              if (!constants.add(tensor.getName())) {
                throw refused("holds the weights '%s' twice", tensor.getName());
              }
            });
    Set<String> made = new HashSet<>(constants);
    graph.getInputList().forEach(input -> made.add(input.getName()));
    for (NodeProto node : graph.getNodeList()) {
      node(node);
      for (String output : node.getOutputList()) {
        if (!output.isEmpty() && !made.add(output)) {
          throw refused("makes the tensor '%s' twice", output);
        }
      }
    }
  }

  private void node(NodeProto node) {
    if (node.getInputCount() > MOST_ENDS || node.getOutputCount() > MOST_ENDS) {
      throw refused(
          "has a %s with %,d inputs and %,d outputs; at most %,d are possible",
          node.getOpType(), node.getInputCount(), node.getOutputCount(), MOST_ENDS);
    }
    name(node.getOpType());
    name(node.getDomain());
    name(node.getName());
    node.getInputList().forEach(this::name);
    node.getOutputList().forEach(this::name);
  }

  private void operator(NodeProto node) {
    if (!STANDARD.contains(node.getDomain())) {
      throw refused(
          "uses operator '%s' of domain '%s'; only operators of the ONNX standard are run: export"
              + " it without optimisations for one runtime",
          node.getOpType(), node.getDomain());
    }
    if (!OPERATORS.contains(node.getOpType())) {
      throw refused(
          "uses operator '%s', which is not run here. Feature networks need convolutions, matrix"
              + " products, activations, normalisation, pooling and what changes shapes. If it"
              + " comes after the features, name them (--features), and it is cut off",
          node.getOpType());
    }
    Set<String> names = new HashSet<>();
    for (AttributeProto attribute : node.getAttributeList()) {
      if (!names.add(attribute.getName())) {
        throw refused("gives a %s the attribute '%s' twice", node.getOpType(), attribute.getName());
      }
      if (attribute.hasG()
          || attribute.getGraphsCount() > 0
          || attribute.hasSparseTensor()
          || attribute.getSparseTensorsCount() > 0
          || attribute.getTensorsCount() > 0
          || attribute.hasTp()
          || attribute.getTypeProtosCount() > 0) {
        throw refused(
            "gives a %s the attribute '%s' of a kind that no feature network has",
            node.getOpType(), attribute.getName());
      }
    }
  }

  private void name(String name) {
    if (name.length() > LONGEST_NAME) {
      throw refused(
          "has a name of %,d characters; at most %,d are possible", name.length(), LONGEST_NAME);
    }
  }

  @FormatMethod
  private OnnxException refused(String what, Object... values) {
    return new OnnxException(origin + " " + Text.of(what, values));
  }
}
