package org.mekiki.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.mekiki.config.key.Problems;
import org.mekiki.config.key.Setting;
import org.mekiki.text.TextFile;

/**
 * A {@code .properties} file in UTF-8, with the line of each entry, which {@link Properties} does
 * not tell. Each logical line is read by {@link Properties}, so that escapes mean the same.
 */
final class PropertiesFile {
  private PropertiesFile() {}

  /** Reads the file; what is wrong with it is noted. */
  static Map<String, Setting> read(Path file, Problems problems) {
    List<String> lines;
    try {
      lines = TextFile.lines(file);
    } catch (IOException e) {
      String reason = Files.exists(file) ? "can't be read as UTF-8 text: " + e : "doesn't exist";
      problems.add("", "configuration file " + file + " " + reason);
      return Map.of();
    }
    Map<String, Setting> settings = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      int number = i + 1;
      StringBuilder logical = new StringBuilder(lines.get(i));
      while (isContinued(logical) && i + 1 < lines.size()) {
        logical.append('\n').append(lines.get(++i));
      }
      entry(file, number, logical.toString(), settings, problems);
    }
    return settings;
  }

  private static void entry(
      Path file, int number, String line, Map<String, Setting> settings, Problems problems) {
    String where = file.getFileName() + ":" + number;
    Properties one = new Properties();
    try {
      one.load(new StringReader(line));
    } catch (IOException | IllegalArgumentException e) {
      problems.add(where, "this line can't be read: " + e.getMessage());
      return;
    }
    for (String name : one.stringPropertyNames()) {
      Setting setting = new Setting(one.getProperty(name).strip(), where);
      Setting before = settings.put(name, setting);
      if (before != null) {
        problems.add(where, name + " is set twice, first at " + before.where());
      }
    }
  }

  /** Whether a comment's or an entry's line ends with an odd number of backslashes. */
  private static boolean isContinued(CharSequence line) {
    String text = line.toString();
    String last = text.substring(text.lastIndexOf('\n') + 1);
    boolean comment = text.indexOf('\n') < 0 && text.stripLeading().matches("[#!].*");
    int backslashes = 0;
    while (backslashes < last.length() && last.charAt(last.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return !comment && backslashes % 2 == 1;
  }
}
