package org.mekiki.onnx.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.onnx.network.OnnxProtos;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.text.Text;

/**
 * The one input of a graph: an image, 4-D, float, [batch, 3, height, width]; sides may be open
 * (dynamic).
 */
record ImageInput(ValueInfoProto declared) {
  /** Of an image's side. */
  private static final long MOST_PIXELS = 1 << 16;

  /**
   * The input of a graph.
   *
   * @throws OnnxException if it does not take one image of a possible size
   */
  static ImageInput of(GraphProto graph) {
    Set<String> weights = new HashSet<>();
    graph.getInitializerList().forEach(tensor -> weights.add(tensor.getName()));
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(i -> !weights.contains(i.getName())).toList();
    if (inputs.size() != 1) {
      throw new OnnxException(
          Text.of(
              "the graph takes %d inputs %s; a backbone takes one, the image",
              inputs.size(), inputs.stream().map(ValueInfoProto::getName).toList()));
    }
    ValueInfoProto input = inputs.get(0);
    var tensor = input.getType().getTensorType();
    String type =
        Optional.ofNullable(TensorProto.DataType.forNumber(tensor.getElemType()))
            .map(Enum::name)
            .orElse("UNDEFINED");
    List<TensorShapeProto.Dimension> sides = tensor.getShape().getDimList();
    boolean rgb =
        sides.size() == 4 && (!sides.get(1).hasDimValue() || sides.get(1).getDimValue() == 3);
    if (!rgb || !type.equals("FLOAT")) {
      throw new OnnxException(
          Text.of(
              "the graph's input '%s' is %s [%s]; a backbone takes FLOAT [batch, 3, height, width]",
              input.getName(),
              type,
              sides.stream().map(OnnxProtos::describe).collect(Collectors.joining(", "))));
    }
    requireSize(
        input.getName(),
        sides.stream().skip(1).mapToLong(s -> s.hasDimValue() ? s.getDimValue() : 1).toArray());
    return new ImageInput(input);
  }

  String name() {
    return declared.getName();
  }

  /** Channels, rows and columns; empty if a side is open. */
  Optional<ImageShape> shape() {
    List<TensorShapeProto.Dimension> sides =
        declared.getType().getTensorType().getShape().getDimList();
    if (sides.stream().skip(1).allMatch(TensorShapeProto.Dimension::hasDimValue)) {
      return Optional.of(
          new ImageShape(
              (int) sides.get(1).getDimValue(),
              (int) sides.get(2).getDimValue(),
              (int) sides.get(3).getDimValue()));
    }
    return Optional.empty();
  }

  /**
   * The same input for one image of this shape.
   *
   * @throws OnnxException if an image of that size is larger than any may be
   */
  ValueInfoProto fixed(ImageShape image) {
    requireSize(name(), image.channels(), image.height(), image.width());
    return OnnxProtos.floatTensor(name(), 1, image.channels(), image.height(), image.width());
  }

  private static void requireSize(String input, long... sides) {
    long values = 1;
    boolean possible = true;
    for (long side : sides) {
      possible &= side >= 1 && side <= MOST_PIXELS;
      values *= possible ? side : 1; // at most 2^16 each
    }
    if (!possible || values > ConstantCheck.MOST_VALUES) {
      throw new OnnxException(
          Text.of(
              "the graph's input '%s' takes images of %s (channels, rows, columns); sides of 1 to"
                  + " %,d and %,d values in all are possible",
              input,
              Arrays.stream(sides).mapToObj(Long::toString).collect(Collectors.joining("x")),
              MOST_PIXELS,
              ConstantCheck.MOST_VALUES));
    }
  }
}
