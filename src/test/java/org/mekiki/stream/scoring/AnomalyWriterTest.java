package org.mekiki.stream.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mekiki.stream.codec.SampleRecords;

class AnomalyWriterTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path SCHEMA = Path.of("schemas").resolve(AnomalyWriter.JSON.schema());

  @Test
  void jsonIsWhatItsSchemaSays() throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(SCHEMA));
    JsonNode json = MAPPER.readTree(AnomalyWriter.JSON.encode(SampleRecords.anomaly()));

    assertThat(schema.validate(json)).isEmpty();
    List<String> described = new ArrayList<>();
    MAPPER
        .readTree(SCHEMA.toFile())
        .path("properties")
        .fieldNames()
        .forEachRemaining(described::add);
    assertThat(json.fieldNames()).toIterable().containsExactlyElementsOf(described);
  }
}
