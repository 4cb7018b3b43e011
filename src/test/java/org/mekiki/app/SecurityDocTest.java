package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.access.Permission;
import org.mekiki.stream.access.Role;

/**
 * docs/security.md lists the permissions that the code checks. After a change, write them anew by
 * {@code ./mvnw test -Dtest=SecurityDocTest -Dmekiki.docs=write}.
 */
class SecurityDocTest {
  private static final Path PAGE = Path.of("docs/security.md");
  private static final Pattern TABLE =
      Pattern.compile("(<!-- permissions -->\n).*?(<!-- end -->)", Pattern.DOTALL);

  @Test
  void thePageListsThePermissionsOfEachRole() throws Exception {
    String page = Files.readString(PAGE);
    Matcher matcher = TABLE.matcher(page);
    assertThat(matcher.find()).isTrue();
    String expected =
        matcher.replaceFirst(Matcher.quoteReplacement(matcher.group(1) + table() + "<!-- end -->"));
    if ("write".equals(System.getProperty("mekiki.docs"))) {
      Files.writeString(PAGE, expected);
    }
    assertThat(Files.readString(PAGE))
        .as("docs/security.md; write it anew with -Dmekiki.docs=write")
        .isEqualTo(expected);
  }

  /** A row for each role and what it does, with all topics that it does this to. */
  private static String table() {
    MekikiConfig config = new ConfigLoader().load();
    StringBuilder table = new StringBuilder("| role | operations | on |\n|---|---|---|\n");
    for (Role role : Role.values()) {
      String name = "`" + role.label() + "`";
      for (Map.Entry<String, List<String>> row : rows(role.permissions(config)).entrySet()) {
        String[] operationsAndType = row.getKey().split(" on ", 2);
        String type = operationsAndType[1] + (row.getValue().size() > 1 ? "s" : "");
        table.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %s %s |%n",
                name,
                operationsAndType[0],
                type,
                String.join(", ", row.getValue())));
        name = "";
      }
    }
    return table.toString();
  }

  /** Names by "operations on type". */
  private static Map<String, List<String>> rows(Collection<Permission> permissions) {
    Map<String, Set<String>> operations = new LinkedHashMap<>();
    for (Permission permission : permissions) {
      String[] words = permission.toString().split(" on ", 2);
      operations.computeIfAbsent(words[1], on -> new LinkedHashSet<>()).add(words[0]);
    }
    Map<String, List<String>> rows = new LinkedHashMap<>();
    operations.forEach(
        (on, those) -> {
          int name = on.lastIndexOf(' ');
          String key = String.join(", ", those) + " on " + on.substring(0, name);
          rows.computeIfAbsent(key, k -> new ArrayList<>()).add(on.substring(name + 1));
        });
    return rows;
  }
}
