package org.mekiki.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {
  private static final List<Measurement> RUN =
      List.of(new Measurement("backbone", 1, 12.5, 1), new Measurement("distance", 1, 1, 0.08));

  @TempDir private Path folder;

  @Test
  void writesAListThatItReads() throws IOException {
    Path file = folder.resolve("bench.json");

    MeasurementJson.write(file, RUN);

    assertThat(MeasurementJson.read(file)).isEqualTo(RUN);
    assertThat(Files.readString(file).replaceAll("\\s", ""))
        .isEqualTo(
            "[{\"stage\":\"backbone\",\"threads\":1,\"medianMillis\":12.5,\"ratioToBackbone\":1.0},"
                + "{\"stage\":\"distance\",\"threads\":1,\"medianMillis\":1.0,"
                + "\"ratioToBackbone\":0.08}]");
  }

  @Test
  void saysWhichFileIsNoList() throws IOException {
    Path file = Files.writeString(folder.resolve("other.json"), "{\"a\": 1}");

    assertThatThrownBy(() -> MeasurementJson.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " is not what 'mekiki bench --json' writes");
  }

  @Test
  void showsTheChangeOfRatios() {
    List<Measurement> before = List.of(new Measurement("distance", 1, 9, 0.16));

    assertThat(BenchTable.lines(RUN, before))
        .containsExactly(
            "stage     threads         ms  x backbone    before  change",
            "backbone        1     12.500       1.000",
            "distance        1      1.000       0.080     0.160    -50 %");
    assertThat(BenchTable.lines(RUN, List.of()).get(0)).endsWith("x backbone");
  }

  private static Measurement measured(String stage, int threads, double ratio) {
    return new Measurement(stage, threads, 10 * ratio, ratio);
  }

  @Test
  void findsWhatMissesThePapersLimits() {
    assertThat(BenchCheck.paper(RUN, 100)).isEmpty();
    assertThat(BenchCheck.paper(List.of(measured("frame from tensor", 1, 1.201)), 100))
        .containsExactly(
            "'frame from tensor' with 1 threads takes 1.201 times the backbone; at most 1.200 is"
                + " well");
  }

  @Test
  void findsWhatMissesALimitThatDependsOnAnotherStage() {
    Measurement one = measured("frame from picture", 1, 1.3);
    Measurement two = measured("frame from picture", 2, 0.7);
    Measurement broker = measured("frame over the broker", 2, 0.93);
    Measurement teach = measured("teach, a frame", 2, 1.32);
    Measurement latency = measured("captured to scored, p99, half load", 2, 13.8);
    assertThat(BenchCheck.paper(List.of(one, two, broker, teach, latency), 100)).isEmpty();

    assertThat(missed(one, measured("frame from picture", 2, 0.71))).contains("at most 0.703");
    assertThat(missed(two, measured("frame over the broker", 2, 0.94))).contains("at most 0.933");
    assertThat(missed(broker, measured("teach, a frame", 2, 1.33))).contains("at most 1.329");
    assertThat(missed(one, measured("captured to scored, p99, half load", 2, 14)))
        .contains("at most 13.900");
  }

  private static String missed(Measurement... measured) {
    List<String> problems = BenchCheck.paper(List.of(measured), 100);
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }

  @Test
  void findsWhatGotWorseByMoreThanNoise() {
    List<Measurement> before = List.of(new Measurement("distance", 1, 1, 0.07));
    List<Measurement> much = List.of(new Measurement("distance", 1, 1, 0.081));

    assertThat(BenchCheck.comparison(RUN, before)).isEmpty();
    assertThat(BenchCheck.comparison(much, before))
        .containsExactly(
            "'distance' with 1 threads takes 0.081 times the backbone; before it took 0.070");
    assertThat(BenchCheck.comparison(much, List.of(new Measurement("distance", 2, 1, 0.01))))
        .isEmpty();
  }
}
