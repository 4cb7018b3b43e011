package org.mekiki.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Figures of a run, printed and kept below {@code target/chaos} as JSON. */
final class ChaosReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ChaosReport() {}

  static void write(String name, Map<String, ?> figures) throws IOException {
    Path file = Files.createDirectories(Path.of("target", "chaos")).resolve(name + ".json");
    String json = JSON.writeValueAsString(figures);
    Files.writeString(file, json + "\n");
    System.out.println(name + " " + json);
  }
}
