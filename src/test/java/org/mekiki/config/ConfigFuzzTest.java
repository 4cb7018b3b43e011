package org.mekiki.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Mutations;
import org.mekiki.Outcomes;
import org.mekiki.config.key.ConfigException;

/** Damaged configuration files: each is read, or refused with all that is wrong. */
class ConfigFuzzTest {
  private static final int FILES = 4_000;
  private static final long MAX_BYTES_EACH = 32L << 20;

  @Test
  void aDamagedFileIsReadOrRefusedWithSentences(@TempDir Path folder) throws IOException {
    byte[] whole =
        ConfigKeys.all().stream()
            .filter(key -> key.defaultText() != null)
            .map(key -> key.name() + " = " + key.defaultText())
            .collect(Collectors.joining("\n", "# all of them\n", "\nkafka.retries=3\n"))
            .getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("mekiki.properties");
    Mutations mutations = new Mutations(41);
    Outcomes outcomes = new Outcomes("configurations", MAX_BYTES_EACH);
    for (int i = 0; i < FILES; i++) {
      byte[] damaged = mutations.damage(whole);
      outcomes.attempt(i, () -> outcome(Files.write(file, damaged)));
    }
    outcomes.end(FILES, 2);
  }

  private static String outcome(Path file) {
    try {
      new ConfigLoader().file(file).load();
      return "read";
    } catch (ConfigException e) {
      List<String> problems = e.problems();
      assertThat(problems).isNotEmpty().allMatch(problem -> !problem.isBlank());
      return "refused";
    }
  }
}
