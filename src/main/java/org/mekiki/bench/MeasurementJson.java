package org.mekiki.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mekiki.text.Text;

/** Figures as a JSON list of {@code {stage, threads, medianMillis, ratioToBackbone}}. */
public final class MeasurementJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private MeasurementJson() {}

  public static void write(Path file, List<Measurement> measurements) throws IOException {
    MAPPER.writeValue(file.toFile(), measurements);
  }

  /**
   * Reads a list.
   *
   * @throws IOException if the file can't be read or is something else, naming the file
   */
  public static List<Measurement> read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      return MAPPER.readValue(bytes, new TypeReference<List<Measurement>>() {});
    } catch (JsonProcessingException e) {
      throw new IOException(
          Text.of(
              "%s is not what 'mekiki bench --json' writes, a list of {stage, threads,"
                  + " medianMillis, ratioToBackbone}: %s",
              file, e.getOriginalMessage()),
          e);
    }
  }
}
