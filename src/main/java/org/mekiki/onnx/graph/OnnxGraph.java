package org.mekiki.onnx.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mekiki.onnx.network.HalfFloats;
import org.mekiki.onnx.network.Names;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.onnx.network.OnnxProtos;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageShape;

/**
 * An ONNX graph that takes one image. Immutable: what changes it gives another graph.
 *
 * <p>The image input is 4-D, float, [batch, 3, height, width]; sides may be open (dynamic). Weights
 * lie in the same file.
 */
public final class OnnxGraph {
  /** Protobuf's limit for one message. */
  private static final long MAX_BYTES = Integer.MAX_VALUE;

  /** Of an image's side. */
  private static final long MOST_PIXELS = 1 << 16;

  /** Whether ONNX Runtime may load it in this process. */
  private enum Trust {
    /** This program made it. */
    OURS,
    /** A {@link GraphTrial} for an image of its size ended well. */
    TRIED,
    OUTSIDE
  }

  private final ModelProto model;
  private final ValueInfoProto input;
  private final String origin;
  private final Trust trust;

  private OnnxGraph(ModelProto model, String origin, Trust trust) {
    this.model = model;
    this.origin = origin;
    this.input = imageInput(model.getGraph());
    this.trust = trust;
  }

  /**
   * Reads a file.
   *
   * @throws OnnxException if it is no ONNX file or not one that takes an image
   */
  public static OnnxGraph read(Path file) {
    return parse(readBytes(file), file.toString());
  }

  public static byte[] readBytes(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new OnnxException(file + " is larger than 2 GB, the limit of an ONNX file");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new OnnxException("ONNX file " + file + " can't be read: " + e, e);
    }
  }

  /**
   * Reads a graph from a file's bytes. Weights of 16 bits become weights of 32 bits.
   *
   * @throws OnnxException as {@link #read}, or if something is in it that no network has
   */
  public static OnnxGraph parse(byte[] bytes, String origin) {
    return parse(bytes, origin, Trust.OUTSIDE);
  }

  /** A graph that this program made, and that therefore needs no {@link GraphTrial}. */
  public static OnnxGraph generated(byte[] bytes, String origin) {
    return parse(bytes, origin, Trust.OURS);
  }

  private static OnnxGraph parse(byte[] bytes, String origin, Trust trust) {
    ModelProto model;
    try {
      model = ModelProto.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new OnnxException(origin + " is not an ONNX file: " + e.getMessage(), e);
    }
    if (model.getGraph().getNodeCount() == 0) {
      throw new OnnxException(origin + " is not an ONNX file, or one without a single operator");
    }
    GraphCheck.file(model, origin);
    GraphProto wide = HalfFloats.widened(model.getGraph());
    ModelProto read = wide == model.getGraph() ? model : model.toBuilder().setGraph(wide).build();
    return new OnnxGraph(read, origin, trust);
  }

  /**
   * Checks what is to be run.
   *
   * @throws OnnxException if {@link GraphCheck} does not allow an operator or what it is given
   */
  public void requireAllowed() {
    GraphCheck.operators(model.getGraph(), origin);
  }

  /** Whether ONNX Runtime may load it in this process. */
  boolean isTrusted() {
    return trust != Trust.OUTSIDE;
  }

  /**
   * The same graph, found fit for this process.
   *
   * @throws OnnxException if ONNX Runtime refuses it, or its {@link GraphTrial} does not end well
   */
  public OnnxGraph tried() {
    if (isTrusted()) {
      return this;
    }
    ShapeInference.tensors(this);
    return new OnnxGraph(model, origin, Trust.TRIED);
  }

  /**
   * The same graph, where one with the same nodes has been tried.
   *
   * @param other cut from this graph
   * @throws OnnxException if this one has nodes that were cut off, and so not tried
   */
  public OnnxGraph triedAs(OnnxGraph other) {
    int left = model.getGraph().getNodeCount() - other.model.getGraph().getNodeCount();
    if (left != 0) {
      throw new OnnxException(
          String.format(
              Locale.ROOT,
              "%s has %s that none of its features needs: cut it at its features",
              origin,
              left == 1 ? "an operator" : left + " operators"));
    }
    return new OnnxGraph(model, origin, other.trust);
  }

  /** The graph as a file; the same graph gives the same bytes. */
  public byte[] bytes() {
    return model.toByteArray();
  }

  /** Name of the image input. */
  public String inputName() {
    return input.getName();
  }

  /** Channels, rows and columns of the image input; empty if a side is open. */
  public Optional<ImageShape> inputShape() {
    List<TensorShapeProto.Dimension> sides =
        input.getType().getTensorType().getShape().getDimList();
    if (sides.stream().skip(1).allMatch(TensorShapeProto.Dimension::hasDimValue)) {
      return Optional.of(
          new ImageShape(
              (int) sides.get(1).getDimValue(),
              (int) sides.get(2).getDimValue(),
              (int) sides.get(3).getDimValue()));
    }
    return Optional.empty();
  }

  /** Names of the outputs, in their order. */
  public List<String> outputNames() {
    return model.getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList();
  }

  /** The outputs as the file declares them, each [1, channels, rows, columns]. */
  public List<FeatureShape> declaredFeatures() {
    return model.getGraph().getOutputList().stream()
        .map(
            output -> {
              List<TensorShapeProto.Dimension> sides =
                  output.getType().getTensorType().getShape().getDimList();
              return new FeatureShape(
                  output.getName(),
                  (int) sides.get(1).getDimValue(),
                  (int) sides.get(2).getDimValue(),
                  (int) sides.get(3).getDimValue());
            })
        .toList();
  }

  /** Names of all tensors that operators make, constants left out, in the file's order. */
  public List<String> tensorNames() {
    return model.getGraph().getNodeList().stream()
        .filter(node -> !node.getOpType().equals("Constant"))
        .flatMap(node -> node.getOutputList().stream())
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /**
   * All tensors that operators make, constants left out, with their shapes for one image.
   *
   * @throws OnnxException if the input leaves a side open (see {@link #forImage}) or ONNX Runtime
   *     refuses the graph
   */
  public List<TensorShape> tensors() {
    return ShapeInference.tensors(this);
  }

  /** Names of what the node reads that makes this tensor. */
  public List<String> inputsOf(String tensor) {
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (node.getOutputList().contains(tensor)) {
        return node.getInputList();
      }
    }
    throw new IllegalArgumentException("no node makes '" + tensor + "'");
  }

  public ModelProto model() {
    return model;
  }

  /**
   * The same graph for one image of this shape: batch 1, no open side.
   *
   * @throws OnnxException if an image of that size is larger than any may be
   */
  public OnnxGraph forImage(ImageShape image) {
    requireSize(inputName(), image.channels(), image.height(), image.width());
    Trust now =
        trust == Trust.TRIED && !inputShape().equals(Optional.of(image)) ? Trust.OUTSIDE : trust;
    ValueInfoProto fixed =
        OnnxProtos.floatTensor(inputName(), 1, image.channels(), image.height(), image.width());
    GraphProto.Builder graph = model.getGraph().toBuilder().clearInput().addInput(fixed);
    // Shapes noted for another batch or size would contradict the new input.
    graph.clearValueInfo().clearOutput();
    for (ValueInfoProto output : model.getGraph().getOutputList()) {
      graph.addOutput(OnnxProtos.untyped(output.getName()));
    }
    return new OnnxGraph(modern(graph), origin, now);
  }

  /**
   * Keeps only what these tensors need; they become the outputs, in this order.
   *
   * @throws OnnxException if a name is unknown (naming the nearest ones) or twice there
   */
  public OnnxGraph cut(List<String> tensors) {
    checkNames(tensors);
    Map<String, NodeProto> makers = new HashMap<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      node.getOutputList().forEach(output -> makers.put(output, node));
    }
    Set<String> needed = new HashSet<>(tensors);
    Deque<String> open = new ArrayDeque<>(tensors);
    while (!open.isEmpty()) {
      NodeProto maker = makers.get(open.pop());
      if (maker != null) {
        for (String name : maker.getInputList()) {
          if (needed.add(name)) {
            open.push(name);
          }
        }
      }
    }
    GraphProto whole = model.getGraph();
    GraphProto.Builder graph = whole.toBuilder().clearNode().clearInitializer().clearOutput();
    graph.clearSparseInitializer().clearValueInfo().clearQuantizationAnnotation();
    graph.clearInput().addInput(input);
    whole.getNodeList().stream()
        .filter(node -> node.getOutputList().stream().anyMatch(needed::contains))
        .forEach(graph::addNode);
    whole.getInitializerList().stream()
        .filter(tensor -> needed.contains(tensor.getName()))
        .forEach(graph::addInitializer);
    whole.getSparseInitializerList().stream()
        .filter(tensor -> needed.contains(tensor.getValues().getName()))
        .forEach(graph::addSparseInitializer);
    tensors.forEach(name -> graph.addOutput(OnnxProtos.untyped(name)));
    return new OnnxGraph(modern(graph), origin, trust);
  }

  /** The same graph with feature maps made from tokens; see {@link TokenGrid#map}. */
  public OnnxGraph withGrids(List<TokenGrid> grids) {
    if (grids.isEmpty()) {
      return this;
    }
    GraphProto.Builder graph = model.getGraph().toBuilder();
    grids.forEach(grid -> grid.addTo(graph));
    return new OnnxGraph(modern(graph), origin, trust);
  }

  /** Before IR version 4 weights had to be inputs, too, which keeps them from being constants. */
  private ModelProto modern(GraphProto.Builder graph) {
    return model.toBuilder()
        .setGraph(graph)
        .setIrVersion(Math.max(4, model.getIrVersion()))
        .build();
  }

  private void checkNames(List<String> tensors) {
    if (tensors.isEmpty()) {
      throw new OnnxException("no tensor is named to cut the graph at; name at least one");
    }
    List<String> known = tensorNames();
    Set<String> seen = new LinkedHashSet<>();
    for (String name : tensors) {
      if (!known.contains(name)) {
        throw new OnnxException(
            String.format(
                Locale.ROOT,
                "the graph has no tensor '%s'; nearest are %s ('mekiki backbone inspect' lists"
                    + " all)",
                name,
                Names.nearest(name, known, 3).stream()
                    .map(near -> "'" + near + "'")
                    .collect(Collectors.joining(", "))));
      }
      if (!seen.add(name)) {
        throw new OnnxException("tensor '" + name + "' is named twice; name each feature once");
      }
    }
  }

  private static ValueInfoProto imageInput(GraphProto graph) {
    Set<String> weights = new HashSet<>();
    graph.getInitializerList().forEach(tensor -> weights.add(tensor.getName()));
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(i -> !weights.contains(i.getName())).toList();
    if (inputs.size() != 1) {
      throw new OnnxException(
          String.format(
              Locale.ROOT,
              "the graph takes %d inputs %s; a backbone takes one, the image",
              inputs.size(),
              inputs.stream().map(ValueInfoProto::getName).toList()));
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
          String.format(
              Locale.ROOT,
              "the graph's input '%s' is %s [%s]; a backbone takes FLOAT [batch, 3, height, width]",
              input.getName(),
              type,
              sides.stream().map(OnnxProtos::describe).collect(Collectors.joining(", "))));
    }
    requireSize(
        input.getName(),
        sides.stream().skip(1).mapToLong(s -> s.hasDimValue() ? s.getDimValue() : 1).toArray());
    return input;
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
          String.format(
              Locale.ROOT,
              "the graph's input '%s' takes images of %s (channels, rows, columns); sides of 1 to"
                  + " %,d and %,d values in all are possible",
              input,
              Arrays.stream(sides).mapToObj(Long::toString).collect(Collectors.joining("x")),
              MOST_PIXELS,
              ConstantCheck.MOST_VALUES));
    }
  }
}
