package org.mekiki.onnx.int8;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.mekiki.onnx.network.GraphBuilder;
import org.mekiki.onnx.network.OnnxProtos;

/**
 * Writes a graph anew with QuantizeLinear and DequantizeLinear around what is to run in int8.
 *
 * <pre>
 * image → Q → DQ → Conv(DQ(int8 weights), DQ(int32 bias)) → Relu → Q → DQ → …
 * </pre>
 *
 * A tensor's pair stands right behind the node that makes it and all readers read the DQ: so ONNX
 * Runtime finds DQ on every side of a node and makes it one integer kernel. Used once.
 */
final class QdqWriter {
  private static final String QUANTIZED = "/quantized";
  private static final String FLOAT = "/float";
  private static final String DEQUANTIZED = "/dequantized";
  private static final int LARGEST_WEIGHT = 127;

  private final QuantizationPlan plan;
  private final Map<String, ActivationRange> ranges;
  private final GraphProto.Builder out;
  private final Map<String, NodeProto> convolutions = new HashMap<>();
  private final Set<String> replaced = new HashSet<>();

  QdqWriter(QuantizationPlan plan, Map<String, ActivationRange> ranges) {
    this.plan = plan;
    this.ranges = ranges;
    GraphProto graph = plan.graph();
    this.out = graph.toBuilder().clearNode().clearInitializer().clearValueInfo();
    plan.convolutions().forEach(node -> convolutions.put(node.getOutput(0), node));
  }

  GraphProto write() {
    GraphProto graph = plan.graph();
    String input = graph.getInput(0).getName();
    if (plan.tensors().contains(input)) {
      pair(input, input, input + DEQUANTIZED);
    }
    for (NodeProto node : graph.getNodeList()) {
      NodeProto.Builder copy = node.toBuilder();
      for (int i = 0; i < node.getInputCount(); i++) {
        copy.setInput(i, read(node.getInput(i)));
      }
      for (int i = 0; i < node.getOutputCount(); i++) {
        String name = node.getOutput(i);
        if (plan.tensors().contains(name) && plan.isOutput(name)) {
          copy.setOutput(i, name + FLOAT);
        }
      }
      if (convolutions.containsKey(node.getOutput(0))) {
        weights(node, copy);
      }
      out.addNode(copy);
      for (String name : node.getOutputList()) {
        if (plan.tensors().contains(name)) {
          boolean output = plan.isOutput(name);
          pair(name, output ? name + FLOAT : name, output ? name : name + DEQUANTIZED);
        }
      }
    }
    for (TensorProto weight : graph.getInitializerList()) {
      if (!replaced.contains(weight.getName()) || isRead(weight.getName())) {
        out.addInitializer(weight);
      }
    }
    return out.build();
  }

  private boolean isRead(String name) {
    return out.getNodeList().stream().anyMatch(node -> node.getInputList().contains(name));
  }

  /** What stands for a tensor behind its pair. */
  private String read(String name) {
    return plan.tensors().contains(name) && !plan.isOutput(name) ? name + DEQUANTIZED : name;
  }

  private void pair(String tensor, String from, String to) {
    ActivationRange range = range(tensor);
    String scale = tensor + "/scale";
    String zero = tensor + "/zero";
    out.addInitializer(floats(scale, new float[] {range.scale()}).clearDims());
    out.addInitializer(
        bytes(zero, TensorProto.DataType.UINT8, new byte[] {(byte) range.zeroPoint()}).clearDims());
    String quantized = tensor + QUANTIZED;
    out.addNode(node("QuantizeLinear", quantized, from, scale, zero));
    out.addNode(node("DequantizeLinear", to, quantized, scale, zero));
  }

  private ActivationRange range(String tensor) {
    ActivationRange range = ranges.get(plan.scaleOf(tensor));
    if (range == null) {
      throw new IllegalStateException("no range was learned for tensor '" + tensor + "'");
    }
    return range;
  }

  /** Weights and bias of a convolution, by their own names with an ending: shared ones stay. */
  private void weights(NodeProto node, NodeProto.Builder copy) {
    String base = node.getOutput(0) + "/weight";
    TensorProto tensor = plan.weight(node.getInput(1));
    float[] values = OnnxProtos.floats(tensor);
    int channels = (int) tensor.getDims(0);
    int each = values.length / channels;
    float[] scales = new float[channels];
    byte[] rounded = new byte[values.length];
    for (int c = 0; c < channels; c++) {
      float largest = 0;
      for (int i = c * each; i < (c + 1) * each; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      scales[c] = largest > 0 ? largest / LARGEST_WEIGHT : 1;
      for (int i = c * each; i < (c + 1) * each; i++) {
        rounded[i] = (byte) Math.round(values[i] / scales[c]);
      }
    }
    TensorProto.Builder weight = bytes(base + QUANTIZED, TensorProto.DataType.INT8, rounded);
    out.addInitializer(weight.clearDims().addAllDims(tensor.getDimsList()));
    out.addInitializer(floats(base + "/scale", scales));
    out.addInitializer(bytes(base + "/zero", TensorProto.DataType.INT8, new byte[channels]));
    out.addNode(
        node("DequantizeLinear", base, base + QUANTIZED, base + "/scale", base + "/zero")
            .toBuilder()
            .addAttribute(GraphBuilder.integer("axis", 0)));
    copy.setInput(1, base);
    replaced.add(node.getInput(1));
    if (node.getInputCount() > 2 && !node.getInput(2).isEmpty()) {
      copy.setInput(2, bias(node, scales));
    }
  }

  private String bias(NodeProto node, float[] weightScales) {
    String base = node.getOutput(0) + "/bias";
    float[] values = OnnxProtos.floats(plan.weight(node.getInput(2)));
    float input = range(node.getInput(0)).scale();
    float[] scales = new float[values.length];
    ByteBuffer raw =
        ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int c = 0; c < values.length; c++) {
      scales[c] = input * weightScales[c];
      raw.putInt(Math.round(values[c] / scales[c]));
    }
    out.addInitializer(tensor(base + QUANTIZED, TensorProto.DataType.INT32, values.length, raw));
    out.addInitializer(floats(base + "/scale", scales));
    ByteBuffer zeros = ByteBuffer.allocate(values.length * Integer.BYTES);
    out.addInitializer(tensor(base + "/zero", TensorProto.DataType.INT32, values.length, zeros));
    out.addNode(
        node("DequantizeLinear", base, base + QUANTIZED, base + "/scale", base + "/zero")
            .toBuilder()
            .addAttribute(GraphBuilder.integer("axis", 0)));
    replaced.add(node.getInput(2));
    return base;
  }

  private static NodeProto node(String operator, String output, String... inputs) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(operator).setName(output + "/" + operator);
    for (String input : inputs) {
      node.addInput(input);
    }
    return node.addOutput(output).build();
  }

  private static TensorProto.Builder floats(String name, float[] values) {
    ByteBuffer raw =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return tensor(name, TensorProto.DataType.FLOAT, values.length, raw);
  }

  private static TensorProto.Builder bytes(String name, TensorProto.DataType type, byte[] values) {
    return tensor(name, type, values.length, ByteBuffer.wrap(values));
  }

  private static TensorProto.Builder tensor(
      String name, TensorProto.DataType type, int length, ByteBuffer raw) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(type.getNumber())
        .addDims(length)
        .setRawData(ByteString.copyFrom(raw.rewind()));
  }
}
