package org.mekiki.onnx.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.text.Text;

/** The values of a graph's constant tensors: whether they are as announced, and the integers. */
final class TensorValues {
  /** Bytes of a value in a file, of the types that feature networks have. */
  private static final Map<DataType, Integer> BYTES =
      Map.of(
          DataType.FLOAT, Float.BYTES,
          DataType.DOUBLE, Double.BYTES,
          DataType.FLOAT16, Short.BYTES,
          DataType.INT64, Long.BYTES,
          DataType.INT32, Integer.BYTES,
          DataType.INT8, Byte.BYTES,
          DataType.UINT8, Byte.BYTES,
          DataType.BOOL, Byte.BYTES);

  private TensorValues() {}

  /**
   * Checks that a tensor holds what it announces, in the file itself.
   *
   * @throws OnnxException if not
   */
  static void check(TensorProto tensor, String origin) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL
        || tensor.getExternalDataCount() > 0) {
      throw refused(
          origin,
          " keeps its weights ('%s') in another file; save it as one file",
          tensor.getName());
    }
    DataType type = requireKnown(tensor.getDataType(), tensor.getName(), origin);
    if (tensor.getDimsCount() > ConstantCheck.MOST_AXES) {
      throw refused(
          origin,
          ": tensor '%s' has %d axes; at most %d are possible",
          tensor.getName(),
          tensor.getDimsCount(),
          ConstantCheck.MOST_AXES);
    }
    long values = announced(tensor, origin);
    long held = held(tensor, type);
    if (held != values) {
      throw refused(
          origin,
          ": tensor '%s' announces %d values but holds %s",
          tensor.getName(),
          values,
          held < values ? "fewer" : "more");
    }
  }

  private static long announced(TensorProto tensor, String origin) {
    long values = 1;
    boolean empty = false;
    for (long side : tensor.getDimsList()) {
      if (side < 0) {
        throw refused(origin, ": tensor '%s' has a side of %d", tensor.getName(), side);
      }
      empty |= side == 0;
      values = product(values, Math.max(1, side));
    }
    if (empty && values > 1) { // one axis of no values is common: a list that is left empty
      throw refused(
          origin, ": tensor '%s' %s has no values", tensor.getName(), tensor.getDimsList());
    }
    return empty ? 0 : values;
  }

  /** At most {@link Long#MAX_VALUE}. */
  private static long product(long a, long b) {
    return a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
  }

  /** How many values are there; -1 if some are in a field that is not their type's. */
  private static long held(TensorProto tensor, DataType type) {
    int raw = tensor.getRawData().size();
    int fields =
        tensor.getFloatDataCount()
            + tensor.getInt32DataCount()
            + tensor.getInt64DataCount()
            + tensor.getDoubleDataCount()
            + tensor.getUint64DataCount()
            + tensor.getStringDataCount();
    int own =
        switch (type) {
          case FLOAT -> tensor.getFloatDataCount();
          case DOUBLE -> tensor.getDoubleDataCount();
          case INT64 -> tensor.getInt64DataCount();
          default -> tensor.getInt32DataCount();
        };
    if (raw > 0) {
      return fields == 0 && raw % BYTES.get(type) == 0 ? raw / BYTES.get(type) : -1;
    }
    return own == fields ? own : -1;
  }

  /** The type of this number, if networks have it. */
  static DataType requireKnown(int number, String what, String origin) {
    DataType type = DataType.forNumber(number);
    if (type == null || !BYTES.containsKey(type)) {
      throw refused(
          origin,
          ": '%s' is of type %s; FLOAT, FLOAT16, DOUBLE, INT64, INT32, INT8, UINT8 and BOOL are"
              + " read here: save the network in one of them",
          what,
          type == null ? number : type);
    }
    return type;
  }

  /** The values of a tensor of integers, whatever their width; none for floats. */
  static long[] longs(TensorProto tensor) {
    DataType type = DataType.forNumber(tensor.getDataType());
    if (tensor.getInt64DataCount() > 0) {
      return tensor.getInt64DataList().stream().mapToLong(Long::longValue).toArray();
    }
    if (tensor.getInt32DataCount() > 0) {
      return tensor.getInt32DataList().stream().mapToLong(v -> narrowed(v, type)).toArray();
    }
    if (type != DataType.INT64 && type != DataType.INT32 && BYTES.get(type) != Byte.BYTES) {
      return new long[0];
    }
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long[] values = new long[raw.remaining() / BYTES.get(type)];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case INT64 -> raw.getLong();
            case INT32 -> raw.getInt();
            default -> narrowed(raw.get(), type);
          };
    }
    return values;
  }

  /** As ONNX Runtime reads it: 256 is 0 in eight bits. */
  private static long narrowed(int value, DataType type) {
    return switch (type) {
      case INT8 -> (byte) value;
      case UINT8, BOOL -> value & 0xff;
      default -> value;
    };
  }

  @FormatMethod
  private static OnnxException refused(String origin, @FormatString String what, Object... values) {
    return new OnnxException(origin + Text.of(what, values));
  }
}
