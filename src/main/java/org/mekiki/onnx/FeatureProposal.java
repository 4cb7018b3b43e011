package org.mekiki.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mekiki.padim.FeatureShape;
import org.mekiki.padim.ImageShape;

/**
 * Which tensors of a network can serve as features, and which three to take.
 *
 * <p>PaDiM takes the ends of a network's stages: the last tensors of stride 4, 8 and 16. In the
 * file that is not simply the last one, for the next stage may begin at the old size (the wide 1×1
 * convolution of an inverted residual, the narrow one of a bottleneck). So of one stride this takes
 * the last residual sum, with the activation that may follow it; where there is none, the last
 * tensor.
 *
 * @param candidates all tensors [1, channels, rows, columns] with a whole stride, in the file's
 *     order
 * @param proposed names of up to three of them, finest first
 */
public record FeatureProposal(List<Candidate> candidates, List<String> proposed) {
  private static final List<Integer> STRIDES = List.of(4, 8, 16);

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
   */
  public record Candidate(FeatureShape shape, String operator, int stride, long macs) {}

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
      if (tensor.isFeatureMap()) {
        List<Integer> sides = tensor.sides();
        FeatureShape shape =
            new FeatureShape(tensor.name(), sides.get(1), sides.get(2), sides.get(3));
        int stride = image.height() / shape.height();
        if (shape.height() * stride == image.height() && shape.width() * stride == image.width()) {
          candidates.add(new Candidate(shape, tensor.operator(), stride, macs.get(tensor.name())));
        }
      }
    }
    List<String> proposed = new ArrayList<>();
    for (int stride : STRIDES) {
      List<Candidate> stage = candidates.stream().filter(c -> c.stride() == stride).toList();
      endOf(stage, fixed).ifPresent(end -> proposed.add(end.shape().name()));
    }
    return new FeatureProposal(candidates, proposed);
  }

  private static Optional<Candidate> endOf(List<Candidate> stage, OnnxGraph graph) {
    Set<String> computed = new HashSet<>();
    stage.forEach(candidate -> computed.add(candidate.shape().name()));
    for (int i = stage.size() - 1; i >= 0; i--) {
      List<String> inputs = graph.inputsOf(stage.get(i).shape().name());
      boolean residual = stage.get(i).operator().equals("Add") && computed.containsAll(inputs);
      if (residual && inputs.size() == 2) {
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
