package org.mekiki.stream.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mekiki.Patience;
import org.mekiki.stream.avro.Anomaly;
import org.mekiki.stream.avro.Frame;
import org.mekiki.stream.avro.Heatmap;
import org.mekiki.stream.avro.Score;

/**
 * The files of schemas/golden: for those who read or write Mekiki's records in another language. A
 * change of a schema that changes these bytes is a change that others have to follow. {@code
 * -Dmekiki.golden.write=true} writes them anew.
 */
class GoldenVectorsTest {
  private static final Path SCHEMAS = Path.of("schemas");
  private static final Path GOLDEN = SCHEMAS.resolve("golden");
  private static final byte[] DATA = HexFormat.of().parseHex("00ff10ef");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  enum Vector {
    FRAME("frame", SampleRecords.frame(DATA)),
    SCORE("score", SampleRecords.score()),
    HEATMAP("heatmap", SampleRecords.heatmap(DATA)),
    ANOMALY("anomaly", SampleRecords.anomaly());

    private final String id;
    private final SpecificRecordBase record;

    Vector(String id, SpecificRecordBase record) {
      this.id = id;
      this.record = record;
    }
  }

  @ParameterizedTest
  @EnumSource(Vector.class)
  void theBytesOfARecordAreThoseOfTheFile(Vector vector) throws Exception {
    byte[] bytes = encode(vector.record);
    Path file = GOLDEN.resolve(vector.id + ".bin");
    if (Boolean.getBoolean("mekiki.golden.write")) {
      Files.createDirectories(GOLDEN);
      Files.write(file, bytes);
      Files.writeString(
          GOLDEN.resolve(vector.id + ".json"), JSON.writeValueAsString(read(vector)) + "\n");
    }
    assertThat(bytes).isEqualTo(Files.readAllBytes(file));
  }

  @ParameterizedTest
  @EnumSource(Vector.class)
  void theFileReadsBackAsTheRecord(Vector vector) throws Exception {
    byte[] bytes = Files.readAllBytes(GOLDEN.resolve(vector.id + ".bin"));
    SpecificRecord read =
        switch (vector) {
          case FRAME -> AvroCodec.FRAME.decode(bytes);
          case SCORE -> AvroCodec.SCORE.decode(bytes);
          case HEATMAP -> AvroCodec.HEATMAP.decode(bytes);
          case ANOMALY -> AvroCodec.ANOMALY.decode(bytes);
        };
    assertThat(read).isEqualTo(vector.record);
  }

  @ParameterizedTest
  @EnumSource(Vector.class)
  void thePythonReaderReadsTheFileAsItsJsonSays(Vector vector) throws Exception {
    assumeThat(hasPython()).as("python3 is on the path").isTrue();
    JsonNode expected = JSON.readTree(GOLDEN.resolve(vector.id + ".json").toFile());
    assertThat(read(vector)).isEqualTo(expected);
  }

  private static JsonNode read(Vector vector) throws IOException, InterruptedException {
    // The anomaly's regions are declared in the score's schema.
    String schema = vector == Vector.ANOMALY ? "golden/anomaly.schema.json" : vector.id + ".avsc";
    if (vector == Vector.ANOMALY && Boolean.getBoolean("mekiki.golden.write")) {
      Files.writeString(SCHEMAS.resolve(schema), Anomaly.getClassSchema().toString(true) + "\n");
    }
    Process python =
        new ProcessBuilder(
                "python3",
                SCHEMAS.resolve("read.py").toString(),
                SCHEMAS.resolve(schema).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var stdin = python.getOutputStream()) {
      stdin.write(encode(vector.record));
    }
    JsonNode json = JSON.readTree(python.getInputStream().readAllBytes());
    assertThat(python.waitFor()).isZero();
    return json;
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      Process process = new ProcessBuilder("python3", "--version").start();
      return process.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)
          && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] encode(SpecificRecordBase record) {
    if (record instanceof Frame frame) {
      return AvroCodec.FRAME.encode(frame);
    }
    if (record instanceof Score score) {
      return AvroCodec.SCORE.encode(score);
    }
    return record instanceof Heatmap heatmap
        ? AvroCodec.HEATMAP.encode(heatmap)
        : AvroCodec.ANOMALY.encode((Anomaly) record);
  }
}
