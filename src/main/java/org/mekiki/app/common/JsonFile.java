package org.mekiki.app.common;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Path;

/** Figures for programs: {@code --json FILE}. */
public final class JsonFile {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private JsonFile() {}

  /**
   * Writes the figures.
   *
   * @throws org.mekiki.terminal.CommandException if they can't be written whole
   */
  public static void write(Path file, Object figures) {
    WrittenFile.write(file, target -> MAPPER.writeValue(target.toFile(), figures));
  }
}
