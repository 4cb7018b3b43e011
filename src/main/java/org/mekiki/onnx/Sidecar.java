package org.mekiki.onnx;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.ChannelOrder;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.text.DidYouMean;
import org.mekiki.text.Text;
import org.mekiki.text.TextFile;

/**
 * What belongs to a network but is not in its ONNX file, in a file beside it: {@code net.onnx} has
 * {@code net.onnx.preprocessing.properties}. Every key may be left out, and so may the file.
 *
 * <table>
 * <caption>Keys</caption>
 * <tr><td>{@code width}, {@code height}</td><td>pixels; default: the graph's own input</td></tr>
 * <tr><td>{@code resize-width}, {@code resize-height}</td><td>size before the picture is cropped to
 * its centre; default: width and height, no crop</td></tr>
 * <tr><td>{@code channel-order}</td><td>{@code RGB} (default) or {@code BGR}</td></tr>
 * <tr><td>{@code mean}, {@code std}</td><td>three numbers for red, green, blue, whatever the order,
 * in units of 0…1, e.g. {@code 0.485, 0.456, 0.406}; default: ImageNet's</td></tr>
 * <tr><td>{@code features}</td><td>tensors to take when no others are named; default: those that
 * {@link FeatureProposal} proposes</td></tr>
 * <tr><td>{@code sha256}</td><td>of the ONNX file; another file is refused</td></tr>
 * <tr><td>{@code source}, {@code licence}</td><td>for people</td></tr>
 * </table>
 */
final class Sidecar {
  private static final List<String> KEYS =
      List.of(
          "width",
          "height",
          "resize-width",
          "resize-height",
          "channel-order",
          "mean",
          "std",
          "features",
          "sha256",
          "source",
          "licence");

  private final Path file;
  private final Properties values;

  private Sidecar(Path file, Properties values) {
    this.file = file;
    this.values = values;
  }

  static Path besideOf(Path onnx) {
    return onnx.resolveSibling(onnx.getFileName() + ".preprocessing.properties");
  }

  /**
   * Reads the file beside a network; without one every key has its default.
   *
   * @throws OnnxException if it can't be read or has a key that is not valid
   */
  static Sidecar of(Path onnx) {
    Path sidecar = besideOf(onnx);
    Properties values = new Properties();
    if (Files.exists(sidecar)) {
      try {
        values.load(new StringReader(TextFile.read(sidecar)));
      } catch (IOException | IllegalArgumentException e) {
        throw new OnnxException(sidecar + " can't be read: " + e.getMessage(), e);
      }
    }
    for (String key : values.stringPropertyNames()) {
      if (!KEYS.contains(key)) {
        throw new OnnxException(
            Text.of(
                "%s: unknown key '%s', did you mean %s? valid: %s",
                sidecar, key, DidYouMean.quoted(key, KEYS, 1), String.join(", ", KEYS)));
      }
    }
    return new Sidecar(sidecar, values);
  }

  /**
   * Writes the file beside a network.
   *
   * @param notes {@code source} and {@code licence}, where they are known
   */
  static void write(
      Path onnx,
      Preprocessing preprocessing,
      List<String> features,
      String sha256,
      Map<String, String> notes)
      throws IOException {
    StringBuilder text = new StringBuilder(preprocessing.text());
    text.append("features = ").append(String.join(", ", features)).append('\n');
    text.append("sha256 = ").append(sha256).append('\n');
    notes.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
    Files.writeString(besideOf(onnx), text);
  }

  /** The tensors to take when no others are named; may be empty. */
  List<String> features() {
    String text = values.getProperty("features", "").strip();
    return text.isEmpty() ? List.of() : Arrays.stream(text.split(",")).map(String::strip).toList();
  }

  /** Source and licence, as far as they are known. */
  Map<String, String> notes() {
    Map<String, String> notes = new java.util.TreeMap<>();
    for (String key : List.of("source", "licence")) {
      if (values.getProperty(key) != null) {
        notes.put(key, values.getProperty(key));
      }
    }
    return notes;
  }

  /**
   * Returns if no other ONNX file is named.
   *
   * @throws OnnxException if another one is
   */
  void requireSha256(Path onnx, String sha256) {
    String kept = values.getProperty("sha256", sha256).strip().toLowerCase(Locale.ROOT);
    if (!kept.equals(sha256)) {
      throw new OnnxException(
          Text.of(
              "%s has SHA-256 %s, but %s says %s: it was altered or replaced; make or download it"
                  + " again, or, if you trust it, take the line out",
              onnx, sha256, file, kept));
    }
  }

  /**
   * How the network wants its input.
   *
   * @param own size of the graph's own input, where it has one
   * @throws OnnxException if a value is not valid, or the size is nowhere named
   */
  Preprocessing preprocessing(Optional<ImageShape> own) {
    int height = side("height", own.map(ImageShape::height));
    int width = side("width", own.map(ImageShape::width));
    int resizeHeight = side("resize-height", Optional.of(height));
    int resizeWidth = side("resize-width", Optional.of(width));
    try {
      return new Preprocessing(
          new ImageShape(3, height, width),
          new ImageShape(3, resizeHeight, resizeWidth),
          order(),
          channels("mean", Preprocessing.IMAGENET_MEAN),
          channels("std", Preprocessing.IMAGENET_STD));
    } catch (IllegalArgumentException e) {
      throw new OnnxException(file + ": " + e.getMessage(), e);
    }
  }

  private int side(String key, Optional<Integer> other) {
    String text = values.getProperty(key);
    if (text == null) {
      return other.orElseThrow(
          () ->
              new OnnxException(
                  Text.of(
                      "the graph leaves its input size open; name it in %s (width=224, height=224)",
                      file)));
    }
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new OnnxException(Text.of("%s: %s=%s is not a number of pixels", file, key, text), e);
    }
  }

  private ChannelOrder order() {
    String text = values.getProperty("channel-order", "RGB").strip();
    return Arrays.stream(ChannelOrder.values())
        .filter(order -> order.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new OnnxException(
                    Text.of("%s: channel-order=%s is not valid: RGB and BGR are", file, text)));
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
          Text.of("%s: %s=%s is not three numbers, e.g. 0.5, 0.5, 0.5", file, key, text), e);
    }
  }
}
