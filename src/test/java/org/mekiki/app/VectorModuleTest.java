package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;

/** Each in a JVM of its own, with the flags of the launcher on JDK 25. */
class VectorModuleTest {
  private static final String EXPORTS = "java.base/jdk.internal.module=ALL-UNNAMED";

  @Test
  void isLoadedWhereItsLoaderIsExported() throws Exception {
    assertThat(run("--add-exports", EXPORTS)).startsWith("Vector API, ").endsWith(" 2.0");
  }

  @Test
  void isLeftOutWhileAnAotCacheIsMade() throws Exception {
    assertThat(run("--add-exports", EXPORTS, "-Dmekiki.vector-module.leave-out=true"))
        .isEqualTo("plain loops 2.0");
  }

  @Test
  void isNotLoadedWhereNobodyAskedForIt() throws Exception {
    assertThat(run()).isEqualTo("plain loops 2.0");
  }

  @Test
  void isLoadedByTheProgramBeforeItsCommand() throws Exception {
    assertThat(run(Program.class, "--add-exports", EXPORTS)).contains("Vector API, ");
    assertThat(run(Program.class)).contains("plain loops");
  }

  @Test
  void whyItCanNotBeLoadedIsSaidInTheCausesWordsWithWhatToDo() {
    Throwable cause = new IllegalStateException("Module jdk.incubator.vector not found");
    String advice =
        ", so frames take longer; set MEKIKI_JAVA_OPTS=\"--add-modules jdk.incubator.vector\"";
    assertThat(VectorModule.problem(new InvocationTargetException(cause)))
        .isEqualTo(
            "mekiki: this Java can't load jdk.incubator.vector after its start: Module"
                + " jdk.incubator.vector not found"
                + advice);
    assertThat(VectorModule.problem(new InvocationTargetException(new StackOverflowError())))
        .isEqualTo(
            "mekiki: this Java can't load jdk.incubator.vector after its start:"
                + " java.lang.StackOverflowError"
                + advice);
    assertThat(VectorModule.problem(new ClassNotFoundException("jdk.internal.module.Modules")))
        .contains(": java.lang.ClassNotFoundException: jdk.internal.module.Modules, so");
  }

  private static String run(String... flags) throws Exception {
    return run(Distance.class, flags);
  }

  private static String run(Class<?> program, String... flags) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(java.waitFor()).as(output).isZero();
    return output;
  }

  /** Started by the tests. */
  static final class Distance {
    public static void main(String[] args) {
      VectorModule.load().ifPresent(System.out::print);
      print();
    }

    static void print() {
      PatchGaussians unit = new PatchGaussians(0, 1, 1, new float[] {1}, new float[] {1});
      MahalanobisDistance distance = MahalanobisDistance.prepare(unit, Precision.FLOAT32);
      System.out.print(distance.kernel() + " " + distance.distances(new float[] {3})[0]);
    }
  }

  /** The program itself, which ends Java; what it has loaded shows then. */
  static final class Program {
    public static void main(String[] args) {
      Runtime.getRuntime().addShutdownHook(new Thread(Distance::print));
      Main.main(new String[] {"--version"});
    }
  }
}
