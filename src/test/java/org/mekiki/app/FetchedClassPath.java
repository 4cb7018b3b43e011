package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The class path of another program, which {@code .ci/run} fetches and names in an environment
 * variable. Without the variable one that an earlier run left in the cache does; it may be out of
 * date.
 */
final class FetchedClassPath {
  private FetchedClassPath() {}

  /**
   * Reads it; the test is skipped where there is none, or only an old one in the cache.
   *
   * @param program folder of its POM, {@code flink}, say
   * @param jar name of a file that is on it in the version that is tested
   */
  static String of(String program, String jar) throws IOException {
    String named = System.getenv(program.toUpperCase(Locale.ROOT) + "_FOR_TESTS");
    if (named != null) {
      String classPath = Files.readString(Path.of(named)).strip();
      assertThat(fault(classPath, jar)).as(named).isEmpty();
      return classPath;
    }
    Path cached =
        Path.of(System.getProperty("user.home"), ".cache/mekiki/" + program + ".classpath");
    assumeTrue(Files.exists(cached), "there is no " + program + "; .ci/run fetches it");
    String classPath = Files.readString(cached).strip();
    String fault = fault(classPath, jar);
    assumeTrue(fault.isEmpty(), cached + fault + "; .ci/run fetches it again");
    return classPath;
  }

  /** What is wrong with one; empty if nothing is. */
  static String fault(String classPath, String jar) {
    List<Path> files = List.of(classPath.split(File.pathSeparator)).stream().map(Path::of).toList();
    if (files.stream().noneMatch(file -> file.endsWith(jar))) {
      return " is of another version: " + jar + " is not on it";
    }
    return files.stream()
        .filter(file -> !Files.exists(file))
        .findFirst()
        .map(file -> " names " + file + ", which is missing")
        .orElse("");
  }
}
