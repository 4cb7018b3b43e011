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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mekiki.stream.avro.Score;

class ScoreFormatTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path SCHEMAS = Path.of("schemas");

  @ParameterizedTest
  @EnumSource
  void readersTellTheFormatByTheRecord(ScoreFormat format) throws IOException {
    Score score = SampleRecords.score();

    assertThat(decode(format.encode(score))).isEqualTo(score);
  }

  @ParameterizedTest
  @EnumSource
  void aScoreWithoutASequenceKeepsNone(ScoreFormat format) throws IOException {
    ObjectNode json = (ObjectNode) MAPPER.readTree(ScoreFormat.JSON.encode(SampleRecords.score()));
    json.remove("sequence");
    Score score = decode(MAPPER.writeValueAsBytes(json));

    assertThat(decode(format.encode(score)).getSequence()).isNull();
  }

  @Test
  void jsonIsWhatItsSchemaSays() throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(SCHEMAS.resolve(ScoreFormat.JSON.schema())));
    JsonNode json = MAPPER.readTree(ScoreFormat.JSON.encode(SampleRecords.score()));

    assertThat(schema.validate(json)).isEmpty();
    List<String> described = new ArrayList<>();
    MAPPER
        .readTree(SCHEMAS.resolve(ScoreFormat.JSON.schema()).toFile())
        .path("properties")
        .fieldNames()
        .forEachRemaining(described::add);
    assertThat(json.fieldNames()).toIterable().containsExactlyElementsOf(described);
  }

  @Test
  void jsonHasTheKeysOfTheAvroSchema() throws IOException {
    List<String> avro = new ArrayList<>();
    MAPPER
        .readTree(SCHEMAS.resolve(ScoreFormat.AVRO.schema()).toFile())
        .path("fields")
        .forEach(field -> avro.add(field.path("name").asText()));

    assertThat(MAPPER.readTree(ScoreFormat.JSON.encode(SampleRecords.score())).fieldNames())
        .toIterable()
        .containsExactlyElementsOf(avro);
  }

  @Test
  void whatIsNoScoreSaysWhatIsMissing() {
    assertThatThrownBy(() -> decode("{\"camera\": \"cam-1\"}".getBytes(UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the record is no score: it has no '");
    assertThatThrownBy(() -> decode(null)).isInstanceOf(IOException.class);
  }

  private static Score decode(byte[] value) throws IOException {
    return ScoreFormat.decode(value, RegisteredSchemas.NONE);
  }
}
