package org.mekiki.onnx;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.onnx.graph.OnnxOptions;
import org.mekiki.onnx.graph.OnnxRuntimes;
import org.mekiki.onnx.network.Network;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.Backbone;

/**
 * A graph on ONNX Runtime through DJL.
 *
 * <p>Weights are loaded once. Each call borrows a predictor with its own input buffer, so that
 * there are as many of them as calls were ever under way at once. All native memory of a call is
 * freed before it returns.
 */
public final class DjlNetwork implements Network {
  private final Backbone backbone;
  private final Model model;
  private final ConcurrentLinkedDeque<Predictor<float[], float[][]>> idle =
      new ConcurrentLinkedDeque<>();

  /**
   * Loads a graph. One from outside is tried in a process of its own first.
   *
   * @throws OnnxException if ONNX Runtime refuses it
   */
  public DjlNetwork(BackboneGraph backbone, OnnxOptions options) {
    this.backbone = backbone.backbone();
    OnnxRuntimes.startEngine();
    this.model = Model.newInstance("backbone", Device.cpu(), OnnxRuntimes.ENGINE);
    boolean loaded = false;
    try {
      load(backbone.graph().tried(), Objects.requireNonNull(options, "options"));
      loaded = true;
    } finally {
      if (!loaded) {
        model.close();
      }
    }
  }

  /** DJL's {@code load(InputStream)} leaves a folder behind, so it gets a file. */
  private void load(OnnxGraph graph, OnnxOptions options) {
    try {
      Path file = Files.createTempFile("mekiki-backbone-", ".onnx");
      try (OrtSession.SessionOptions session = OnnxRuntimes.sessionOptions(options)) {
        Files.write(file, graph.bytes());
        model.load(file, null, Map.of("sessionOptions", session));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new OnnxException("the backbone can't be written to a temporary file: " + e, e);
    } catch (OrtException | MalformedModelException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new OnnxException(
          "ONNX Runtime can't load backbone '" + backbone.name() + "': " + cause.getMessage(), e);
    }
  }

  @Override
  public float[][] run(float[] image) {
    Predictor<float[], float[][]> predictor = idle.pollFirst();
    if (predictor == null) {
      predictor = model.newPredictor(new ArrayTranslator(backbone.preprocessing().shape()));
    }
    try {
      return predictor.predict(image);
    } catch (TranslateException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new OnnxException(
          "backbone '" + backbone.name() + "' failed: " + cause.getMessage(), e);
    } finally {
      idle.addFirst(predictor); // the one used last has its memory in the cache
    }
  }

  /** Predictors at rest; tests count them. */
  int idlePredictors() {
    return idle.size();
  }

  /** DJL's arrays that are still held; tests look for leaks. */
  int nativeArrays() {
    return model.getNDManager().getManagedArrays().size();
  }

  @Override
  public void close() {
    idle.forEach(Predictor::close);
    idle.clear();
    model.close();
  }
}
