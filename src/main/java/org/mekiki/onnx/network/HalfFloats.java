package org.mekiki.onnx.network;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Graphs with weights of 16 bits (FLOAT16, IEEE 754 binary16), read as the same graph with weights
 * of 32 bits: each value of the former is one of the latter. ONNX Runtime's CPU kernels compute in
 * 32 bits anyway.
 */
public final class HalfFloats {
  private static final int HALF = DataType.FLOAT16.getNumber();
  private static final int FLOAT = DataType.FLOAT.getNumber();

  private HalfFloats() {}

  /** The graph without a 16-bit value; itself if there is none. */
  public static GraphProto widened(GraphProto graph) {
    if (!isIn(graph)) {
      return graph;
    }
    GraphProto.Builder wide = graph.toBuilder();
    wide.getInputBuilderList().forEach(HalfFloats::widen);
    wide.getOutputBuilderList().forEach(HalfFloats::widen);
    wide.getValueInfoBuilderList().forEach(HalfFloats::widen);
    wide.getInitializerBuilderList().forEach(HalfFloats::widen);
    for (NodeProto.Builder node : wide.getNodeBuilderList()) {
      for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
        if (attribute.hasT()) {
          widen(attribute.getTBuilder());
        }
        if (isType(node.getOpType(), attribute.getName()) && attribute.getI() == HALF) {
          attribute.setI(FLOAT);
        }
      }
    }
    return wide.build();
  }

  private static boolean isIn(GraphProto graph) {
    return graph.getInitializerList().stream().anyMatch(tensor -> tensor.getDataType() == HALF)
        || graph.getInputList().stream().anyMatch(input -> type(input) == HALF)
        || graph.getNodeList().stream()
            .flatMap(node -> node.getAttributeList().stream())
            .anyMatch(
                attribute ->
                    attribute.hasT() && attribute.getT().getDataType() == HALF
                        || attribute.getName().equals("to") && attribute.getI() == HALF);
  }

  private static boolean isType(String operator, String attribute) {
    return operator.equals("Cast") && attribute.equals("to")
        || attribute.equals("output_dtype")
        || attribute.equals("stash_type");
  }

  private static int type(ValueInfoProto value) {
    return value.getType().getTensorType().getElemType();
  }

  private static void widen(ValueInfoProto.Builder value) {
    if (value.getType().getTensorType().getElemType() == HALF) {
      value.getTypeBuilder().getTensorTypeBuilder().setElemType(FLOAT);
    }
  }

  private static void widen(TensorProto.Builder tensor) {
    if (tensor.getDataType() != HALF) {
      return;
    }
    ByteBuffer wide;
    if (tensor.getInt32DataCount() > 0) { // the bits, one value each
      wide = buffer(tensor.getInt32DataCount());
      tensor.getInt32DataList().forEach(bits -> wide.putFloat(widened(bits.shortValue())));
    } else {
      ByteBuffer bits = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      wide = buffer(bits.remaining() / Short.BYTES);
      while (bits.remaining() >= Short.BYTES) {
        wide.putFloat(widened(bits.getShort()));
      }
    }
    tensor.clearInt32Data().setDataType(FLOAT).setRawData(ByteString.copyFrom(wide.flip()));
  }

  private static ByteBuffer buffer(int floats) {
    return ByteBuffer.allocate(Math.multiplyExact(floats, Float.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The value of 1 sign bit, 5 bits of exponent and 10 of fraction. */
  public static float widened(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float size =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
        };
    return bits < 0 ? -size : size;
  }
}
