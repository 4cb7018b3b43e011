package org.mekiki.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.padim.Backbone;
import org.mekiki.padim.FeatureMap;
import org.mekiki.padim.FeatureShape;
import org.mekiki.padim.ImageShape;
import org.mekiki.padim.ImageTensor;
import org.mekiki.padim.Preprocessing;

class OnnxFeatureExtractorTest {
  private static final int THREADS = 4;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givesWhatTheGraphComputesInTheFeaturesOrder(boolean arena) {
    OnnxOptions options = new OnnxOptions(1, arena);
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(pyramid(8), options)) {
      List<FeatureMap> features = extractor.extract(constant(8, 0.25f));
      assertThat(features)
          .extracting(FeatureMap::shape)
          .isEqualTo(extractor.backbone().features())
          .containsExactly(new FeatureShape("fine", 3, 8, 8), new FeatureShape("coarse", 3, 4, 4));
      assertThat(features.get(0).values()).hasSize(3 * 64).containsOnly(0.5f);
      assertThat(features.get(1).values()).hasSize(3 * 16).containsOnly(0.5f);
    }
  }

  @Test
  void keepsEarlierResultsUntouchedByLaterCalls() {
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(pyramid(8))) {
      List<FeatureMap> first = extractor.extract(constant(8, 1));
      extractor.extract(constant(8, 2));
      assertThat(first.get(0).values()).containsOnly(2);
    }
  }

  @Test
  void refusesAnImageOfAnotherShape() {
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(pyramid(8))) {
      assertThatThrownBy(() -> extractor.extract(constant(16, 0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("image is 3x16x16 but backbone 'pyramid' takes 3x8x8");
    }
  }

  @Test
  void keepsCallsOfSeveralThreadsApart() throws Exception {
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(pyramid(32))) {
      List<Callable<Void>> callers = new ArrayList<>();
      for (int thread = 1; thread <= THREADS; thread++) {
        float value = thread;
        callers.add(
            () -> {
              for (int i = 0; i < 200; i++) {
                List<FeatureMap> features = extractor.extract(constant(32, value));
                assertThat(features.get(0).values()).containsOnly(2 * value);
                assertThat(features.get(1).values()).containsOnly(2 * value);
              }
              return null;
            });
      }
      inParallel(callers);
      assertThat(extractor.idlePredictors()).isBetween(1, THREADS);
    }
  }

  @Test
  void closesUnderCallsOfSeveralThreadsAndRefusesLaterOnes() throws Exception {
    OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(Backbones.randomResNet18());
    ImageTensor image = constant(224, 1);
    CountDownLatch busy = new CountDownLatch(THREADS);
    List<Callable<Void>> callers = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      callers.add(
          () -> {
            extractor.extract(image);
            busy.countDown();
            assertThatThrownBy(
                    () -> {
                      while (true) {
                        extractor.extract(image);
                      }
                    })
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backbone 'random-resnet18' is closed");
            return null;
          });
    }
    callers.add(
        () -> {
          busy.await();
          extractor.close();
          return null;
        });
    inParallel(callers);
  }

  @Test
  void mayBeClosedTwice() {
    OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(pyramid(8));
    extractor.extract(constant(8, 1));
    extractor.close();
    assertThatCode(extractor::close).doesNotThrowAnyException();
  }

  @Test
  void leavesNoNativeArraysBehind() {
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(pyramid(8))) {
      for (int i = 0; i < 2000; i++) {
        extractor.extract(constant(8, i));
      }
      assertThat(extractor.nativeArrays()).isZero();
      assertThat(extractor.idlePredictors()).isOne();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void doesNotGrowInNativeMemory() throws IOException {
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(pyramid(256))) {
      ImageTensor image = constant(256, 1); // 0.8 MB in, 1 MB out: a leak would take 3.6 GB
      for (int i = 0; i < 200; i++) {
        extractor.extract(image);
      }
      long before = nativeKilobytes();
      for (int i = 0; i < 2000; i++) {
        extractor.extract(image);
      }
      assertThat(nativeKilobytes() - before).isLessThan(400_000L);
    }
  }

  @Test
  void leavesNoTemporaryFile() throws IOException {
    long before = temporaryFiles();
    new OnnxFeatureExtractor(pyramid(8)).close();
    assertThat(temporaryFiles()).isEqualTo(before);
  }

  @Test
  void saysWhyAGraphIsRefused() {
    GraphBuilder graph = new GraphBuilder("broken");
    graph.input("image", 1, 3, 8, 8);
    graph.node("NoSuchOperator", "fine", List.of("image"));
    graph.output("fine", 1, 3, 8, 8);
    BackboneGraph broken =
        new BackboneGraph(pyramid(8).backbone(), OnnxGraph.parse(graph.build(), "broken"));
    assertThatThrownBy(() -> new OnnxFeatureExtractor(broken))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("ONNX Runtime can't load backbone 'pyramid'")
        .hasMessageContaining("NoSuchOperator");
  }

  @Test
  void refusesNoThreads() {
    assertThatThrownBy(() -> new OnnxOptions(0, true))
        .hasMessage("intra-op threads 0 are not legal: at least 1");
  }

  private static BackboneGraph pyramid(int side) {
    List<FeatureShape> features =
        List.of(
            new FeatureShape("fine", 3, side, side),
            new FeatureShape("coarse", 3, side / 2, side / 2));
    Backbone backbone =
        new Backbone("pyramid", "0".repeat(64), Preprocessing.unit(side, side), features);
    OnnxGraph graph = OnnxGraph.parse(TinyGraphs.pyramid(1, side), "pyramid");
    return new BackboneGraph(backbone, graph.cut(List.of("fine", "coarse")));
  }

  private static ImageTensor constant(int side, float value) {
    ImageShape shape = new ImageShape(3, side, side);
    float[] values = new float[shape.size()];
    java.util.Arrays.fill(values, value);
    return new ImageTensor(shape, values);
  }

  private static void inParallel(List<Callable<Void>> tasks) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(tasks.size());
    try {
      for (Future<Void> task : pool.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
        task.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** Resident memory that is not the Java heap's. */
  private static long nativeKilobytes() throws IOException {
    String resident =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    long heap = Runtime.getRuntime().totalMemory() / 1024;
    return Long.parseLong(resident.replaceAll("[^0-9]", "")) - heap;
  }

  private static long temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("mekiki-backbone-") || name.startsWith("ort-model"))
          .count();
    }
  }
}
