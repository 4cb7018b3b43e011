package org.mekiki.onnx.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The types of all tensors' values, as the operators of {@link GraphCheck} hand them on. */
final class ElementTypes {
  /** Of a tensor whose type can't be told. */
  static final int UNKNOWN = DataType.UNDEFINED.getNumber();

  private static final int FLOAT = DataType.FLOAT.getNumber();

  private final Map<String, Integer> types = new HashMap<>();

  ElementTypes(GraphProto graph) {
    for (ValueInfoProto input : graph.getInputList()) {
      types.put(input.getName(), input.getType().getTensorType().getElemType());
    }
    for (TensorProto tensor : graph.getInitializerList()) {
      types.put(tensor.getName(), tensor.getDataType());
    }
    graph.getNodeList().forEach(this::node);
  }

  /** The number of a {@link DataType}; {@link #UNKNOWN} if it can't be told. */
  int of(String tensor) {
    return types.getOrDefault(tensor, UNKNOWN);
  }

  boolean isFloating(String tensor) {
    int type = of(tensor);
    return type == FLOAT
        || type == DataType.DOUBLE.getNumber()
        || type == DataType.FLOAT16.getNumber();
  }

  private void node(NodeProto node) {
    List<String> outputs = node.getOutputList();
    for (int i = 0; i < outputs.size(); i++) {
      types.put(outputs.get(i), output(node, i));
    }
  }

  private int output(NodeProto node, int index) {
    return switch (node.getOpType()) {
      case "Cast" -> attribute(node, "to", UNKNOWN);
      case "Constant" -> constant(node);
      case "ConstantOfShape" ->
          node.getAttributeList().stream()
              .filter(attribute -> attribute.getName().equals("value"))
              .map(attribute -> attribute.getT().getDataType())
              .findFirst()
              .orElse(FLOAT);
      case "Shape" -> DataType.INT64.getNumber();
      case "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Not" ->
          DataType.BOOL.getNumber();
      case "ConvInteger", "MatMulInteger" -> DataType.INT32.getNumber();
      case "DynamicQuantizeLinear" -> index == 1 ? FLOAT : DataType.UINT8.getNumber();
      case "QuantizeLinear" ->
          node.getInputCount() > 2 && !node.getInput(2).isEmpty()
              ? of(node.getInput(2))
              : DataType.UINT8.getNumber();
      case "DequantizeLinear" -> input(node, 1);
      case "QLinearConv", "QLinearMatMul" -> input(node, 7);
      case "Where" -> input(node, 1);
      case "MaxPool" -> index == 0 ? input(node, 0) : DataType.INT64.getNumber();
      case "Dropout" -> index == 0 ? input(node, 0) : DataType.BOOL.getNumber();
      default -> input(node, 0);
    };
  }

  private int input(NodeProto node, int index) {
    return index < node.getInputCount() ? of(node.getInput(index)) : UNKNOWN;
  }

  private static int constant(NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      switch (attribute.getName()) {
        case "value" -> {
          return attribute.getT().getDataType();
        }
        case "value_float", "value_floats" -> {
          return FLOAT;
        }
        case "value_int", "value_ints" -> {
          return DataType.INT64.getNumber();
        }
        default -> {}
      }
    }
    return UNKNOWN;
  }

  static int attribute(NodeProto node, String name, int otherwise) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return (int) attribute.getI();
      }
    }
    return otherwise;
  }
}
