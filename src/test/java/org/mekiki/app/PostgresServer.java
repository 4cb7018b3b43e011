package org.mekiki.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.mekiki.Patience;
import org.mekiki.broker.FreePorts;

/**
 * A PostgreSQL of its own with nothing in it, as the operating system's package brings it. It
 * refuses to run as root, so there it runs as nobody. Where it is not installed, tests are skipped.
 */
final class PostgresServer implements AutoCloseable {
  private static final String USER = "mekiki";
  private static final String NOBODY = "65534";

  private final Path programs;
  private final Path folder;
  private final int port = new FreePorts(new Random()).next();

  /** Null until it is started. */
  private Process process;

  private PostgresServer(Path programs, Path folder) {
    this.programs = programs;
    this.folder = folder;
  }

  /** Starts one; its folder is its own, because a test's is closed to other users. */
  static PostgresServer start() throws IOException, InterruptedException {
    Optional<Path> found = programs();
    assumeTrue(found.isPresent(), "postgres is not installed");
    assumeTrue(
        !isRoot() || isOnPath("setpriv"),
        "setpriv is not installed; root runs postgres as nobody with it");
    PostgresServer server =
        new PostgresServer(found.orElseThrow(), Files.createTempDirectory("mekiki-postgres"));
    try {
      server.giveToNobody();
      server.initialise();
      server.launch();
      return server;
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      try {
        server.close();
      } catch (IOException | RuntimeException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private void giveToNobody() throws IOException, InterruptedException {
    if (isRoot()) {
      for (String id : List.of("uid", "gid")) {
        Files.setAttribute(folder, "unix:" + id, Integer.valueOf(NOBODY));
      }
      assumeTrue(
          run(asUser("test", "-w", folder.toString())).exit() == 0,
          folder + " can't be reached by nobody, as whom root runs postgres");
    }
  }

  private void initialise() throws IOException, InterruptedException {
    Said said =
        run(
            asUser(
                programs.resolve("initdb").toString(),
                "--pgdata=" + folder.resolve("data"),
                "--username=" + USER,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync"));
    assertThat(said.exit()).as("initdb: %s", said.text()).isZero();
  }

  private void launch() throws IOException {
    process =
        new ProcessBuilder(
                asUser(
                    programs.resolve("postgres").toString(),
                    "-D",
                    folder.resolve("data").toString(),
                    "-h",
                    "127.0.0.1",
                    "-p",
                    Integer.toString(port),
                    "-k",
                    "",
                    "-F"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    Awaitility.await()
        .atMost(Patience.PATIENCE)
        .failFast("postgres ended", () -> assertThat(process.isAlive()).as(log()).isTrue())
        .untilAsserted(() -> assertThat(psql("SELECT 1")).returns(0, Said::exit));
  }

  /** For JDBC. */
  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  String user() {
    return USER;
  }

  void execute(String statement) throws IOException, InterruptedException {
    Said said = psql(statement);
    assertThat(said.exit()).as("%s: %s", statement, said.text()).isZero();
  }

  /** Rows of a query, a JSON object each; none as long as its table is missing. */
  List<JsonNode> rows(String query) throws IOException, InterruptedException {
    Said said = psql("SELECT row_to_json(r) FROM (" + query + ") r");
    if (said.exit() != 0) {
      assertThat(said.text()).contains("does not exist");
      return List.of();
    }
    List<JsonNode> rows = new ArrayList<>();
    for (String line : said.text().lines().toList()) {
      rows.add(new ObjectMapper().readTree(line));
    }
    return rows;
  }

  private record Said(int exit, String text) {}

  private Said psql(String statement) throws IOException, InterruptedException {
    return run(
        List.of(
            programs.resolve("psql").toString(),
            "-h",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            "-U",
            USER,
            "-d",
            "postgres",
            "-X",
            "-q",
            "-At",
            "-c",
            statement));
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private Said run(List<String> command) throws IOException, InterruptedException {
    Process run =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    run.getOutputStream().close();
    String text = new String(run.getInputStream().readAllBytes(), UTF_8);
    return new Said(run.waitFor(), text);
  }

  private static List<String> asUser(String... command) {
    List<String> all = new ArrayList<>();
    if (isRoot()) {
      all.addAll(
          List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"));
    }
    all.addAll(List.of(command));
    return all;
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** Where Debian puts them, the newest, or on the path. */
  private static Optional<Path> programs() throws IOException {
    List<Path> folders = new ArrayList<>();
    Path versions = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(versions)) {
      try (Stream<Path> all = Files.list(versions)) {
        all.map(each -> each.resolve("bin"))
            .sorted(Comparator.reverseOrder())
            .forEach(folders::add);
      }
    }
    folders.addAll(path());
    return folders.stream()
        .filter(
            folder ->
                Stream.of("initdb", "postgres", "psql")
                    .allMatch(program -> Files.isExecutable(folder.resolve(program))))
        .findFirst();
  }

  private static boolean isOnPath(String program) {
    return path().stream().anyMatch(each -> Files.isExecutable(each.resolve(program)));
  }

  private static List<Path> path() {
    return Stream.of(System.getenv("PATH").split(":", -1)).map(Path::of).toList();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (process != null && process.isAlive()) {
      // SIGTERM would wait for clients, SIGKILL would leave its children: this ends all at once.
      // The shell's own kill is there where no program of that name is. It may have ended just now.
      run(List.of("sh", "-c", "kill -QUIT " + process.pid()));
      if (!process.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
