package org.mekiki.app;

import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mekiki.Patience;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.access.AccessCheck;
import org.mekiki.stream.access.Permission;
import org.mekiki.stream.access.Role;

/**
 * A line on a cluster with TLS, SASL/SCRAM, mutual TLS and access control lists: what each role is
 * allowed by {@code mekiki acls} is enough, and with one permission less it says which.
 */
class KafkaSecurityIT {
  private static final Duration PATIENCE = Patience.PATIENCE;
  private static final String SCORER = "User:CN=scorer";

  /** Small, so that it is quick. */
  private static final String[] SMALL = {
    "--set", "topics.frames.partitions=1",
    "--set", "topics.good.partitions=1",
    "--set", "topics.models.partitions=1",
    "--set", "topics.training-control.partitions=1",
    "--dimensions", "20",
    "--set", "train.fold-every=10"
  };

  @TempDir static Path folder;
  private static SecureBroker broker;
  private static final Map<Role, Path> FILES = new LinkedHashMap<>();
  private static MekikiConfig names;

  @BeforeAll
  static void start() throws Exception {
    broker = new SecureBroker(folder, "scorer");
    names = new ConfigLoader().load();
    for (Role role : Role.values()) {
      FILES.put(
          role,
          role == Role.SCORE
              ? broker.certified("score")
              : broker.user(role.label(), password(role)));
      broker.allow(principal(role), role.permissions(names));
    }
    assertThat(run(Role.TOPICS, "topics").out()).contains("mekiki.frames: created with 1");
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static String password(Role role) {
    return "hunter2-of-" + role.label();
  }

  private static String principal(Role role) {
    return role == Role.SCORE ? SCORER : "User:" + role.label();
  }

  @Test
  void theLeastPermissionsAreEnoughForAWholeLineAndNoSecretIsTold() throws Exception {
    FakeTerminal training = new FakeTerminal();
    CompletableFuture<Integer> trainer =
        CompletableFuture.supplyAsync(
            () -> training.run(arguments(Role.TRAIN, "train", "--set", "web.enabled=false")));
    Path log = folder.resolve("score.log");
    Process scorer = child(log);
    try {
      FakeTerminal teacher =
          run(Role.TEACH, "teach", "--simulate", "12", "--model", "part", "--timeout", "240");
      assertThat(teacher.out()).contains("part");
      // Frames that come before the scorer has the model are dead letters.
      await().untilAsserted(() -> assertThat(Files.readString(log)).contains("is served"));
      run(Role.PUBLISH, "publish", "--simulate", "3", "--model", "part", "--frames", "6");
      FakeTerminal watcher = run(Role.WATCH, "watch", "scores", "--from-beginning", "--count", "6");
      assertThat(watcher.out().lines()).hasSize(6);
      run(Role.TOPICS_FIX, "topics", "--fix");

      String metrics = metrics(log);
      assertThat(metrics).contains("mekiki_frames_total");
      String cmdline = Files.readString(Path.of("/proc/" + scorer.pid() + "/cmdline"));
      String told =
          metrics
              + cmdline
              + Files.readString(log)
              + training.out()
              + training.err()
              + teacher.out()
              + teacher.err()
              + watcher.err();
      assertThat(told).doesNotContain("hunter2").doesNotContain("changeit");
    } finally {
      scorer.destroy();
      training.lifecycle().stop();
    }
    assertThat(trainer.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as(training.err())
        .isZero();
    assertThat(scorer.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as(Files.readString(log))
        .isTrue();
    assertThat(scorer.exitValue()).as(Files.readString(log)).isZero();
    everyPermissionOfAServiceIsMissedOnceItsTopicsAreThere();
  }

  /** The services' own topics are there by now. */
  private void everyPermissionOfAServiceIsMissedOnceItsTopicsAreThere() throws Exception {
    missesEachPermission(Role.SCORE);
    missesEachPermission(Role.TRAIN);
  }

  @ParameterizedTest
  @EnumSource(names = {"PAGE", "PUBLISH", "TEACH", "TOPICS", "TOPICS_FIX", "WATCH"})
  void missesEachPermission(Role role) throws Exception {
    List<Permission> all = role.permissions(names);
    try (Admin admin = Admin.create(config(role).kafka().adminProperties())) {
      AccessCheck check = new AccessCheck(admin);
      awaitMissing(check, all, List.of());
      for (Permission permission : all) {
        broker.revoke(principal(role), permission);
        awaitMissing(check, all, List.of(permission));
        broker.allow(principal(role), List.of(permission));
      }
      awaitMissing(check, all, List.of());
    }
  }

  private static void awaitMissing(
      AccessCheck check, List<Permission> all, List<Permission> expected) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(check.missing(all)).isEqualTo(expected));
  }

  @Test
  void aCommandSaysWhoLacksWhat() throws Exception {
    Path file = broker.user("nobody", "hunter2-of-nobody");

    FakeTerminal publisher = new FakeTerminal();
    assertThat(publisher.run(arguments(file, "publish", "--simulate", "1", "--frames", "1")))
        .isEqualTo(1);
    assertThat(publisher.err())
        .contains(
            "User:nobody may not publish: it lacks WRITE on topic mekiki.frames. 'mekiki acls"
                + " publish' prints all that it needs");
    FakeTerminal scorer = new FakeTerminal();
    assertThat(scorer.run(arguments(file, "score", "--set", "web.enabled=false"))).isEqualTo(1);
    assertThat(scorer.err())
        .contains("User:nobody may not score: it lacks READ on topic mekiki.frames, it lacks ")
        .contains("it lacks READ on topic mekiki.models")
        .contains("it lacks CREATE on topic mekiki-score-*")
        .contains("it lacks READ on group mekiki-score")
        .contains("it lacks WRITE on transactional id mekiki-score-*");
  }

  /** What only shows once Kafka Streams has made its own topics, and writes to them. */
  @Test
  void aServiceThatIsRefusedLaterEndsWithTheSameSentence() throws Exception {
    run(Role.PUBLISH, "publish", "--simulate", "1", "--model", "none", "--frames", "2");
    Path file = broker.user("late", "hunter2-of-late");
    MekikiConfig config = new ConfigLoader().set("score.application-id", "late", "test").load();
    broker.allow(
        "User:late",
        Role.SCORE.permissions(config).stream()
            .filter(p -> !(p.type() == TOPIC && p.prefixed() && p.operation() == WRITE))
            .toList());

    FakeTerminal scorer = new FakeTerminal();
    int code =
        scorer.run(
            arguments(
                file, "score", "--set", "web.enabled=false", "--set", "score.application-id=late"));

    assertThat(code).as(scorer.err()).isEqualTo(1);
    assertThat(scorer.err()).contains("User:late may not score: it lacks WRITE on topic late-*");
  }

  @Test
  void aWrongPasswordIsToldAtOnce() throws Exception {
    Path file = broker.user("forgetful", "hunter2-right");
    Files.writeString(file, Files.readString(file).replace("hunter2-right", "hunter2-wrong"));
    FakeTerminal terminal = new FakeTerminal();
    assertThat(terminal.run(arguments(file, "topics", "--check"))).isEqualTo(1);
    assertThat(terminal.err()).contains("refused the credentials").doesNotContain("hunter2");
  }

  @Test
  void aTopicThatTakesTooLittleIsToldAtTheStart() throws Exception {
    FakeTerminal scorer = new FakeTerminal();
    int code =
        scorer.run(
            arguments(
                Role.SCORE,
                "score",
                "--set",
                "web.enabled=false",
                "--set",
                "topics.max-message-bytes=64MiB"));
    assertThat(code).isEqualTo(1);
    assertThat(scorer.err())
        .contains(
            "topic mekiki.dead-letters takes records of at most 8388608 bytes, but they may have"
                + " 67108864 (topics.max-message-bytes is 67108864); 'mekiki topics --fix'");
  }

  private static MekikiConfig config(Role role) {
    return new ConfigLoader().file(FILES.get(role)).load();
  }

  private static String[] arguments(Role role, String... command) {
    return arguments(FILES.get(role), command);
  }

  private static String[] arguments(Path file, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--config", file.toString()));
    all.addAll(List.of(SMALL));
    for (String service : List.of("score", "train")) {
      all.addAll(List.of("--set", service + ".state-dir=" + folder.resolve(service + "-state")));
    }
    return all.toArray(String[]::new);
  }

  private static FakeTerminal run(Role role, String... command) {
    FakeTerminal terminal = new FakeTerminal();
    int code = terminal.run(arguments(role, command));
    assertThat(code).as(terminal.out() + terminal.err()).isZero();
    return terminal;
  }

  private static Process child(Path log) throws Exception {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of("--add-modules", "jdk.incubator.vector", "-Xmx1g"));
    all.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    all.addAll(List.of(arguments(Role.SCORE, "score", "--set", "web.port=0")));
    return new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static String metrics(Path log) throws Exception {
    Matcher page = Pattern.compile("page on (http://\\S+)").matcher(Files.readString(log));
    assertThat(page.find()).isTrue();
    try (InputStream in = URI.create(page.group(1) + "/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
