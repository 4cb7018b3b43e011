package org.mekiki.app.bench;

import java.io.IOException;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.config.MekikiConfig;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.service.TrainingService;
import org.mekiki.service.parts.ServiceListeners;
import org.mekiki.terminal.Terminal;

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
    int cores = Runtime.getRuntime().availableProcessors();
    int threads = configs.stream().mapToInt(config -> config.score().threadsOn(cores)).sum();
    this.figures = new BenchFigures(terminal, threads, backboneMillis);
  }

  /**
   * Measures all of it. Kafka's code is interpreted at first, and its compilation takes a minute of
   * processor time: services work for a while before they are timed. Teaching, which takes longest
   * to become fast, is timed last.
   */
  BenchFigures run(Admin admin, BenchLoad load) throws InterruptedException, IOException {
    try (TrainingService training = start(admin)) {
      teaching().teach(MODEL, BenchTeaching.warmUpFrames(load.good, configs.get(0)));
    }
    new BenchScoring(figures, configs, graph, pictures, MODEL, load.cameras, admin)
        .run(load.frames, load.warmUp());
    try (TrainingService training = start(admin)) {
      teaching().run(MODEL + "-timed", load.good, load.warmUp());
    }
    return figures;
  }

  private TrainingService start(Admin admin) throws InterruptedException {
    TrainingService training =
        TrainingService.open(configs.get(0), graph, ServiceListeners.NONE, admin);
    training.start(figures.terminal());
    return training;
  }

  private BenchTeaching teaching() {
    return new BenchTeaching(figures, configs.get(0), pictures);
  }
}
