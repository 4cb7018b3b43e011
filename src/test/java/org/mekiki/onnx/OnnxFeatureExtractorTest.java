package org.mekiki.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.onnx.graph.OnnxOptions;
import org.mekiki.onnx.network.GraphBuilder;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.ImageTensor;

class OnnxFeatureExtractorTest {
  private static final int THREADS = 4;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givesWhatTheGraphComputesInTheFeaturesOrder(boolean arena) {
    OnnxOptions options = new OnnxOptions(1, arena);
    try (OnnxFeatureExtractor extractor =
        new OnnxFeatureExtractor(TinyGraphs.backbone(8), options)) {
      List<FeatureMap> features = extractor.extract(TinyGraphs.constantImage(8, 0.25f));
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
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(TinyGraphs.backbone(8))) {
      List<FeatureMap> first = extractor.extract(TinyGraphs.constantImage(8, 1));
      extractor.extract(TinyGraphs.constantImage(8, 2));
      assertThat(first.get(0).values()).containsOnly(2);
    }
  }

  @Test
  void refusesAnImageOfAnotherShape() {
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(TinyGraphs.backbone(8))) {
      assertThatThrownBy(() -> extractor.extract(TinyGraphs.constantImage(16, 0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("image is 3x16x16 but backbone 'pyramid' takes 3x8x8");
    }
  }

  @Test
  void keepsCallsOfSeveralThreadsApart() throws Exception {
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(TinyGraphs.backbone(32))) {
      List<Callable<Void>> callers = new ArrayList<>();
      for (int thread = 1; thread <= THREADS; thread++) {
        float value = thread;
        callers.add(
            () -> {
              for (int i = 0; i < 200; i++) {
                List<FeatureMap> features = extractor.extract(TinyGraphs.constantImage(32, value));
                assertThat(features.get(0).values()).containsOnly(2 * value);
                assertThat(features.get(1).values()).containsOnly(2 * value);
              }
              return null;
            });
      }
      inParallel(callers);
      assertThat(onnx(extractor).idlePredictors()).isBetween(1, THREADS);
    }
  }

  @Test
  void closesUnderCallsOfSeveralThreadsAndRefusesLaterOnes() throws Exception {
    OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(Backbones.randomResNet18());
    ImageTensor image = TinyGraphs.constantImage(224, 1);
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
    OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(TinyGraphs.backbone(8));
    extractor.extract(TinyGraphs.constantImage(8, 1));
    extractor.close();
    assertThatCode(extractor::close).doesNotThrowAnyException();
  }

  @Test
  void leavesNoNativeArraysBehind() {
    try (OnnxFeatureExtractor extractor = new OnnxFeatureExtractor(TinyGraphs.backbone(8))) {
      for (int i = 0; i < 2000; i++) {
        extractor.extract(TinyGraphs.constantImage(8, i));
      }
      assertThat(onnx(extractor).nativeArrays()).isZero();
      assertThat(onnx(extractor).idlePredictors()).isOne();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void doesNotGrowInNativeMemory() throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            NativeMemoryProbe.class.getName());
    Process probe =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(probe.waitFor()).isZero();
    List<String> lines = output.lines().toList();
    long grown = Long.parseLong(lines.get(lines.size() - 1));
    assertThat(grown).isLessThan(200_000); // kilobytes; a leak would take 1,800,000
  }

  @Test
  void leavesNoTemporaryFile() throws IOException {
    List<Path> before = temporaryFiles();
    new OnnxFeatureExtractor(TinyGraphs.backbone(8)).close();
    List<Path> added = new ArrayList<>(temporaryFiles());
    added.removeAll(before);
    // Those of other processes on this machine go as well.
    await().untilAsserted(() -> assertThat(added).noneMatch(Files::exists));
  }

  @Test
  void saysWhyAGraphIsRefused() {
    GraphBuilder graph = new GraphBuilder("broken");
    graph.input("image", 1, 3, 8, 8);
    graph.node("Relu", "fine", List.of("image", "image"));
    graph.output("fine", 1, 3, 8, 8);
    BackboneGraph broken =
        new BackboneGraph(
            TinyGraphs.backbone(8).backbone(), OnnxGraph.generated(graph.build(), "broken"));
    assertThatThrownBy(() -> new OnnxFeatureExtractor(broken))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("ONNX Runtime can't load backbone 'pyramid'")
        .hasMessageContaining("Relu");
  }

  @Test
  void refusesNoThreads() {
    assertThatThrownBy(() -> new OnnxOptions(0, true))
        .hasMessage("intra-op threads 0 are not valid: at least 1");
  }

  private static DjlNetwork onnx(OnnxFeatureExtractor extractor) {
    return (DjlNetwork) extractor.network();
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

  private static List<Path> temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().matches("(mekiki-backbone-|ort-model).*"))
          .toList();
    }
  }
}
