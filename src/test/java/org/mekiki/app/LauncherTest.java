package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.Patience;

/** The script {@code mekiki}, with a Java that only shows how it was started. */
class LauncherTest {
  private static final Pattern OWN_VARIABLE = Pattern.compile("(?m)^ *([a-z]+)=");

  @TempDir Path home;

  @BeforeEach
  void make() throws IOException {
    Path script = Files.copy(Path.of("mekiki"), home.resolve("mekiki"));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Files.createDirectories(home.resolve("target/lib"));
    Files.createFile(home.resolve("target/mekiki.jar"));
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        case "$*" in
        *-version*) echo "openjdk version \\"${JAVA_VERSION_OF_TEST-17.0.9}\\"" >&2; exit ;;
        esac
        echo "WARNING: Using incubator modules: jdk.incubator.vector" >&2
        echo "second line" >&2
        echo "LC_ALL is '${LC_ALL-}'"
        echo "started with $*"
        exit 3
        """);
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void underThePosixLocaleJavaGetsUtf8() throws Exception {
    assertThat(run(Map.of("LC_ALL", "C"), "./mekiki")).contains("LC_ALL is 'C.UTF-8'");
    assertThat(run(Map.of("LC_ALL", "POSIX"), "./mekiki")).contains("LC_ALL is 'C.UTF-8'");
    assertThat(run(Map.of(), "./mekiki")).contains("LC_ALL is 'C.UTF-8'");
    assertThat(run(Map.of("LANG", "no_SUCH.UTF-8"), "./mekiki")).contains("LC_ALL is 'C.UTF-8'");
  }

  @Test
  void aLocaleThatKnowsMoreThanAsciiStays() throws Exception {
    assertThat(run(Map.of("LANG", "C.UTF-8"), "./mekiki")).contains("LC_ALL is ''");
  }

  @Test
  void theWarningOfTheIncubatorModuleDoesNotReachATerminal() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script, of bsdutils, is not here");
    assertThat(run(Map.of(), "script", "-qec", "./mekiki", "/dev/null"))
        .contains("second line", "LC_ALL is")
        .doesNotContain("Using incubator");
  }

  @Test
  void anArchiveOfThisJavaThatIsNewerThanTheJarIsUsed() throws Exception {
    Path archive = home.resolve("target/mekiki-17.0.9.jsa");
    assertThat(run(Map.of(), "./mekiki")).doesNotContain("SharedArchiveFile");
    Files.createFile(home.resolve("target/mekiki-21.0.1.jsa"));
    assertThat(run(Map.of(), "./mekiki")).doesNotContain("SharedArchiveFile");

    Files.createFile(archive);
    touch(archive, 10);
    assertThat(run(Map.of(), "./mekiki")).contains("-XX:SharedArchiveFile=" + archive + " ");

    touch(archive, -10);
    assertThat(run(Map.of(), "./mekiki"))
        .as("the jar was built anew since")
        .doesNotContain("SharedArchiveFile");
  }

  @Test
  void java25LoadsTheVectorModuleLaterSoThatItsArchiveKeepsProfiles() throws Exception {
    assertThat(run(Map.of("JAVA_VERSION_OF_TEST", "25.0.3"), "./mekiki"))
        .contains("--add-exports java.base/jdk.internal.module=ALL-UNNAMED")
        .doesNotContain("--add-modules");
    for (String other : List.of("17.0.9", "21.0.1", "26")) {
      assertThat(run(Map.of("JAVA_VERSION_OF_TEST", other), "./mekiki"))
          .as(other)
          .contains("--add-modules jdk.incubator.vector")
          .doesNotContain("--add-exports");
    }
  }

  /** The JVM does not start there, and its own words are a stack trace. */
  @Test
  void aFolderThatIsGoneIsTold() throws Exception {
    assertThat(
            run(
                Map.of(),
                "sh",
                "-c",
                "mkdir gone && cd gone && rmdir ../gone && { '"
                    + home.resolve("mekiki")
                    + "'; [ $? = 2 ] && exit 3; }"))
        .contains("mekiki: the folder that this is started in has been deleted")
        .doesNotContain("started with");
  }

  @Test
  void theJvmDoesNotWarnOfWhatLibrariesDo() throws Exception {
    for (String version : List.of("24", "25.0.3")) {
      assertThat(run(Map.of("JAVA_VERSION_OF_TEST", version), "./mekiki"))
          .as(version)
          .contains("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
    }
    assertThat(run(Map.of("JAVA_VERSION_OF_TEST", "17.0.9"), "./mekiki"))
        .as("17 does not know the flag")
        .doesNotContain("sun-misc-unsafe");
  }

  /** Its archive keeps no incubator module, so the run that makes it may not load it either. */
  @Test
  void java25MakesItsArchiveWithoutTheVectorModuleAndScoresUntilProfilesAreWorthKeeping()
      throws Exception {
    assertThat(runThatMakesAnArchive("25.0.3", Map.of()))
        .contains("-XX:AOTCacheOutput=", "-Dmekiki.vector-module.leave-out=true ")
        .contains(" demo --port 0 --frames 400 --rate 60")
        .doesNotContain("--add-modules");
    assertThat(runThatMakesAnArchive("21.0.1", Map.of()))
        .contains("-XX:ArchiveClassesAtExit=", "--add-modules jdk.incubator.vector")
        .contains(" demo --port 0 --frames 20\n")
        .doesNotContain("leave-out");
  }

  /** How Java was started to make the archive, as of a jar that is older than the sources. */
  private String runThatMakesAnArchive(String version, Map<String, String> others)
      throws Exception {
    Files.createDirectories(home.resolve("src/main"));
    Files.createDirectories(home.resolve("schemas"));
    Path build = home.resolve("mvnw");
    Files.writeString(build, "#!/bin/sh\n");
    assertThat(build.toFile().setExecutable(true)).isTrue();
    Path pom = home.resolve("pom.xml");
    Files.writeString(pom, "");
    touch(pom, 10);
    Map<String, String> variables = new HashMap<>(others);
    variables.put("JAVA_VERSION_OF_TEST", version);
    run(variables, "./mekiki");
    return Files.readString(home.resolve("target/mekiki-" + version + ".jsa.log"));
  }

  /** The script's own variables, as somebody may have exported them for other programs. */
  @ParameterizedTest
  @ValueSource(strings = {"17.0.9", "25.0.3", "26"})
  void variablesOfTheCallerDoNotReachTheCommandLine(String version) throws Exception {
    Matcher names = OWN_VARIABLE.matcher(Files.readString(Path.of("mekiki")));
    Map<String, String> variables = new HashMap<>();
    while (names.find()) {
      variables.put(names.group(1), "leaked");
    }
    assertThat(variables).containsKeys("later", "vector", "home").doesNotContainKey("HOME");
    variables.put("JAVA_VERSION_OF_TEST", version);
    assertThat(run(variables, "./mekiki")).contains("started with -XX").doesNotContain("leaked");
    assertThat(runThatMakesAnArchive(version, variables)).doesNotContain("leaked");
  }

  @Test
  void theFoldersThatTheCallersShellLooksInDoNotMatter() throws Exception {
    String name = home.getFileName().toString();
    assertThat(
            run(
                Map.of("CDPATH", home.getParent().toString()),
                "sh",
                "-c",
                "cd .. && exec " + name + "/mekiki"))
        .contains("-jar " + home.resolve("target/mekiki.jar"));
  }

  private void touch(Path file, int secondsAfterTheJar) throws IOException {
    Instant jar = Files.getLastModifiedTime(home.resolve("target/mekiki.jar")).toInstant();
    Files.setLastModifiedTime(file, FileTime.from(jar.plusSeconds(secondsAfterTheJar)));
  }

  private String run(Map<String, String> variables, String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(List.of(command)).directory(home.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    builder.environment().put("JAVA_HOME", home.toString());
    builder.environment().putAll(variables);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as(output)
        .isTrue();
    assertThat(process.exitValue()).as(output).isEqualTo(3);
    return output;
  }
}
