package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.broker.FreePorts;
import org.mekiki.config.ConfigLoader;
import org.mekiki.terminal.ExitCodes;

/** deploy/Dockerfile and its scripts, as far as can be told without an engine. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "runs shell scripts")
class ImageTest {
  private static final Path DOCKERFILE = Path.of("deploy/Dockerfile");

  @TempDir Path folder;

  @Test
  void everythingThatIsCopiedIsThereAndNotIgnored() throws Exception {
    List<String> kept = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(".dockerignore"))) {
      if (line.startsWith("!")) {
        kept.add(line.substring(1));
      }
    }
    assertThat(Files.readAllLines(Path.of(".dockerignore"))).contains("*");
    List<String> copied = new ArrayList<>();
    for (MatchResult copy :
        Pattern.compile("^COPY (?!--from)(.*)$", Pattern.MULTILINE)
            .matcher(Files.readString(DOCKERFILE))
            .results()
            .toList()) {
      List<String> words = List.of(copy.group(1).split(" "));
      copied.addAll(words.subList(0, words.size() - 1));
    }
    assertThat(copied).contains("pom.xml", "src/main", "deploy/image/start");
    for (String source : copied) {
      assertThat(Path.of(source)).exists();
      assertThat(kept).as(source + " is not ignored").anyMatch(source::startsWith);
    }
    assertThat(kept).allSatisfy(path -> assertThat(Path.of(path)).exists());
  }

  @Test
  void runsAsNobodySpecialAndStartsTheScript() throws Exception {
    List<String> lines = Files.readAllLines(DOCKERFILE);
    assertThat(lines)
        .contains(
            "USER 10001:10001",
            "ENTRYPOINT [\"/opt/mekiki/start\"]",
            "EXPOSE " + new ConfigLoader().load().web().port());
    assertThat(lines.indexOf("USER 10001:10001"))
        .as("the last stage's last word on who runs it")
        .isEqualTo(lastLineThatStartsWith(lines, "USER "))
        .isGreaterThan(lastLineThatStartsWith(lines, "FROM "));
    for (String script : List.of("start", "healthy")) {
      assertThat(Path.of("deploy/image", script)).isExecutable();
    }
  }

  @Test
  void labelsTellVersionAndCommit() throws Exception {
    String dockerfile = Files.readString(DOCKERFILE);
    Matcher version =
        Pattern.compile("<artifactId>mekiki</artifactId>\\s*<version>([^<]+)</version>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();
    assertThat(dockerfile)
        .contains(
            "ARG VERSION=" + version.group(1) + "\n",
            "org.opencontainers.image.version=\"$VERSION\"",
            "org.opencontainers.image.revision=\"$COMMIT\"",
            "-Dmekiki.commit=\"$COMMIT\"");
    assertThat(DeployFiles.yaml(Path.of("docker-compose.yml")).toString()).contains("COMMIT");
  }

  private static int lastLineThatStartsWith(List<String> lines, String start) {
    int last = -1;
    for (int i = 0; i < lines.size(); i++) {
      last = lines.get(i).startsWith(start) ? i : last;
    }
    return last;
  }

  @Test
  void theStartScriptSaysWhatIsMissing() throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    assertThat(run(home, home, "--help").message())
        .isEqualTo(
            "mekiki: there is no "
                + home
                + "/mekiki.jar; set MEKIKI_HOME to the folder that it is in\n");
    Files.createFile(home.resolve("mekiki.jar"));
    Path none = folder.resolve("none");
    Result result = run(home, none, "--help");
    assertThat(result.exit()).isEqualTo(ExitCodes.BAD_USAGE);
    assertThat(result.message())
        .isEqualTo(
            "mekiki: "
                + none
                + " can't be written; mount something there, or set TMPDIR to a folder that can\n");
  }

  @Test
  void theHealthCheckLooksAtReadiness() throws Exception {
    AtomicReference<String> asked = new AtomicReference<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    int[] status = {503};
    server.createContext(
        "/",
        exchange -> {
          asked.set(exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(status[0], -1);
          exchange.close();
        });
    server.start();
    try {
      String port = Integer.toString(server.getAddress().getPort());
      assertThat(healthy(port)).isEqualTo(1);
      assertThat(asked.get()).isEqualTo("/health/ready");
      status[0] = 200;
      assertThat(healthy(port)).isZero();
    } finally {
      server.stop(0);
    }
    assertThat(healthy(Integer.toString(new FreePorts(new java.util.Random()).next()))).isNotZero();
  }

  private int healthy(String port) throws Exception {
    return run(new ProcessBuilder("deploy/image/healthy", port)).exit();
  }

  private Result run(Path home, Path tmp, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("deploy/image/start"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("MEKIKI_HOME", home.toString());
    builder.environment().put("TMPDIR", tmp.toString());
    return run(builder);
  }

  private Result run(ProcessBuilder builder) throws Exception {
    Path log = Files.createTempFile(folder, "out", ".log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), Files.readString(log));
  }

  private record Result(int exit, String message) {}
}
