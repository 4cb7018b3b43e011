package org.mekiki.onnx.network;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Writes an ONNX graph node by node. The same calls give the same bytes, on every machine.
 *
 * <p>Not thread-safe.
 */
public final class GraphBuilder {
  /** Opset 13: every operator in use here is the same up to 17, so that old runtimes load it. */
  static final int OPSET = 13;

  private static final int IR_VERSION = 7; // the one that came with opset 13

  private final GraphProto.Builder graph;

  public GraphBuilder(String name) {
    graph = GraphProto.newBuilder().setName(name);
  }

  /** Adds a float input. */
  public String input(String name, long... shape) {
    graph.addInput(OnnxProtos.floatTensor(name, shape));
    return name;
  }

  /** Makes a tensor an output, with this shape; -1 leaves a side open. */
  public void output(String name, long... shape) {
    graph.addOutput(OnnxProtos.floatTensor(name, shape));
  }

  /** Adds constant float values. */
  public String floats(String name, float[] values, long... shape) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES);
    raw.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name);
    tensor.setDataType(TensorProto.DataType.FLOAT.getNumber());
    tensor.setRawData(ByteString.copyFrom(raw.rewind()));
    for (long side : shape) {
      tensor.addDims(side);
    }
    graph.addInitializer(tensor);
    return name;
  }

  /** Adds a constant vector of integers. */
  String longs(String name, long... values) {
    graph.addInitializer(OnnxProtos.longs(name, values));
    return name;
  }

  /** Adds a node with one output, which it is named after, and returns that name. */
  public String node(
      String operator, String output, List<String> inputs, AttributeProto... attributes) {
    node(operator, List.of(output), inputs, attributes);
    return output;
  }

  public void node(
      String operator, List<String> outputs, List<String> inputs, AttributeProto... attributes) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(operator).setName(outputs.get(0) + "/" + operator);
    node.addAllInput(inputs).addAllOutput(outputs);
    for (AttributeProto attribute : attributes) {
      node.addAttribute(attribute);
    }
    graph.addNode(node);
  }

  public static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  public static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  public static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  /** The file's bytes. */
  public byte[] build() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("mekiki")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }
}
