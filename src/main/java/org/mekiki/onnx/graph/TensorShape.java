package org.mekiki.onnx.graph;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One tensor of a graph, with its shape for one image.
 *
 * @param operator the operator that makes it, e.g. {@code Conv}; {@code Input} for the graph's
 *     input
 * @param floats whether its values are 32-bit floats
 * @param sides its shape, batch axis first; -1 where a side is known only when it runs
 */
public record TensorShape(String name, String operator, boolean floats, List<Integer> sides) {
  public TensorShape {
    sides = List.copyOf(sides);
  }

  /** Whether this could be a feature: floats of shape [1, channels, height, width]. */
  public boolean isFeatureMap() {
    return floats && sides.size() == 4 && sides.get(0) == 1 && sides.stream().allMatch(s -> s >= 1);
  }

  @Override
  public String toString() {
    String shape = sides.stream().map(String::valueOf).collect(Collectors.joining("x"));
    return name + " [" + shape + "] " + operator;
  }
}
