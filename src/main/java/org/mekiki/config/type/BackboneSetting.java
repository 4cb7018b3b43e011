package org.mekiki.config.type;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Networks that compute the features, one or two.
 *
 * @param networks an ONNX file each; empty for the built-in network
 */
public record BackboneSetting(List<Optional<Path>> networks) {
  /** The word for the built-in network. */
  public static final String BUILT_IN = "built-in";

  /** The built-in network alone. */
  public static final BackboneSetting ONLY_BUILT_IN =
      new BackboneSetting(List.of(Optional.empty()));

  public BackboneSetting {
    networks = List.copyOf(networks);
  }

  /**
   * Reads {@code built-in}, a file, or two of them with a plus between. A plus also occurs in names
   * of files: it divides two networks if each part is {@code built-in} or ends in {@code .onnx}.
   */
  static BackboneSetting of(String text) {
    List<String> parts = Arrays.asList(text.split("\\+", -1));
    boolean pair = parts.size() == 2 && parts.stream().allMatch(BackboneSetting::isNetwork);
    return new BackboneSetting(
        (pair ? parts : List.of(text)).stream().map(BackboneSetting::network).toList());
  }

  private static boolean isNetwork(String part) {
    return part.equals(BUILT_IN) || part.endsWith(".onnx");
  }

  private static Optional<Path> network(String text) {
    return text.equals(BUILT_IN) ? Optional.empty() : Optional.of(Path.of(text));
  }

  /** Whether it is the built-in network alone. */
  public boolean isBuiltIn() {
    return equals(ONLY_BUILT_IN);
  }

  /** For people: without the files' folders. */
  public String name() {
    return joined(Path::getFileName);
  }

  /** As it is written. */
  @Override
  public String toString() {
    return joined(file -> file);
  }

  private String joined(UnaryOperator<Path> shown) {
    return networks.stream()
        .map(network -> network.map(shown).map(Path::toString).orElse(BUILT_IN))
        .collect(Collectors.joining("+"));
  }
}
