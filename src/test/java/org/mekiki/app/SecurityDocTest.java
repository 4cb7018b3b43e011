package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
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

  private static String table() {
    MekikiConfig config = new ConfigLoader().load();
    StringBuilder table = new StringBuilder("| role | operation | on |\n|---|---|---|\n");
    for (Role role : Role.values()) {
      String name = "`" + role.text() + "`";
      for (Permission permission : role.permissions(config)) {
        String[] words = permission.toString().split(" on ", 2);
        table.append(String.format(Locale.ROOT, "| %s | %s | %s |%n", name, words[0], words[1]));
        name = "";
      }
    }
    return table.toString();
  }
}
