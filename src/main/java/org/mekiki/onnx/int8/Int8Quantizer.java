package org.mekiki.onnx.int8;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.onnx.graph.OnnxOptions;
import org.mekiki.onnx.graph.OnnxRuntimes;
import org.mekiki.onnx.graph.OpsetThirteen;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.onnx.network.OnnxProtos;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;

/**
 * Post-training quantisation of a convolutional backbone: uint8 activations, int8 weights with a
 * scale for each output channel (Jacob et al. 2018, arXiv 1712.05877; Krishnamoorthi 2018, arXiv
 * 1806.08342).
 *
 * <p>The graph is first simplified by ONNX Runtime (batch normalisation folded into convolutions,
 * constants computed), then run on good images to learn each activation's range, then rewritten
 * with QuantizeLinear and DequantizeLinear nodes, which ONNX Runtime fuses to integer kernels.
 * Features keep their names and come out as float32. What isn't a convolution, a sum or a max pool
 * stays float.
 */
public final class Int8Quantizer {
  private Int8Quantizer() {}

  /**
   * Quantises a backbone.
   *
   * @param images good ones of the camera's; 20 or more say what there is to see
   * @return another backbone with the same features, and its own SHA-256: models of the one are not
   *     for the other
   * @throws OnnxException if there is nothing to quantise in it, or ONNX Runtime refuses the graph
   */
  public static BackboneGraph quantize(BackboneGraph backbone, List<ImageTensor> images) {
    if (images.isEmpty()) {
      throw new OnnxException("no image to learn the activations' ranges from; name at least one");
    }
    OnnxGraph exact = backbone.graph().tried();
    ModelProto simple = OpsetThirteen.of(simplified(exact), backbone.backbone().name());
    QuantizationPlan plan = new QuantizationPlan(simple.getGraph());
    if (plan.convolutions().isEmpty()) {
      throw new OnnxException(
          Text.of(
              "backbone '%s' has no convolution with constant weights, so there is nothing to"
                  + " quantise; use it as it is",
              backbone.backbone().name()));
    }
    Map<String, ActivationRange> ranges = ranges(simple, plan, images);
    GraphProto graph = new QdqWriter(plan, ranges).write();
    byte[] bytes =
        simple.toBuilder().setGraph(graph).setProducerName("mekiki").build().toByteArray();
    String name = backbone.backbone().name() + " in int8";
    Backbone quantized =
        new Backbone(
            name,
            Sha256.hex(bytes),
            backbone.backbone().preprocessing(),
            backbone.backbone().features());
    return new BackboneGraph(quantized, OnnxGraph.generated(bytes, name));
  }

  /** What ONNX Runtime's basic optimisations leave: standard operators only. */
  private static ModelProto simplified(OnnxGraph graph) {
    OrtEnvironment environment = OnnxRuntimes.environment();
    try {
      Path file = Files.createTempFile("mekiki-simplified-", ".onnx");
      try (OrtSession.SessionOptions options = OnnxRuntimes.sessionOptions(OnnxOptions.DEFAULT)) {
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.BASIC_OPT);
        options.setOptimizedModelFilePath(file.toString());
        environment.createSession(graph.bytes(), options).close();
        return ModelProto.parseFrom(Files.readAllBytes(file));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new OnnxException("the simplified graph can't be written to a temporary file: " + e, e);
    } catch (OrtException e) {
      throw new OnnxException("ONNX Runtime can't simplify the graph: " + e.getMessage(), e);
    }
  }

  private static Map<String, ActivationRange> ranges(
      ModelProto model, QuantizationPlan plan, List<ImageTensor> images) {
    GraphProto.Builder graph = model.getGraph().toBuilder().clearOutput();
    String input = graph.getInput(0).getName();
    plan.tensors().stream()
        .filter(name -> !name.equals(input))
        .forEach(name -> graph.addOutput(OnnxProtos.untyped(name)));
    byte[] bytes = model.toBuilder().setGraph(graph).build().toByteArray();
    Map<String, ActivationRange> ranges = new HashMap<>();
    OrtEnvironment environment = OnnxRuntimes.environment();
    try (OrtSession.SessionOptions options = OnnxRuntimes.sessionOptions(OnnxOptions.DEFAULT);
        OrtSession session = environment.createSession(bytes, options)) {
      for (ImageTensor image : images) {
        ImageShape shape = image.shape();
        long[] sides = {1, shape.channels(), shape.height(), shape.width()};
        widen(ranges, input, image.values());
        try (OnnxTensor tensor =
                OnnxTensor.createTensor(environment, FloatBuffer.wrap(image.values()), sides);
            OrtSession.Result result = session.run(Map.of(input, tensor))) {
          for (Map.Entry<String, OnnxValue> output : result) {
            FloatBuffer values = ((OnnxTensor) output.getValue()).getFloatBuffer();
            widen(ranges, output.getKey(), values.array());
          }
        }
      }
    } catch (OrtException e) {
      throw new OnnxException("ONNX Runtime can't run the graph: " + e.getMessage(), e);
    }
    return ranges;
  }

  private static void widen(Map<String, ActivationRange> ranges, String name, float[] values) {
    ranges.merge(name, ActivationRange.NONE.with(values), (before, now) -> before.with(values));
  }
}
