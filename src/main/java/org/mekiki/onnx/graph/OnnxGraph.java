package org.mekiki.onnx.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mekiki.onnx.network.HalfFloats;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.onnx.network.OnnxProtos;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.text.FileFault;
import org.mekiki.text.Text;

/**
 * An ONNX graph that takes one image. Immutable: what changes it gives another graph.
 *
 * <p>The image input is 4-D, float, [batch, 3, height, width]; sides may be open (dynamic). Weights
 * lie in the same file.
 */
public final class OnnxGraph {
  /** Protobuf's limit for one message. */
  private static final long MAX_BYTES = Integer.MAX_VALUE;

  /** Whether ONNX Runtime may load it in this process. */
  private enum Trust {
    /** This program made it. */
    OURS,
    /** A {@link GraphTrial} for an image of its size ended well. */
    TRIED,
    OUTSIDE
  }

  private final ModelProto model;
  private final ImageInput input;
  private final String origin;
  private final Trust trust;

  private OnnxGraph(ModelProto model, String origin, Trust trust) {
    this.model = model;
    this.origin = origin;
    this.input = ImageInput.of(model.getGraph());
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
      throw new OnnxException("ONNX file " + file + " can't be read: " + FileFault.of(e), e);
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
      throw new OnnxException(origin + " is not an ONNX file, or it is cut off", e);
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
   * @throws OnnxException if this one has nodes that were cut off, and so not tried
   */
  public OnnxGraph triedAs(OnnxGraph other) {
    int left = model.getGraph().getNodeCount() - other.model.getGraph().getNodeCount();
    if (left != 0) {
      throw new OnnxException(
          Text.of(
              "%s has %s that none of its features needs: cut it at its features",
              origin, left == 1 ? "an operator" : left + " operators"));
    }
    return new OnnxGraph(model, origin, other.trust);
  }

  /** The graph as a file; the same graph gives the same bytes. */
  public byte[] bytes() {
    return model.toByteArray();
  }

  /** Name of the image input. */
  public String inputName() {
    return input.name();
  }

  /** Channels, rows and columns of the image input; empty if a side is open. */
  public Optional<ImageShape> inputShape() {
    return input.shape();
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
    ValueInfoProto fixed = input.fixed(image);
    Trust now =
        trust == Trust.TRIED && !inputShape().equals(Optional.of(image)) ? Trust.OUTSIDE : trust;
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
    GraphProto.Builder graph = GraphCut.of(model.getGraph(), tensors, tensorNames());
    graph.clearInput().addInput(input.declared());
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
}
