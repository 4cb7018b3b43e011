package org.mekiki.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mekiki.onnx.graph.GraphCost;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.onnx.graph.TensorShape;
import org.mekiki.onnx.graph.TokenGrid;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageShape;

/**
 * Which tensors of a network can serve as features, and which three to take.
 *
 * <p>PaDiM takes the ends of a network's stages: the last tensors of stride 4, 8 and 16. In the
 * file that is not simply the last one, for the next stage may begin at the old size (the wide 1×1
 * convolution of an inverted residual, the narrow one of a bottleneck). So of one stride this takes
 * the last residual sum, with the activation that may follow it; where there is none, the last
 * tensor.
 *
 * <p>A transformer has one stride throughout. Its features are the residual sums of its tokens at a
 * quarter, a half and three quarters of its depth: the last blocks serve the classifier.
 *
 * @param candidates all tensors [1, channels, rows, columns] of more than one patch with a whole
 *     stride, and all tokens that lie on such a grid ({@link TokenGrid}), in the file's order
 * @param proposed names of up to three of them, finest first
 */
public record FeatureProposal(List<Candidate> candidates, List<String> proposed) {
  private static final List<Integer> STRIDES = List.of(4, 8, 16);

  /** A transformer's features, as parts of its depth. */
  private static final List<Double> DEPTHS = List.of(0.25, 0.5, 0.75);

  private static final Set<String> ACTIVATIONS =
      Set.of(
          "Relu",
          "LeakyRelu",
          "PRelu",
          "Clip",
          "Elu",
          "Selu",
          "Celu",
          "Gelu",
          "Sigmoid",
          "Tanh",
          "HardSwish",
          "HardSigmoid",
          "Mish",
          "Softplus");

  /**
   * A tensor that can serve as a feature.
   *
   * @param shape name, channels, rows and columns
   * @param operator that makes it, e.g. {@code Relu}
   * @param stride pixels of the image a row and a column
   * @param macs multiply-accumulate operations for one image up to and with this tensor
   * @param tokens whether it is a transformer's tokens, made into a map when the graph is cut
   */
  public record Candidate(
      FeatureShape shape, String operator, int stride, long macs, boolean tokens) {}

  public FeatureProposal {
    candidates = List.copyOf(candidates);
    proposed = List.copyOf(proposed);
  }

  /**
   * Looks through a graph.
   *
   * @param image what the network will be given
   */
  public static FeatureProposal of(OnnxGraph graph, ImageShape image) {
    OnnxGraph fixed = graph.forImage(image);
    List<TensorShape> tensors = fixed.tensors();
    Map<String, Long> macs = GraphCost.macsUpTo(fixed, tensors);
    List<Candidate> candidates = new ArrayList<>();
    for (TensorShape tensor : tensors) {
      shape(tensor, tensors, image)
          .map(shape -> candidate(shape, tensor, image, macs.get(tensor.name())))
          .ifPresent(candidates::add);
    }
    List<String> stages = stages(candidates, fixed);
    List<String> depths = depths(candidates, fixed);
    boolean transformer = stages.size() < 2 && depths.size() == DEPTHS.size();
    return new FeatureProposal(candidates, transformer ? depths : stages);
  }

  private static Optional<FeatureShape> shape(
      TensorShape tensor, List<TensorShape> all, ImageShape image) {
    if (!tensor.isFeatureMap()) {
      return TokenGrid.of(tensor, all, image)
          .map(
              grid ->
                  new FeatureShape(tensor.name(), grid.channels(), grid.rows(), grid.columns()));
    }
    List<Integer> sides = tensor.sides();
    FeatureShape shape = new FeatureShape(tensor.name(), sides.get(1), sides.get(2), sides.get(3));
    int stride = image.height() / shape.height();
    boolean whole =
        shape.height() * stride == image.height() && shape.width() * stride == image.width();
    return whole && shape.height() * shape.width() > 1 ? Optional.of(shape) : Optional.empty();
  }

  private static Candidate candidate(
      FeatureShape shape, TensorShape tensor, ImageShape image, long macs) {
    int stride = image.height() / shape.height();
    return new Candidate(shape, tensor.operator(), stride, macs, !tensor.isFeatureMap());
  }

  private static List<String> stages(List<Candidate> candidates, OnnxGraph graph) {
    List<String> ends = new ArrayList<>();
    for (int stride : STRIDES) {
      List<Candidate> stage =
          candidates.stream().filter(c -> c.stride() == stride && !c.tokens()).toList();
      endOf(stage, graph).ifPresent(end -> ends.add(end.shape().name()));
    }
    return ends;
  }

  /** Residual sums of tokens at parts of the depth; empty where there are too few. */
  private static List<String> depths(List<Candidate> candidates, OnnxGraph graph) {
    List<Candidate> tokens = candidates.stream().filter(Candidate::tokens).toList();
    Set<String> computed = names(tokens);
    List<String> sums =
        tokens.stream()
            .filter(candidate -> isResidual(candidate, computed, graph))
            .map(candidate -> candidate.shape().name())
            .toList();
    return sums.size() < DEPTHS.size()
        ? List.of()
        : DEPTHS.stream()
            .map(depth -> sums.get((int) Math.ceil(depth * sums.size()) - 1))
            .distinct()
            .toList();
  }

  private static Set<String> names(List<Candidate> candidates) {
    Set<String> names = new HashSet<>();
    candidates.forEach(candidate -> names.add(candidate.shape().name()));
    return names;
  }

  private static boolean isResidual(Candidate candidate, Set<String> computed, OnnxGraph graph) {
    List<String> inputs = graph.inputsOf(candidate.shape().name());
    return candidate.operator().equals("Add") && inputs.size() == 2 && computed.containsAll(inputs);
  }

  private static Optional<Candidate> endOf(List<Candidate> stage, OnnxGraph graph) {
    Set<String> computed = names(stage);
    for (int i = stage.size() - 1; i >= 0; i--) {
      if (isResidual(stage.get(i), computed, graph)) {
        return Optional.of(activated(stage.get(i), stage, graph));
      }
    }
    return stage.isEmpty() ? Optional.empty() : Optional.of(stage.get(stage.size() - 1));
  }

  private static Candidate activated(Candidate sum, List<Candidate> stage, OnnxGraph graph) {
    for (Candidate next : stage) {
      if (ACTIVATIONS.contains(next.operator())
          && graph.inputsOf(next.shape().name()).get(0).equals(sum.shape().name())) {
        return next;
      }
    }
    return sum;
  }
}
