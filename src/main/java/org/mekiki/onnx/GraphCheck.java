package org.mekiki.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a graph may consist of, looked at before ONNX Runtime sees any of it: operators of the ONNX
 * standard that compute one tensor from others the same way every time, and weights that lie in the
 * file itself. No loops (they need not end), no sequences, strings, chance or operators of other
 * domains, no functions of the file's own, no other files.
 */
final class GraphCheck {
  private static final Set<String> STANDARD = Set.of("", "ai.onnx");

  private static final Set<String> OPERATORS =
      Set.of(
          ("Abs Acos Acosh Add And ArgMax ArgMin Asin Asinh Atan Atanh AveragePool"
                  + " BatchNormalization BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor Cast"
                  + " CastLike Ceil Celu CenterCropPad Clip Compress Concat Constant ConstantOfShape"
                  + " Conv ConvInteger ConvTranspose Cos Cosh CumSum DeformConv DepthToSpace"
                  + " DequantizeLinear Det Div Dropout DynamicQuantizeLinear Einsum Elu Equal Erf"
                  + " Exp Expand EyeLike Flatten Floor GRU Gather GatherElements GatherND Gelu Gemm"
                  + " GlobalAveragePool GlobalLpPool GlobalMaxPool Greater GreaterOrEqual GridSample"
                  + " GroupNormalization HardSigmoid HardSwish Hardmax Identity If"
                  + " InstanceNormalization IsInf IsNaN LRN LSTM LayerNormalization LeakyRelu Less"
                  + " LessOrEqual Log LogSoftmax LpNormalization LpPool MatMul MatMulInteger Max"
                  + " MaxPool MaxRoiPool MaxUnpool Mean MeanVarianceNormalization Min Mish Mod Mul"
                  + " Neg NonMaxSuppression NonZero Not OneHot Or PRelu Pad Pow QLinearConv"
                  + " QLinearMatMul QuantizeLinear RNN Range Reciprocal ReduceL1 ReduceL2"
                  + " ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd"
                  + " ReduceSum ReduceSumSquare Relu Reshape Resize ReverseSequence RoiAlign Round"
                  + " ScatterElements ScatterND Selu Shape Shrink Sigmoid Sign Sin Sinh Size Slice"
                  + " Softmax Softplus Softsign SpaceToDepth Split Sqrt Squeeze Sub Sum Tan Tanh"
                  + " ThresholdedRelu Tile TopK Transpose Trilu Unique Unsqueeze Upsample Where Xor"
                  + " RMSNormalization Swish Attention RotaryEmbedding DFT STFT HannWindow"
                  + " HammingWindow BlackmanWindow MelWeightMatrix Scatter Affine")
              .split(" "));

  private final String origin;

  private GraphCheck(String origin) {
    this.origin = origin;
  }

  /**
   * Checks a graph.
   *
   * @param origin for messages
   * @throws OnnxException if there is anything in it that is not allowed
   */
  static void check(ModelProto model, String origin) {
    GraphCheck check = new GraphCheck(origin);
    if (model.getFunctionsCount() > 0) {
      throw new OnnxException(
          origin + " defines functions of its own; export it with functions inlined");
    }
    check.graph(model.getGraph());
  }

  private void graph(GraphProto graph) {
    graph.getInitializerList().forEach(this::tensor);
    graph
        .getSparseInitializerList()
        .forEach(
            sparse -> {
              tensor(sparse.getValues());
              tensor(sparse.getIndices());
            });
    graph.getNodeList().forEach(this::node);
  }

  private void node(NodeProto node) {
    if (!STANDARD.contains(node.getDomain())) {
      throw new OnnxException(
          String.format(
              "%s uses operator '%s' of domain '%s'; only operators of the ONNX standard are run:"
                  + " export it without optimisations for one runtime",
              origin, node.getOpType(), node.getDomain()));
    }
    if (!OPERATORS.contains(node.getOpType())) {
      throw new OnnxException(
          String.format(
              "%s uses operator '%s', which is not run here: loops, sequences, strings and chance"
                  + " have no place in a backbone",
              origin, node.getOpType()));
    }
    for (AttributeProto attribute : node.getAttributeList()) {
      List<TensorProto> tensors = new ArrayList<>(attribute.getTensorsList());
      List<GraphProto> inner = new ArrayList<>(attribute.getGraphsList());
      if (attribute.hasT()) {
        tensors.add(attribute.getT());
      }
      if (attribute.hasG()) {
        inner.add(attribute.getG());
      }
      tensors.forEach(this::tensor);
      inner.forEach(this::graph);
    }
  }

  private void tensor(TensorProto tensor) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL
        || tensor.getExternalDataCount() > 0) {
      throw new OnnxException(
          String.format(
              "%s keeps its weights ('%s') in another file; save it as one file",
              origin, tensor.getName()));
    }
    long values = 1;
    try {
      for (long side : tensor.getDimsList()) {
        values = Math.multiplyExact(values, Math.max(0, side));
      }
    } catch (ArithmeticException e) {
      values = Long.MAX_VALUE;
    }
    if (values > stored(tensor)) {
      throw new OnnxException(
          String.format(
              "%s: tensor '%s' announces %d values but holds fewer",
              origin, tensor.getName(), values));
    }
  }

  /** The most values that it can hold: two to a byte, as those of 4 bits are. */
  private static long stored(TensorProto tensor) {
    return 2L * tensor.getRawData().size()
        + tensor.getFloatDataCount()
        + 2L * tensor.getInt32DataCount() * Integer.BYTES
        + tensor.getInt64DataCount()
        + tensor.getDoubleDataCount()
        + tensor.getUint64DataCount()
        + tensor.getStringDataCount();
  }
}
