package org.mekiki.app;

import java.io.IOException;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.config.MekikiConfig;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.onnx.BackboneGraph;

/**
 * What {@code bench} measures over a broker: teaches a model, then scores on it. Broker and cameras
 * share the machine with the services.
 */
final class BenchLine {
  private static final String MODEL = "bench-part";

  private final BenchFigures figures;
  private final List<MekikiConfig> configs;
  private final BackboneGraph graph;
  private final List<byte[]> pictures;

  /**
   * @param configs one for each instance of the scoring service; they differ in its state's folder
   * @param pictures that all frames are made of
   * @param backboneMillis one pass on one thread, in this run
   */
  BenchLine(
      Terminal terminal,
      List<MekikiConfig> configs,
      BackboneGraph graph,
      List<byte[]> pictures,
      double backboneMillis) {
    this.configs = List.copyOf(configs);
    this.graph = graph;
    this.pictures = pictures;
    int threads = configs.get(0).score().threadsOn(Runtime.getRuntime().availableProcessors());
    this.figures = new BenchFigures(terminal, threads, backboneMillis);
  }

  /**
   * Measures all of it. Teaching is timed last: Kafka's code is interpreted at first, and its
   * compilation takes half a minute of processor time, while the first model is taught and scored.
   */
  BenchFigures run(Admin admin, BenchLoad load) throws InterruptedException, IOException {
    teach(admin, MODEL, Math.min(load.good, BenchLoad.GOOD));
    figures.measurements().clear();
    figures.facts().clear();
    new BenchScoring(figures, configs, graph, pictures, MODEL, load.cameras).run(load.frames);
    teach(admin, MODEL + "-again", load.good);
    return figures;
  }

  private void teach(Admin admin, String model, int good) throws InterruptedException {
    try (TrainingService training =
        new TrainingService(configs.get(0), graph, InspectionListener.NOOP, admin)) {
      training.start();
      new BenchTeaching(figures, configs.get(0), pictures).teach(model, good);
      figures.facts().add("after teaching: " + ProcessMemory.afterCollection());
    }
  }
}
