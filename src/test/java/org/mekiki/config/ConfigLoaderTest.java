package org.mekiki.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.config.key.ConfigException;
import org.mekiki.config.type.Secret;

/** Sources in their order, and every problem named at once. */
class ConfigLoaderTest {
  @TempDir Path folder;

  @Test
  void laterSourcesWin() throws Exception {
    ConfigLoader loader = new ConfigLoader();
    assertThat(loader.load().score().threads()).isZero();
    loader.file(write("score.threads=1"));
    assertThat(loader.load().score().threads()).isEqualTo(1);
    loader.environment(Map.of("MEKIKI_SCORE_THREADS", "2"));
    assertThat(loader.load().score().threads()).isEqualTo(2);
    loader.set("score.threads", "3", "--set");
    assertThat(loader.load().score().threads()).isEqualTo(3);
  }

  @Test
  void aPortIsAskedForOnlyByWritingItDown() throws Exception {
    assertThat(new ConfigLoader().load().web().portAsked()).isFalse();
    assertThat(new ConfigLoader().set("web.port", "8080", "--set").load().web().portAsked())
        .isTrue();
  }

  /** Windows' editors begin files with one. */
  @Test
  void aByteOrderMarkIsNoPartOfTheFirstSetting() throws Exception {
    Path file = write("\uFEFFkafka.bootstrap.servers = 127.0.0.1:9092", "score.threads = 3");
    MekikiConfig config = new ConfigLoader().file(file).load();
    assertThat(config.kafka().bootstrapServers()).contains("127.0.0.1:9092");
    assertThat(config.score().threads()).isEqualTo(3);
  }

  @Test
  void namesAllProblemsAtOnceWithTheirPlaces() throws Exception {
    Path file =
        write(
            "# a comment that ends with \\",
            "score.treads = 2",
            "score.threads = many",
            "",
            "padim.features = a, \\",
            "   a",
            "padim.seed = 1",
            "padim.seed = 2",
            "kafka.consumer.isolation.level = read_uncommitted");
    ConfigLoader loader =
        new ConfigLoader()
            .file(file)
            .environment(Map.of("MEKIKI_WEB_PROT", "1", "PATH", "/bin", "MEKIKI_REAL_DATA", "x"))
            .set("score.commit-interval", "5s", "--set")
            .set("score.transaction-timeout", "9s", "--set")
            .set("padim.backbone", "no-such.onnx", "--backbone")
            .require(KafkaSettings.BOOTSTRAP_SERVERS);

    assertThat(problems(loader))
        .containsExactlyInAnyOrder(
            "mekiki.properties:2: score.treads is not a setting; did you mean score.threads?",
            "mekiki.properties:3: score.threads: \"many\" is not valid; valid: a whole number"
                + " from 0 to 256",
            "mekiki.properties:5: padim.features: \"a, a\" is not valid; valid: names of tensors"
                + " separated by commas, none twice",
            "mekiki.properties:8: padim.seed is set twice, first at mekiki.properties:7",
            "mekiki.properties:9: kafka.consumer.isolation.level is not passed on to Kafka; leave"
                + " it out: only committed records are read",
            "environment variable MEKIKI_WEB_PROT is not a setting; did you mean MEKIKI_WEB_PORT?",
            "kafka.bootstrap.servers is missing; set it by --bootstrap HOST:PORT,"
                + " MEKIKI_KAFKA_BOOTSTRAP_SERVERS or a line in the configuration file (valid:"
                + " HOST:PORT, several separated by commas, with ports from 1 to 65535)",
            "--set: score.transaction-timeout is 9s, too short for score.commit-interval 5s:"
                + " transactions would be given up while frames are in work; valid: twice the"
                + " interval or more",
            "--backbone: padim.backbone: there is no readable file no-such.onnx; valid: built-in"
                + " or an ONNX file");
  }

  @Test
  void framesByReferenceMustFitIntoATransactionAndTheirPlacesBePlain() {
    assertThat(
            problems(
                new ConfigLoader()
                    .set("references.allow", "https://store:9000", "--set")
                    .set("references.timeout", "25s", "--set")))
        .containsExactlyInAnyOrder(
            "--set: references.timeout is 25s; valid: at most a third of"
                + " score.transaction-timeout 1m",
            "--set: references.timeout is 25s; valid: at most a third of"
                + " train.transaction-timeout 1m");
    for (String place :
        List.of(
            "file:///",
            "file:////x",
            "/srv/frames",
            "file:///srv/../etc",
            "https://",
            "https://user@store/",
            "https://store/a b",
            "https://store/?x",
            "https://store/%zz",
            "https://store/{x}",
            "ftp://store/",
            "https://[1:2]/x",
            "https://store:99999/x",
            "file:///srv/%00",
            "https://a,")) {
      assertThat(problems(new ConfigLoader().set("references.allow", place, "--set")))
          .as(place)
          .hasSize(1);
    }
  }

  @Test
  void aCollectorsAddressMustBeOne() {
    for (String endpoint :
        List.of(
            "http://[", "http://collector/%zz", "http://:4318", "http://otel_1:4318", "ftp://x")) {
      assertThat(problems(new ConfigLoader().set("tracing.otlp.endpoint", endpoint, "--set")))
          .as(endpoint)
          .hasSize(1);
    }
  }

  @Test
  void messageListsTheProblems() {
    assertThat(new ConfigException(List.of("a", "b")))
        .hasMessage("the configuration has 2 problems:\n  - a\n  - b");
    assertThat(new ConfigException(List.of("a")))
        .hasMessage("the configuration has a problem:\n  - a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          score.threads              | -1
          score.threads              | 257
          score.threads              | 1.5
          score.threads              | ''
          score.guarantee            | exactly_once
          score.commit-interval      | 100
          score.commit-interval      | 0ms
          score.commit-interval      | 999999999999999d
          score.thresholds           | cam-1
          score.thresholds           | =12
          score.thresholds           | cam-1=-1
          score.thresholds           | cam-1=high
          score.thresholds           | cam-1=1,cam-1 =2
          score.models.max-bytes     | 1 TB
          score.models.max-bytes     | 999999999999999GiB
          padim.regularization.value | NaN
          padim.regularization.value | Infinity
          padim.regularization.value | 0
          padim.grid                 | 28
          padim.grid                 | 0x28
          padim.grid                 | 28x513
          padim.neighbourhood        | 2
          padim.backbone.max-tiles   | 0
          padim.features             | a,,b
          padim.backbone             | ''
          web.enabled                | yes
          web.port                   | 65536
          kafka.bootstrap.servers    | localhost
          kafka.bootstrap.servers    | localhost:0
          kafka.bootstrap.servers    | localhost:99999
          kafka.bootstrap.servers    | a:1,,b:2
          topics.prefix              | a b
          """)
  void refusesWhatIsNotLegal(String key, String value) {
    assertThat(problems(new ConfigLoader().set(key, value, "--set")))
        .singleElement()
        .asString()
        .startsWith("--set: " + key + ": \"" + value + "\" is not valid; valid: ");
  }

  @Test
  void refusesTopicsThatAreOne() {
    assertThat(problems(new ConfigLoader().set("topics.good.name", "mekiki.frames", "--set")))
        .containsExactly(
            "--set: topics.frames.name and topics.good.name are both mekiki.frames; each topic"
                + " needs its own");
    assertThat(problems(new ConfigLoader().set("topics.good.name", "täglich", "--set")))
        .containsExactly(
            "--set: topics.good.name: \"täglich\" is not valid; valid: 1 to 249 letters, digits,"
                + " dots, dashes or underscores, ${prefix} among them");
  }

  @Test
  void refusesServicesThatShareAGroup() {
    assertThat(problems(new ConfigLoader().set("train.application-id", "mekiki-score", "--set")))
        .containsExactly(
            "--set: score.application-id and train.application-id are both mekiki-score; the"
                + " services need two groups");
  }

  @ParameterizedTest
  @CsvSource({
    "alarms.anomalous.frames, alarms.anomalous.window, 2",
    "alarms.anomalous.window, alarms.anomalous.frames, 100",
    "alarms.anomalous.frames, alarms.anomalous.clear-frames, 5",
    "alarms.drift.psi, alarms.drift.clear-psi, 0.9",
    "alarms.no-frames.after, alarms.forget-after, 1m",
    "score.application-id, train.application-id, mekiki-score",
    "topics.prefix, train.application-id, mekiki-score",
    "topics.frames.name, topics.good.name, mekiki.frames",
    "topics.prefix, topics.good.name, mekiki.frames",
    "score.transaction-timeout, score.commit-interval, 60s",
    "score.guarantee, score.commit-interval, 60s",
    "registry.url, score.scores.format, confluent-avro"
  })
  void aSettingIsNotComparedWithTheDefaultOfOneThatIsWrong(
      String wrong, String compared, String value) {
    String alone = problems(new ConfigLoader().set(wrong, "?", "--set")).get(0);
    assertThat(problems(new ConfigLoader().set(wrong, "?", "--set").set(compared, value, "--set")))
        .containsExactly(alone);
    assertThat(problems(new ConfigLoader().set(compared, value, "--set")))
        .as("%s is too far from the default of %s", compared, wrong)
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "mekiki., mekiki-score, mekiki-train, mekiki-alerts-webhook",
    "line2., line2-score, line2-train, line2-alerts-webhook",
    "plant.line-2_, plant.line-2_score, plant.line-2_train, plant.line-2_alerts-webhook",
    "'', score, train, alerts-webhook"
  })
  void groupsFollowFromTheTopicsPrefix(String prefix, String score, String train, String alerts) {
    MekikiConfig config = new ConfigLoader().set("topics.prefix", prefix, "--set").load();
    assertThat(config.score().applicationId()).isEqualTo(score);
    assertThat(config.train().applicationId()).isEqualTo(train);
    assertThat(config.topics().groups().alerts("webhook")).isEqualTo(alerts);
  }

  @Test
  void aGroupThatIsNamedKeepsItsNameWhateverThePrefix() {
    MekikiConfig config =
        new ConfigLoader()
            .set("topics.prefix", "line2.", "--set")
            .set("score.application-id", "mekiki-score", "--set")
            .set("train.application-id", "school-${prefix}b", "--set")
            .load();
    assertThat(config.score().applicationId()).isEqualTo("mekiki-score");
    assertThat(config.train().applicationId()).isEqualTo("school-line2-b");
  }

  @Test
  void refusesAGroupThatThePrefixLeavesWithoutAName() {
    assertThat(
            problems(
                new ConfigLoader()
                    .set("topics.prefix", "", "--set")
                    .set("score.application-id", "${prefix}", "--set")))
        .containsExactly(
            "--set: score.application-id: \"\" is not valid; valid: 1 to 150 letters, digits,"
                + " dots, dashes or underscores, ${prefix} among them");
  }

  @Test
  void leavesTheTransactionAloneWhereThereIsNone() {
    new ConfigLoader()
        .set("score.guarantee", "at_least_once", "--set")
        .set("score.commit-interval", "60s", "--set")
        .load();
  }

  @Test
  void namesAFileThatIsNotThere() {
    Path file = folder.resolve("none.properties");
    assertThat(problems(new ConfigLoader().file(file)))
        .containsExactly("configuration file " + file + " doesn't exist");
  }

  @Test
  void guessesASettingByItsEnd() {
    assertThat(problems(new ConfigLoader().set("false-alarm-rate", "1", "--set")))
        .containsExactly(
            "--set: false-alarm-rate is not a setting; did you mean"
                + " padim.threshold.false-alarm-rate?");
    assertThat(problems(new ConfigLoader().set("quite.another.thing", "1", "--set")))
        .containsExactly("--set: quite.another.thing is not a setting");
  }

  @Test
  void passesKafkasSettingsOnToTheClientsTheyAreFor() throws Exception {
    Path file =
        write(
            "kafka.bootstrap.servers = a:9092",
            "kafka.security.protocol = SSL",
            "kafka.client.id = everyone",
            "kafka.consumer.client.id = reader",
            "kafka.producer.linger.ms = 5",
            "kafka.admin.retries = 3",
            "kafka.streams.num.standby.replicas = 1");
    KafkaSettings kafka =
        new ConfigLoader()
            .file(file)
            .environment(Map.of("MEKIKI_KAFKA_CONSUMER_MAX_POLL_RECORDS", "4"))
            .load()
            .kafka();

    assertThat(kafka.consumerProperties())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "bootstrap.servers", "a:9092",
                "security.protocol", "SSL",
                "client.id", "reader",
                "max.poll.records", "4"));
    assertThat(kafka.producerProperties())
        .containsEntry("linger.ms", "5")
        .containsEntry("client.id", "everyone")
        .doesNotContainKey("max.poll.records");
    assertThat(kafka.adminProperties()).containsEntry("retries", "3");
    assertThat(kafka.streamsProperties())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "bootstrap.servers", "a:9092",
                "security.protocol", "SSL",
                "client.id", "everyone",
                "consumer.client.id", "reader",
                "consumer.max.poll.records", "4",
                "producer.linger.ms", "5",
                "admin.retries", "3",
                "num.standby.replicas", "1"));
  }

  @Test
  void showsNoSecret() throws Exception {
    Path file =
        write(
            "kafka.sasl.jaas.config = org.x.Login required password=\\\"hunter2\\\";",
            "kafka.ssl.key.password = hunter2",
            "kafka.producer.ssl.keystore.key = hunter2",
            "kafka.sasl.mechanism = PLAIN");
    String shown = new ConfigLoader().file(file).load().toString();
    assertThat(shown)
        .doesNotContain("hunter2")
        .contains("sasl.jaas.config=****", "ssl.key.password=****", "sasl.mechanism=PLAIN");
  }

  @Test
  void readsASecretFromTheFileThatAVariableNames() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "correct-horse-battery\n");
    Path jaas = Files.writeString(folder.resolve("jaas"), "org.x.Login required;\n");
    MekikiConfig config =
        new ConfigLoader()
            .environment(
                Map.of(
                    "MEKIKI_WEB_TOKEN_FILE", token.toString(),
                    "MEKIKI_KAFKA_SASL_JAAS_CONFIG_FILE", jaas.toString()))
            .load();
    assertThat(config.web().access().token()).contains(new Secret("correct-horse-battery"));
    assertThat(config.kafka().common()).containsEntry("sasl.jaas.config", "org.x.Login required;");
    assertThat(config.toString()).doesNotContain("horse", "Login");
  }

  @Test
  void saysWhichFileOfASecretIsNotThereOrOneTooMany() {
    assertThat(
            problems(new ConfigLoader().environment(Map.of("MEKIKI_WEB_TOKEN_FILE", "/no/such"))))
        .containsExactly("MEKIKI_WEB_TOKEN_FILE: there is no readable file /no/such");
    assertThat(
            problems(
                new ConfigLoader()
                    .environment(
                        Map.of("MEKIKI_WEB_TOKEN", "a", "MEKIKI_WEB_TOKEN_FILE", "/no/such"))))
        .contains("MEKIKI_WEB_TOKEN and MEKIKI_WEB_TOKEN_FILE are both set; one is enough");
    assertThat(problems(new ConfigLoader().environment(Map.of("MEKIKI_SCORE_THREADS_FILE", "2"))))
        .singleElement()
        .asString()
        .startsWith("environment variable MEKIKI_SCORE_THREADS_FILE is not a setting");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "web.token",
        "kafka.sasl.jaas.config",
        "kafka.ssl.keystore.password",
        "kafka.producer.ssl.key.password",
        "kafka.ssl.keystore.key"
      })
  void takesNoSecretFromACommandLine(String secret) {
    assertThat(problems(new ConfigLoader().set(secret, "correct-horse-battery", "--set")))
        .singleElement()
        .asString()
        .startsWith("--set: " + secret + " is a secret, and everyone on this machine can read")
        .contains("_FILE to a file that holds it")
        .doesNotContain("horse");
  }

  @Test
  void doesNotShowASecretThatIsNotLegal() {
    assertThat(problems(new ConfigLoader().set("web.token", "too short", "test")))
        .containsExactly(
            "test: web.token: \"****\" is not valid; valid: 16 to 512 printable characters of"
                + " ASCII without spaces, or nothing");
  }

  private Path write(String... lines) throws Exception {
    return Files.write(folder.resolve("mekiki.properties"), List.of(lines));
  }

  private static List<String> problems(ConfigLoader loader) {
    ConfigException refused = catchThrowableOfType(ConfigException.class, loader::load);
    assertThat(refused).as("refused").isNotNull();
    return refused.problems();
  }
}
