package org.mekiki.onnx.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.errorprone.annotations.FormatMethod;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.onnx.network.OnnxProtos;
import org.mekiki.text.Text;

/**
 * The values in a graph that ONNX Runtime believes: it computes with constants while it loads a
 * graph, and some of its kernels trust them. An integer division by zero, or of the least integer
 * by −1, ends the process.
 *
 * <p>Refused are tensors that are not what they announce, integer divisors that are not constants
 * or are 0 or −1, and attributes, sizes, scales and paddings that no network has.
 */
final class ConstantCheck {
  /** Most axes of a tensor; window attention takes six. */
  static final int MOST_AXES = 8;

  /** Most values of a tensor: 1 GiB of floats. */
  static final long MOST_VALUES = 1L << 28;

  private static final int LONGEST_SIDE = 1 << 24;
  private static final int LARGEST_STEP = 1 << 16;
  private static final float LARGEST_SCALE = 256;
  private static final int LONGEST_TEXT = 256;

  private record Limits(long least, long most) {}

  /** Of integer attributes, by their names. Those of no name here must fit into 32 bits. */
  private static final Map<String, Limits> ATTRIBUTES =
      Map.ofEntries(
          Map.entry("kernel_shape", new Limits(1, LARGEST_STEP)),
          Map.entry("strides", new Limits(1, LARGEST_STEP)),
          Map.entry("dilations", new Limits(1, LARGEST_STEP)),
          Map.entry("pads", new Limits(-LARGEST_STEP, LARGEST_STEP)),
          Map.entry("output_padding", new Limits(0, LARGEST_STEP)),
          Map.entry("output_shape", new Limits(1, LARGEST_STEP)),
          Map.entry("group", new Limits(1, LONGEST_SIDE)),
          Map.entry("num_groups", new Limits(1, LONGEST_SIDE)),
          Map.entry("num_outputs", new Limits(1, LARGEST_STEP)),
          Map.entry("blocksize", new Limits(1, LARGEST_STEP)),
          Map.entry("block_size", new Limits(0, LARGEST_STEP)),
          Map.entry("size", new Limits(1, LARGEST_STEP)),
          Map.entry("split", new Limits(0, LONGEST_SIDE)),
          Map.entry("shape", new Limits(-1, LONGEST_SIDE)),
          Map.entry("repeats", new Limits(0, LONGEST_SIDE)),
          Map.entry("perm", new Limits(0, MOST_AXES - 1)),
          Map.entry("axis", new Limits(-MOST_AXES, MOST_AXES)),
          Map.entry("axes", new Limits(-MOST_AXES, MOST_AXES)),
          Map.entry("starts", new Limits(Long.MIN_VALUE, Long.MAX_VALUE)),
          Map.entry("ends", new Limits(Long.MIN_VALUE, Long.MAX_VALUE)),
          Map.entry("value_int", new Limits(Long.MIN_VALUE, Long.MAX_VALUE)),
          Map.entry("value_ints", new Limits(Long.MIN_VALUE, Long.MAX_VALUE)));

  /** Where the attribute of a convolution or a pool may not be below zero, though a Pad's may. */
  private static final Set<String> CROPPING = Set.of("Pad");

  private final String origin;
  private final ElementTypes types;
  private final Map<String, TensorProto> constants = new HashMap<>();

  private ConstantCheck(GraphProto graph, String origin) {
    this.origin = origin;
    this.types = new ElementTypes(graph);
  }

  /** Checks a graph's values. */
  static void check(GraphProto graph, String origin) {
    ConstantCheck check = new ConstantCheck(graph, origin);
    for (TensorProto tensor : graph.getInitializerList()) {
      check.constants.put(tensor.getName(), tensor);
    }
    graph.getNodeList().forEach(check::constant);
    graph.getNodeList().forEach(check::node);
  }

  private void constant(NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasT()) {
        TensorValues.check(attribute.getT(), origin);
      }
    }
    if (!node.getOpType().equals("Constant") || node.getOutputCount() != 1) {
      return;
    }
    if (node.getAttributeCount() != 1) {
      throw refused(
          "has a Constant '%s' of %d values", node.getOutput(0), node.getAttributeCount());
    }
    AttributeProto value = node.getAttribute(0);
    String name = node.getOutput(0);
    switch (value.getName()) {
      case "value" -> constants.put(name, value.getT());
      case "value_int" -> constants.put(name, OnnxProtos.longs(name, value.getI()));
      case "value_ints" -> constants.put(name, OnnxProtos.longs(name, longs(value)));
      case "value_float", "value_floats" -> {}
      default -> throw refused("has a Constant '%s' with a %s", name, value.getName());
    }
  }

  private void node(NodeProto node) {
    requireValues(node);
    node.getAttributeList().forEach(attribute -> attribute(node, attribute));
    switch (node.getOpType()) {
      case "Div" -> divisor(node);
      case "ConstantOfShape" -> sizes(node, 0, 0);
      case "Reshape" -> sizes(node, 1, -1);
      case "Expand", "Tile" -> sizes(node, 1, 0);
      case "Split" -> sizes(node, 1, 0);
      case "Pad" -> pads(node);
      case "Upsample" -> scales(node, 1);
      case "Resize" -> {
        scales(node, 1); // opset 10, where the third input is none
        scales(node, 2);
        sizes(node, 3, 0);
      }
      case "ReduceMean", "Mean", "GlobalAveragePool", "AveragePool" -> floating(node, 0);
      default -> {}
    }
  }

  /** Kernels divide by the size of what they are given. Integers may be a list that is empty. */
  private void requireValues(NodeProto node) {
    if (node.getInputCount() > 0 && isConstant(node, 0) && types.isFloating(node.getInput(0))) {
      TensorProto tensor = constants.get(node.getInput(0));
      if (tensor.getDimsList().contains(0L)) {
        throw refused("gives a %s no values ('%s')", node.getOpType(), node.getInput(0));
      }
    }
  }

  private void attribute(NodeProto node, AttributeProto attribute) {
    String name = attribute.getName();
    Limits limits = ATTRIBUTES.getOrDefault(name, new Limits(Integer.MIN_VALUE, Integer.MAX_VALUE));
    if (name.equals("pads") && !CROPPING.contains(node.getOpType())) {
      limits = new Limits(0, limits.most());
    }
    for (long value : longs(attribute)) {
      if (value < limits.least() || value > limits.most()) {
        throw refused(
            "gives a %s %s %d; %d to %d are valid",
            node.getOpType(), name, value, limits.least(), limits.most());
      }
    }
    int count = attribute.getIntsCount();
    if (!node.getOpType().equals("Constant") && count > 2 * MOST_AXES && !name.equals("split")) {
      throw refused(
          "gives a %s %d values of %s; at most %d are valid",
          node.getOpType(), count, name, 2 * MOST_AXES);
    }
    if (name.equals("scales")) {
      attribute.getFloatsList().forEach(scale -> scale(node, scale));
    }
    if (attribute.getS().size() > LONGEST_TEXT || attribute.getStringsCount() > 0) {
      throw refused("gives a %s a %s that is too long", node.getOpType(), name);
    }
    if (name.equals("to")) {
      TensorValues.requireKnown(Math.toIntExact(attribute.getI()), "Cast", origin);
    }
  }

  /** An integer attribute's values, whether it is a list or not. */
  private static long[] longs(AttributeProto attribute) {
    if (attribute.getIntsCount() > 0) {
      return attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
    }
    return attribute.hasI() ? new long[] {attribute.getI()} : new long[0];
  }

  private void divisor(NodeProto node) {
    if (node.getInputCount() < 2) {
      return; // ONNX Runtime says so
    }
    String divisor = node.getInput(1);
    if (floats(divisor, node.getInput(0)) || floats(node.getInput(0), divisor)) {
      return;
    }
    if (!constants.containsKey(divisor)) {
      throw refused(
          "divides integers by '%s', which it computes; export it for a fixed image size", divisor);
    }
    for (long value : TensorValues.longs(constants.get(divisor))) {
      if (value == 0 || value == -1) {
        throw refused("divides integers by %d ('%s')", value, divisor);
      }
    }
  }

  /** Both operands are of one type, so one that is known tells the other's. */
  private boolean floats(String known, String other) {
    return types.isFloating(known)
        && (types.isFloating(other) || types.of(other) == ElementTypes.UNKNOWN);
  }

  private void sizes(NodeProto node, int input, long least) {
    if (!isConstant(node, input)) {
      return;
    }
    long product = 1;
    for (long size : TensorValues.longs(constants.get(node.getInput(input)))) {
      if (size < least || size > LONGEST_SIDE) {
        throw refused(
            "gives a %s the size %d; %d to %d are valid",
            node.getOpType(), size, least, LONGEST_SIDE);
      }
      product = Math.multiplyExact(product, Math.max(1, size)); // both are below 2^28
      if (product > MOST_VALUES && !node.getOpType().equals("Split")) {
        throw refused(
            "gives a %s sizes of more than %,d values ('%s')",
            node.getOpType(), MOST_VALUES, node.getInput(input));
      }
      product = Math.min(product, MOST_VALUES);
    }
  }

  private void pads(NodeProto node) {
    if (!isConstant(node, 1)) {
      return;
    }
    for (long pad : TensorValues.longs(constants.get(node.getInput(1)))) {
      if (Math.abs(pad) > LARGEST_STEP || pad == Long.MIN_VALUE) {
        throw refused("gives a Pad %d; %d to %d are valid", pad, -LARGEST_STEP, LARGEST_STEP);
      }
    }
  }

  private void scales(NodeProto node, int input) {
    if (isConstant(node, input)) {
      TensorProto tensor = constants.get(node.getInput(input));
      if (tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber()) {
        for (float scale : OnnxProtos.floats(tensor)) {
          // A Resize's region of interest, which may stand there too, is 0 to 1.
          if (!(input == 1 && node.getOpType().equals("Resize") && scale >= 0 && scale <= 1)) {
            scale(node, scale);
          }
        }
      }
    }
  }

  private void scale(NodeProto node, float scale) {
    if (!(scale >= 1 / LARGEST_SCALE && scale <= LARGEST_SCALE)) {
      throw refused(
          "gives a %s the scale %s; 1/%.0f to %.0f are valid",
          node.getOpType(), scale, LARGEST_SCALE, LARGEST_SCALE);
    }
  }

  private void floating(NodeProto node, int input) {
    if (node.getInputCount() > input && !types.isFloating(node.getInput(input))) {
      throw refused(
          "takes the %s of '%s', which is not of floats", node.getOpType(), node.getInput(input));
    }
  }

  private boolean isConstant(NodeProto node, int input) {
    return node.getInputCount() > input && constants.containsKey(node.getInput(input));
  }

  @FormatMethod
  private OnnxException refused(String what, Object... values) {
    return new OnnxException(origin + " " + Text.of(what, values));
  }
}
