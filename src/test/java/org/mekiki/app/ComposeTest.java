package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import kafka.server.KafkaConfig;
import org.junit.jupiter.api.Test;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;

/** docker-compose.yml against its schema, and against what the services really read. */
class ComposeTest {
  private static final Path FILE = Path.of("docker-compose.yml");

  private final JsonNode compose;
  private final JsonNode services;

  ComposeTest() throws Exception {
    compose = DeployFiles.yaml(FILE).get(0);
    services = compose.path("services");
  }

  @Test
  void isWhatTheSpecificationAllows() throws Exception {
    assertThat(DeployFiles.violations("compose-spec.json", compose)).isEmpty();
    JsonNode wrong = DeployFiles.yaml("services: {a: {image: x, comand: [y]}}").get(0);
    assertThat(DeployFiles.violations("compose-spec.json", wrong)).isNotEmpty();
  }

  @Test
  void hasTheWholeLine() {
    assertThat(services.fieldNames())
        .toIterable()
        .contains("kafka", "topics", "train", "score", "cameras", "prometheus", "grafana");
    assertThat(services.path("score").path("deploy").path("replicas").asInt()).isEqualTo(2);
  }

  @Test
  void everySettingIsKnownAndLegal() {
    for (JsonNode service : ours()) {
      MekikiConfig config =
          new ConfigLoader().environment(DeployFiles.strings(service.path("environment"))).load();
      assertThat(config.kafka().bootstrapServers()).isPresent();
    }
    assertThat(ours()).hasSize(5);
  }

  @Test
  void everyCommandIsOneOfOurs() {
    ours().forEach(service -> DeployFiles.parse(DeployFiles.texts(service.path("command"))));
  }

  @Test
  void everyServiceThatIsWaitedForIsThereAndCanBeWaitedFor() {
    services
        .properties()
        .forEach(
            entry -> {
              JsonNode before = entry.getValue().path("depends_on");
              before
                  .properties()
                  .forEach(
                      wait -> {
                        String name = entry.getKey() + " → " + wait.getKey();
                        JsonNode awaited = services.path(wait.getKey());
                        assertThat(awaited.isObject()).as(name).isTrue();
                        switch (wait.getValue().path("condition").asText()) {
                          case "service_healthy" ->
                              assertThat(awaited.has("healthcheck")).as(name).isTrue();
                          case "service_completed_successfully" ->
                              assertThat(awaited.has("restart")).as(name + " ends").isFalse();
                          default -> throw new AssertionError(name);
                        }
                      });
              if (before.isArray()) {
                before.forEach(awaited -> assertThat(services.has(awaited.asText())).isTrue());
              }
            });
  }

  @Test
  void everyMountedFileIsThereAndEveryVolumeDeclared() {
    Set<String> used = new TreeSet<>();
    for (JsonNode service : services) {
      for (JsonNode volume : service.path("volumes")) {
        if (volume.isObject()) {
          assertThat(volume.path("type").asText()).isEqualTo("volume");
          continue;
        }
        String source = volume.asText().split(":")[0];
        if (source.startsWith(".")) {
          assertThat(Path.of(source)).exists();
          assertThat(volume.asText()).as("mounted read-only").endsWith(":ro");
        } else {
          used.add(source);
        }
      }
    }
    assertThat(compose.path("volumes").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(used);
  }

  @Test
  void nothingListensBeyondThisMachine() {
    for (JsonNode service : services) {
      assertThat(DeployFiles.texts(service.path("ports")))
          .allMatch(port -> port.startsWith("127.0.0.1:"));
    }
  }

  @Test
  void theServicesThatServeAreReachedWhereTheyListen() throws Exception {
    int port = new ConfigLoader().load().web().port();
    assertThat(services.path("score").path("ports").get(0).asText()).endsWith(":" + port);
    JsonNode scrape =
        DeployFiles.yaml(Path.of("deploy/prometheus/prometheus.yml"))
            .get(0)
            .path("scrape_configs")
            .get(0);
    assertThat(scrape.path("job_name").asText()).isEqualTo("mekiki");
    JsonNode found = scrape.path("dns_sd_configs").get(0);
    assertThat(found.path("port").asInt()).isEqualTo(port);
    for (String name : DeployFiles.texts(found.path("names"))) {
      Map<String, String> environment =
          DeployFiles.strings(services.path(name).path("environment"));
      assertThat(environment).as(name).containsEntry("MEKIKI_WEB_HOST", "0.0.0.0");
      assertThat(environment).as(name).containsEntry("MEKIKI_WEB_INSECURE", "true");
      for (JsonNode published : services.path(name).path("ports")) {
        assertThat(published.asText()).as("without a token").startsWith("127.0.0.1:");
      }
    }
  }

  @Test
  void grafanaFindsItsDashboardsAndPrometheus() throws Exception {
    JsonNode grafana = services.path("grafana");
    String dashboards = "/etc/mekiki/dashboards";
    assertThat(DeployFiles.texts(grafana.path("volumes")))
        .contains(
            "./deploy/grafana/dashboards:" + dashboards + ":ro",
            "./deploy/grafana/provisioning:/etc/grafana/provisioning:ro");
    JsonNode provider =
        DeployFiles.yaml(Path.of("deploy/grafana/provisioning/dashboards/mekiki.yml")).get(0);
    assertThat(provider.path("providers").get(0).path("options").path("path").asText())
        .isEqualTo(dashboards);
    String home =
        grafana.path("environment").path("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH").asText();
    assertThat(home).startsWith(dashboards + "/");
    assertThat(Dashboards.FOLDER.resolve(home.substring(dashboards.length() + 1))).exists();
    JsonNode source =
        DeployFiles.yaml(Path.of("deploy/grafana/provisioning/datasources/prometheus.yml")).get(0);
    assertThat(source.path("datasources").get(0).path("url").asText())
        .isEqualTo("http://prometheus:9090");
    assertThat(services.path("prometheus").path("ports").get(0).asText()).endsWith(":9090");
  }

  @Test
  void kafkaAcceptsItsSettingsAndIsWhereTheServicesLookForIt() {
    Properties settings = new Properties();
    JsonNode kafka = services.path("kafka");
    DeployFiles.strings(kafka.path("environment"))
        .forEach(
            (name, value) ->
                settings.put(
                    name.substring("KAFKA_".length())
                        .toLowerCase(java.util.Locale.ROOT)
                        .replace('_', '.'),
                    value));
    assertThat(KafkaConfig.configNames().toString()).contains("node.id");
    settings.forEach(
        (name, value) ->
            assertThat(KafkaConfig.configNames().contains((String) name))
                .as("%s is a setting of Kafka's", name)
                .isTrue());
    KafkaConfig config = new KafkaConfig(settings, false);
    List<String> advertised = new ArrayList<>();
    config
        .effectiveAdvertisedBrokerListeners()
        .foreach(endpoint -> advertised.add(endpoint.host() + ":" + endpoint.port()));
    for (JsonNode service : ours()) {
      assertThat(advertised)
          .contains(service.path("environment").path("MEKIKI_KAFKA_BOOTSTRAP_SERVERS").asText());
    }
    assertThat(advertised).contains("localhost:29092");
    assertThat(DeployFiles.texts(kafka.path("ports"))).containsExactly("127.0.0.1:29092:29092");
    assertThat(DeployFiles.texts(kafka.path("volumes")))
        .containsExactly("kafka:" + config.logDirs().iterator().next());
  }

  @Test
  void imagesHaveVersionsAndKafkasIsOurs() throws Exception {
    for (JsonNode service : services) {
      String image = service.path("image").asText();
      assertThat(image)
          .satisfiesAnyOf(
              name -> assertThat(name).isEqualTo("mekiki"),
              name -> assertThat(name).matches("[\\w/-]+:v?\\d+\\.\\d+\\.\\d+"));
    }
    String pom = Files.readString(Path.of("pom.xml"));
    String version =
        Pattern.compile("<kafka.version>(.*)</kafka.version>")
            .matcher(pom)
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    assertThat(services.path("kafka").path("image").asText()).isEqualTo("apache/kafka:" + version);
  }

  @Test
  void ourContainersHaveNoRightsThatTheyDoNotNeed() {
    for (JsonNode service : ours()) {
      assertThat(service.path("read_only").asBoolean()).isTrue();
      assertThat(DeployFiles.texts(service.path("cap_drop"))).containsExactly("ALL");
      assertThat(DeployFiles.texts(service.path("security_opt")))
          .contains("no-new-privileges:true");
      assertThat(service.has("mem_limit")).isTrue();
    }
  }

  private List<JsonNode> ours() {
    List<JsonNode> ours = new ArrayList<>();
    for (JsonNode service : services) {
      if (service.path("image").asText().equals("mekiki")) {
        ours.add(service);
      }
    }
    return ours;
  }
}
