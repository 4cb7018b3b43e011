package org.mekiki.onnx;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.mekiki.padim.ImageShape;
import org.mekiki.padim.Preprocessing;

/**
 * What a network wants its input to be, in a file beside it: {@code net.onnx} has {@code
 * net.onnx.preprocessing.properties}. Every key may be left out.
 *
 * <table>
 * <caption>Keys</caption>
 * <tr><td>{@code width}, {@code height}</td><td>pixels; default: the graph's own input</td></tr>
 * <tr><td>{@code mean}, {@code std}</td><td>three numbers for R, G, B in units of 0…1, e.g. {@code
 * 0.485, 0.456, 0.406}; default: ImageNet's</td></tr>
 * </table>
 */
final class PreprocessingFile {
  private static final List<String> KEYS = List.of("width", "height", "mean", "std");

  private final Path file;
  private final Properties values;

  private PreprocessingFile(Path file, Properties values) {
    this.file = file;
    this.values = values;
  }

  static Path besideOf(Path onnx) {
    return onnx.resolveSibling(onnx.getFileName() + ".preprocessing.properties");
  }

  /** The preprocessing for a graph: the sidecar's, else ImageNet's at the graph's input size. */
  static Preprocessing of(Path onnx, OnnxGraph graph) {
    Path sidecar = besideOf(onnx);
    Properties values = new Properties();
    if (Files.exists(sidecar)) {
      try (Reader reader = Files.newBufferedReader(sidecar, StandardCharsets.UTF_8)) {
        values.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new OnnxException(sidecar + " can't be read: " + e.getMessage(), e);
      }
    }
    return new PreprocessingFile(sidecar, values).preprocessing(graph.inputShape());
  }

  private Preprocessing preprocessing(Optional<ImageShape> own) {
    for (String key : values.stringPropertyNames()) {
      if (!KEYS.contains(key)) {
        throw new OnnxException(
            String.format(
                "%s: unknown key '%s', did you mean '%s'? Legal are %s",
                file, key, Names.nearest(key, KEYS, 1).get(0), String.join(", ", KEYS)));
      }
    }
    int height = side("height", own.map(ImageShape::height));
    int width = side("width", own.map(ImageShape::width));
    try {
      return new Preprocessing(
          new ImageShape(3, height, width),
          channels("mean", Preprocessing.IMAGENET_MEAN),
          channels("std", Preprocessing.IMAGENET_STD));
    } catch (IllegalArgumentException e) {
      throw new OnnxException(file + ": " + e.getMessage(), e);
    }
  }

  private int side(String key, Optional<Integer> own) {
    String text = values.getProperty(key);
    if (text == null) {
      return own.orElseThrow(
          () ->
              new OnnxException(
                  String.format(
                      "the graph leaves its input size open; name it in %s (width=224, height=224)",
                      file)));
    }
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new OnnxException(
          String.format("%s: %s=%s is not a number of pixels", file, key, text), e);
    }
  }

  private List<Double> channels(String key, List<Double> other) {
    String text = values.getProperty(key);
    if (text == null) {
      return other;
    }
    try {
      return Arrays.stream(text.split(",", -1)).map(String::strip).map(Double::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new OnnxException(
          String.format("%s: %s=%s is not three numbers, e.g. 0.5, 0.5, 0.5", file, key, text), e);
    }
  }
}
