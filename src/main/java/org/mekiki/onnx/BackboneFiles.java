package org.mekiki.onnx;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mekiki.onnx.graph.GraphCost;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.onnx.network.Architecture;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.onnx.network.Safetensors;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;

/** What is done to a backbone's file before it is used: looked at, cut, made from weights. */
public final class BackboneFiles {
  private BackboneFiles() {}

  /**
   * What a file has to offer.
   *
   * @param chosen features that its sidecar names; empty without one
   * @param proposal its tensors, and which of them to take
   * @param wholeMacs multiply-accumulate operations of the whole graph for one image
   */
  public record Inspection(
      String sha256,
      Preprocessing preprocessing,
      List<String> chosen,
      FeatureProposal proposal,
      long wholeMacs) {}

  /**
   * Looks into a file.
   *
   * @param side of the square image, for a graph that leaves it open; empty for its own, or its
   *     sidecar's
   * @throws OnnxException if it can't be used as a backbone
   */
  public static Inspection inspect(Path file, Optional<Integer> side) {
    byte[] bytes = OnnxGraph.readBytes(file);
    OnnxGraph graph = OnnxGraph.parse(bytes, file.toString());
    Sidecar sidecar = Sidecar.of(file);
    String sha256 = Sha256.hex(bytes);
    sidecar.requireSha256(file, sha256);
    Preprocessing preprocessing = preprocessing(sidecar, graph, side);
    OnnxGraph fixed = graph.forImage(preprocessing.shape());
    FeatureProposal proposal = FeatureProposal.of(graph, preprocessing.shape());
    return new Inspection(
        sha256, preprocessing, sidecar.features(), proposal, GraphCost.ofAll(fixed));
  }

  /**
   * Cuts a graph at tensors and writes the rest, with a sidecar, to another file.
   *
   * @param features as in {@link Backbones#file}
   * @param side as in {@link #inspect}
   * @throws OnnxException if file or tensors can't be used
   */
  public static BackboneGraph cut(
      Path file, List<String> features, Optional<Integer> side, Path target) throws IOException {
    Sidecar sidecar = Sidecar.of(file);
    Preprocessing preprocessing = preprocessing(sidecar, OnnxGraph.read(file), side);
    BackboneGraph cut = Backbones.file(file, features, preprocessing);
    Map<String, String> notes = new TreeMap<>(sidecar.notes());
    notes.putIfAbsent("source", file.getFileName() + " (SHA-256 " + cut.backbone().sha256() + ")");
    return write(cut, target, notes);
  }

  /**
   * Makes a network's file from weights, with a sidecar.
   *
   * @param weights a safetensors file with timm's names
   * @param side of the square image in pixels
   * @param resized side to which pictures are resized before they are cropped to their centre; the
   *     same as {@code side} for no crop
   * @throws OnnxException if the weights are not this network's, or a size is not valid
   */
  public static BackboneGraph build(
      Architecture architecture,
      Path weights,
      String weightsSha256,
      int side,
      int resized,
      Path target)
      throws IOException {
    Preprocessing preprocessing = architecture.preprocessing(side);
    if (resized < side) {
      throw new OnnxException(
          Text.of("resize %d is not valid: it must be at least the size, %d", resized, side));
    }
    Architecture.Builder builder = architecture.builder();
    byte[] bytes;
    try (Safetensors opened = Safetensors.open(weights)) {
      bytes = builder.build(architecture.networkName(), opened, side);
    }
    OnnxGraph graph = OnnxGraph.generated(bytes, architecture.networkName());
    BackboneGraph network =
        Backbones.prepare(
            architecture.networkName(),
            weightsSha256,
            graph,
            builder.features(),
            preprocessing.croppedFrom(resized, resized));
    Map<String, String> notes = new TreeMap<>();
    notes.put("source", weights.getFileName() + " (SHA-256 " + weightsSha256 + ")");
    notes.put("licence", architecture.weightsLicence());
    return write(network, target, notes);
  }

  private static Preprocessing preprocessing(
      Sidecar sidecar, OnnxGraph graph, Optional<Integer> side) {
    if (side.isEmpty()) {
      return sidecar.preprocessing(graph.inputShape());
    }
    try {
      ImageShape shape = new ImageShape(3, side.get(), side.get());
      return sidecar.preprocessing(Optional.of(shape)).withSize(side.get(), side.get());
    } catch (IllegalArgumentException e) {
      throw new OnnxException("size " + side.get() + " is not valid: " + e.getMessage(), e);
    }
  }

  /**
   * Writes a network, and beside it how pictures are prepared and which its features are.
   *
   * @param source what it was made of, for people
   * @return the network as it is read back
   */
  public static BackboneGraph save(BackboneGraph network, Path target, String source)
      throws IOException {
    return write(network, target, Map.of("source", source));
  }

  /** Both files appear whole: each is written beside its place and then moved there. */
  private static BackboneGraph write(BackboneGraph network, Path target, Map<String, String> notes)
      throws IOException {
    byte[] bytes = network.graph().bytes();
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      Files.write(part, bytes);
      Sidecar.write(
          part,
          network.backbone().preprocessing(),
          network.graph().outputNames(),
          Sha256.hex(bytes),
          notes);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      Files.move(
          Sidecar.besideOf(part), Sidecar.besideOf(target), StandardCopyOption.REPLACE_EXISTING);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      // The system's own words don't name the file.
      var named = new FileSystemException(target.toString(), null, e.getMessage());
      named.initCause(e);
      throw named;
    } finally {
      Files.deleteIfExists(part);
      Files.deleteIfExists(Sidecar.besideOf(part));
    }
    return Backbones.file(target, List.of(), null);
  }
}
