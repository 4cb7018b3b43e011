package org.mekiki.stream.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.stream.avro.Score;

class ResultKindTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path SCHEMAS = Path.of("schemas");

  static Stream<Arguments> kindsWithJson() {
    return Stream.of(
        Arguments.of(ResultKind.SCORE, SampleRecords.score()),
        Arguments.of(ResultKind.ANOMALY, SampleRecords.anomaly()));
  }

  @ParameterizedTest
  @MethodSource("kindsWithJson")
  <T extends SpecificRecordBase> void readersTellTheFormatByTheRecord(ResultKind<T> kind, T record)
      throws IOException {
    for (RecordWriter<T> writer : List.of(kind.avro(), kind.json())) {
      assertThat(kind.decode(writer.encode(record), RegisteredSchemas.NONE))
          .as(writer.contentType())
          .isEqualTo(record);
    }
  }

  @ParameterizedTest
  @MethodSource("kindsWithJson")
  <T extends SpecificRecordBase> void jsonIsWhatItsSchemaSays(ResultKind<T> kind, T record)
      throws IOException {
    Path file = SCHEMAS.resolve(kind.json().schema());
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(file));
    JsonNode json = MAPPER.readTree(kind.json().encode(record));

    assertThat(schema.validate(json)).isEmpty();
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactlyElementsOf(() -> read(file).path("properties").fieldNames());
  }

  @ParameterizedTest
  @MethodSource("kindsWithJson")
  <T extends SpecificRecordBase> void jsonHasTheKeysOfTheAvroSchema(ResultKind<T> kind, T record)
      throws IOException {
    List<String> avro = new ArrayList<>();
    read(SCHEMAS.resolve(kind.avro().schema()))
        .path("fields")
        .forEach(field -> avro.add(field.path("name").asText()));

    assertThat(MAPPER.readTree(kind.json().encode(record)).fieldNames())
        .toIterable()
        .containsExactlyElementsOf(avro);
  }

  @Test
  void whatMayBeMissingIsEmpty() throws IOException {
    ObjectNode json = score();
    json.remove(List.of("sequence", "regions", "attributes"));
    json.put("addedLater", true);

    Score score = decode(json);

    assertThat(score.getSequence()).isNull();
    assertThat(score.getRegions()).isEmpty();
    assertThat(score.getAttributes()).isEmpty();
    for (RecordWriter<Score> writer : List.of(ResultKind.SCORE.avro(), ResultKind.SCORE.json())) {
      assertThat(decode(writer.encode(score))).isEqualTo(score);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"camera", "score", "stages"})
  void whatIsNoScoreSaysWhatIsMissing(String name) throws IOException {
    ObjectNode json = score();
    json.remove(name);

    assertThatThrownBy(() -> decode(json))
        .isInstanceOf(IOException.class)
        .hasMessage("the record is not a score: it has no '" + name + "'");
  }

  @Test
  void whatCanNotBeReadSaysWhatIsValid() throws IOException {
    assertThatThrownBy(() -> decode(score().put("verdict", "UGLY")))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the record is not a score: it has 'verdict' \"UGLY\", valid: [GOOD, ANOMALOUS]");
    assertThatThrownBy(() -> decode(score().put("capturedAt", "noon")))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the record is not a score: it has 'capturedAt' \"noon\", valid: a time such as"
                + " 2026-11-30T08:15:00Z");
    assertThatThrownBy(() -> decode("{\"camera\"".getBytes(UTF_8))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> decode((byte[]) null))
        .isInstanceOf(IOException.class)
        .hasMessage("the record is not a score: it has no value");
  }

  @Test
  void whatIsDamagedIsNoScoreInAnyFormat() {
    byte[] cut = Arrays.copyOf(ResultKind.SCORE.avro().encode(SampleRecords.score()), 20);
    for (byte[] damaged : List.of(cut, "nonsense".getBytes(UTF_8), new byte[0], new byte[9])) {
      assertThatThrownBy(() -> decode(damaged)).isInstanceOf(IOException.class);
    }
    byte[] negative = ResultKind.SCORE.avro().encode(SampleRecords.score());
    negative[10] = 1; // the length of the camera's name: -1
    assertThatThrownBy(() -> decode(negative))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the record is not a score: ");
  }

  private static JsonNode read(Path file) {
    try {
      return MAPPER.readTree(file.toFile());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(file.toString(), e);
    }
  }

  private static ObjectNode score() throws IOException {
    return (ObjectNode) MAPPER.readTree(ResultKind.SCORE.json().encode(SampleRecords.score()));
  }

  private static Score decode(JsonNode json) throws IOException {
    return decode(MAPPER.writeValueAsBytes(json));
  }

  private static Score decode(byte[] value) throws IOException {
    return ResultKind.SCORE.decode(value, RegisteredSchemas.NONE);
  }
}
