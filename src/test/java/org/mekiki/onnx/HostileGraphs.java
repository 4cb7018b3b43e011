package org.mekiki.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.mekiki.onnx.graph.GraphCheck;
import org.mekiki.onnx.network.GraphBuilder;
import org.mekiki.onnx.network.OnnxProtos;

/**
 * Graphs made by hand to do harm: every operator that is allowed, and those that were, with the
 * constants, attributes and shapes on which native code stumbles. The same ones each time.
 */
public final class HostileGraphs {
  /** Numbers that are limits, or one beside them. */
  private static final long[] EXTREMES = {
    0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31, (1L << 32) + 1, 1L << 24, 65_536
  };

  /** What was allowed, and ended the process or could. */
  private static final List<String> FORMER =
      List.of(
          "LpNormalization",
          "Mod",
          "Trilu",
          "Range",
          "OneHot",
          "EyeLike",
          "TopK",
          "CumSum",
          "GatherND",
          "ScatterND",
          "ScatterElements",
          "GatherElements",
          "NonZero",
          "Unique",
          "Compress",
          "BitShift",
          "DFT",
          "MaxUnpool",
          "MaxRoiPool",
          "RoiAlign",
          "GridSample",
          "ReverseSequence",
          "LSTM",
          "Det",
          "CenterCropPad",
          "HannWindow",
          "MelWeightMatrix",
          "DeformConv",
          "If",
          "Loop");

  /** Of operators that take more than three. */
  private static final Map<String, List<Integer>> INPUTS =
      Map.of(
          "QLinearConv", List.of(8, 9),
          "QLinearMatMul", List.of(8),
          "ConvInteger", List.of(2, 4),
          "MatMulInteger", List.of(2, 4),
          "BatchNormalization", List.of(5),
          "Slice", List.of(3, 4, 5),
          "Resize", List.of(2, 3, 4),
          "Pad", List.of(2, 3, 4));

  private static final Map<String, List<String>> ATTRIBUTES = new LinkedHashMap<>();

  static {
    for (String pool : List.of("MaxPool", "AveragePool")) {
      ATTRIBUTES.put(pool, List.of("strides:2", "pads:4", "kernel_shape:2", "ceil_mode"));
    }
    for (String conv : List.of("Conv", "ConvTranspose", "ConvInteger", "QLinearConv")) {
      ATTRIBUTES.put(
          conv, List.of("strides:2", "pads:4", "dilations:2", "group", "kernel_shape:2"));
    }
    ATTRIBUTES.put("MaxPool", List.of("strides:2", "pads:4", "dilations:2", "storage_order"));
    ATTRIBUTES.put("ConvTranspose", List.of("output_padding:2", "output_shape:2", "group"));
    ATTRIBUTES.put("Transpose", List.of("perm:4"));
    ATTRIBUTES.put("Cast", List.of("to"));
    ATTRIBUTES.put("DepthToSpace", List.of("blocksize"));
    ATTRIBUTES.put("SpaceToDepth", List.of("blocksize"));
    ATTRIBUTES.put("LRN", List.of("size"));
    ATTRIBUTES.put("Split", List.of("axis", "num_outputs"));
    ATTRIBUTES.put("GroupNormalization", List.of("num_groups"));
    ATTRIBUTES.put("LpNormalization", List.of("axis", "p"));
    ATTRIBUTES.put("Shape", List.of("start", "end"));
    ATTRIBUTES.put("Gemm", List.of("transA", "transB"));
    ATTRIBUTES.put("LayerNormalization", List.of("axis", "stash_type"));
    ATTRIBUTES.put("RMSNormalization", List.of("axis", "stash_type"));
    ATTRIBUTES.put("DequantizeLinear", List.of("axis", "block_size"));
    ATTRIBUTES.put("QuantizeLinear", List.of("axis", "block_size", "output_dtype"));
    ATTRIBUTES.put("Constant", List.of("value_int", "value_ints:3"));
    for (String axis : List.of("Concat", "Flatten", "Gather", "Softmax", "LogSoftmax")) {
      ATTRIBUTES.put(axis, List.of("axis"));
    }
  }

  private final Map<String, byte[]> graphs = new LinkedHashMap<>();

  private HostileGraphs() {}

  /** By names that say what is in them. */
  public static Map<String, byte[]> all() {
    HostileGraphs hostile = new HostileGraphs();
    Collection<String> operators = new TreeSet<>(GraphCheck.OPERATORS);
    operators.addAll(FORMER);
    operators.forEach(hostile::operator);
    hostile.handMade();
    return hostile.graphs;
  }

  private void operator(String operator) {
    for (int inputs : INPUTS.getOrDefault(operator, List.of(1, 2, 3))) {
      for (TensorProto constant : constants()) {
        folded(operator, inputs, constant);
      }
      for (long extreme : EXTREMES) {
        onTheImage(operator, inputs, extreme);
      }
    }
    computed(operator);
    for (String attribute : ATTRIBUTES.getOrDefault(operator, List.of())) {
      for (long extreme : EXTREMES) {
        attribute(operator, attribute, extreme);
      }
    }
  }

  /** All inputs are one constant, so that it is computed while the graph is loaded. */
  private void folded(String operator, int inputs, TensorProto constant) {
    GraphProto.Builder graph = image();
    graph.addInitializer(constant);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      names.add(constant.getName());
    }
    graph.addNode(node(operator, names));
    put(operator + " of " + inputs + " " + constant.getName(), graph);
  }

  private void onTheImage(String operator, int inputs, long extreme) {
    if (inputs == 1) {
      return;
    }
    GraphProto.Builder graph = image();
    graph.addInitializer(OnnxProtos.longs("extreme", extreme, extreme, extreme, extreme));
    List<String> names = new ArrayList<>(List.of("image"));
    for (int i = 1; i < inputs; i++) {
      names.add("extreme");
    }
    graph.addNode(node(operator, names));
    put(operator + " of the image and " + (inputs - 1) + " times " + extreme, graph);
  }

  /** On what only the run shows: an image without a row, and an image of integers. */
  private void computed(String operator) {
    GraphProto.Builder graph = image();
    graph.addInitializer(OnnxProtos.longs("zero", 0)).addInitializer(OnnxProtos.longs("two", 2));
    graph.addNode(node("Slice", "empty", "image", "zero", "zero", "two"));
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Cast")
            .addInput("image")
            .addOutput("integers")
            .addAttribute(GraphBuilder.integer("to", DataType.INT64.getNumber())));
    for (String what : List.of("empty", "integers")) {
      for (List<String> names :
          List.of(
              List.of(what), List.of(what, what), List.of("image", what), List.of(what, "two"))) {
        put(operator + " of " + names, graph.clone().addNode(node(operator, names)));
      }
    }
  }

  private void attribute(String operator, String attribute, long extreme) {
    String[] parts = attribute.split(":");
    GraphProto.Builder graph = image();
    graph.addInitializer(floats("weights", 1, 3, 3, 3, 3));
    List<String> names = operator.contains("Conv") ? List.of("image", "weights") : List.of("image");
    NodeProto.Builder node = node(operator, names).toBuilder();
    if (parts.length == 1) {
      node.addAttribute(GraphBuilder.integer(parts[0], extreme));
    } else {
      long[] values = new long[Integer.parseInt(parts[1])];
      Arrays.fill(values, extreme);
      node.addAttribute(GraphBuilder.ints(parts[0], values));
    }
    if (operator.endsWith("Pool") && !parts[0].equals("kernel_shape")) {
      node.addAttribute(GraphBuilder.ints("kernel_shape", 2, 2));
    }
    put(operator + " with " + parts[0] + " " + extreme, graph.addNode(node));
  }

  /** What takes several operators. */
  private void handMade() {
    for (long pads : new long[] {1L << 20, 1L << 30}) { // sizes that are computed, not constant
      GraphProto.Builder graph = image();
      graph.addInitializer(OnnxProtos.longs("many", pads));
      graph.addNode(node("Shape", "shape", "image"));
      graph.addNode(node("Mul", "sizes", "shape", "many"));
      graph.addNode(node("ConstantOfShape", "huge", "sizes"));
      graph.addNode(node("ReduceSum", "sum", "huge"));
      put("ConstantOfShape of the image's shape times " + pads, graph);
    }
    GraphProto.Builder products = image();
    products.addInitializer(OnnxProtos.longs("side", 4_000, 4_000));
    products.addNode(node("ConstantOfShape", "m0", "side"));
    for (int i = 0; i < 30; i++) { // 2·10^12 operations
      products.addNode(node("MatMul", "m" + (i + 1), "m" + i, "m" + i));
    }
    put("a chain of large products", products);
    GraphProto.Builder doubling = image();
    for (int i = 0; i < 40; i++) {
      String before = i == 0 ? "fine" : "d" + (i - 1);
      doubling.addNode(
          node("Concat", "d" + i, before, before).toBuilder()
              .addAttribute(GraphBuilder.integer("axis", 2)));
    }
    put("an image that doubles forty times", doubling);
    GraphProto.Builder deep = image();
    for (int i = 0; i < 20_000; i++) {
      deep.addNode(node("Relu", "r" + i, i == 0 ? "fine" : "r" + (i - 1)));
    }
    put("twenty thousand operators", deep);
  }

  private static List<TensorProto> constants() {
    List<TensorProto> constants = new ArrayList<>();
    constants.add(OnnxProtos.longs("extremes", EXTREMES));
    constants.add(OnnxProtos.longs("least integers", Long.MIN_VALUE, Long.MIN_VALUE));
    constants.add(OnnxProtos.longs("minus ones", -1, -1, -1, -1));
    constants.add(OnnxProtos.longs("sizes near 2^32", 1L << 32, (1L << 32) - 1));
    constants.add(OnnxProtos.longs("sizes within the limits", 1 << 14, 1 << 14));
    constants.add(integers("narrow extremes", Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE));
    constants.add(bytes("bytes", DataType.UINT8, 0, 1, 255, 256));
    constants.add(bytes("signed bytes", DataType.INT8, 0, 1, -1, 256));
    constants.add(OnnxProtos.longs("empty integers"));
    constants.add(floats("floats", Float.NaN, 2, 3));
    constants.add(floats("infinities", Float.NEGATIVE_INFINITY, 1, 1, 4, 4));
    constants.add(floats("empty floats", 0, 0));
    constants.add(floats("a scalar", -1));
    constants.add(floats("eight axes", 1, 1, 1, 1, 1, 1, 1, 1, 2));
    return constants;
  }

  private static TensorProto integers(String name, int... values) {
    return bytes(name, DataType.INT32, values);
  }

  private static TensorProto bytes(String name, DataType type, int... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(type.getNumber()).addDims(values.length);
    for (int value : values) {
      tensor.addInt32Data(value);
    }
    return tensor.build();
  }

  private static TensorProto floats(String name, float value, long... sides) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
    int count = 1;
    for (long side : sides) {
      tensor.addDims(side);
      count *= (int) side;
    }
    ByteBuffer raw = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      raw.putFloat(value);
    }
    return tensor.setRawData(ByteString.copyFrom(raw.flip())).build();
  }

  private static GraphProto.Builder image() {
    return GraphProto.newBuilder()
        .setName("hostile")
        .addInput(OnnxProtos.floatTensor("image", 1, 3, 8, 8))
        .addNode(node("Relu", "fine", "image"))
        .addOutput(OnnxProtos.untyped("fine"));
  }

  private static NodeProto node(String operator, List<String> inputs) {
    return node(operator, "bad", inputs.toArray(new String[0]));
  }

  private static NodeProto node(String operator, String output, String... inputs) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).addOutput(output);
    if (operator.equals("Cast")) {
      return node.addInput(inputs[0]).addAttribute(GraphBuilder.integer("to", 6)).build();
    }
    if (operator.equals("Einsum")) {
      node.addAttribute(GraphBuilder.text("equation", "i,i->i"));
    }
    return node.addAllInput(List.of(inputs)).build();
  }

  private void put(String name, GraphProto.Builder graph) {
    for (int opset : new int[] {10, 13, 18}) {
      if (opset == 18 || sometimes(name, opset)) {
        ModelProto model =
            ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
                .setGraph(graph)
                .build();
        graphs.put(name + ", opset " + opset, model.toByteArray());
      }
    }
  }

  /** Older operators take as attributes what newer ones take as inputs. */
  private static boolean sometimes(String name, int opset) {
    return name.contains(" with ") || opset == 13 && name.startsWith("Div");
  }
}
