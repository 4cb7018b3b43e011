package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.service.parts.HeapCheck;

/** deploy/kubernetes against a schema, and against what the services really read. */
class KubernetesTest {
  private static final Path FOLDER = Path.of("deploy/kubernetes");
  private static final String PROBES = "/health/";

  @TempDir Path folder;

  private final Map<String, JsonNode> objects = new TreeMap<>();

  KubernetesTest() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
        if (!file.endsWith("kustomization.yaml")) {
          DeployFiles.yaml(file).forEach(this::add);
        }
      }
    }
  }

  private void add(JsonNode object) {
    String name =
        object.path("kind").asText() + "/" + object.path("metadata").path("name").asText();
    assertThat(objects.put(name, object)).as(name + " is there twice").isNull();
  }

  @Test
  void everyFieldIsOneThatKubernetesKnows() throws Exception {
    assertThat(objects).hasSizeGreaterThan(8);
    for (JsonNode object : objects.values()) {
      assertThat(DeployFiles.violations("kubernetes.schema.json", object)).isEmpty();
    }
    JsonNode wrong = object("Deployment/mekiki-score").deepCopy();
    ((ObjectNode) wrong.path("spec")).put("replica", 2);
    assertThat(DeployFiles.violations("kubernetes.schema.json", wrong)).isNotEmpty();
  }

  @Test
  void kustomizeBuildsIt() throws Exception {
    assumeTrue(PrometheusServer.isInstalled("kubectl"), "kubectl is not installed");
    Path out = folder.resolve("built.yaml");
    Process process =
        new ProcessBuilder("kubectl", "kustomize", FOLDER.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    Map<String, JsonNode> built = new HashMap<>();
    for (JsonNode object : DeployFiles.yaml(out)) {
      assertThat(DeployFiles.violations("kubernetes.schema.json", object)).isEmpty();
      assertThat(object.path("metadata").path("namespace").asText()).isEqualTo("mekiki");
      built.put(object.path("kind").asText(), object);
    }
    assertThat(built).hasSizeGreaterThan(7);
    assertThat(
            built
                .get("ScaledObject")
                .path("spec")
                .path("triggers")
                .get(0)
                .path("metadata")
                .path("bootstrapServers")
                .asText())
        .isEqualTo(settings().get("MEKIKI_KAFKA_BOOTSTRAP_SERVERS"));
    assertThat(built.get("Deployment").path("spec").has("replicas"))
        .as("the autoscaler's to say")
        .isFalse();
  }

  @Test
  void everySettingIsKnownAndLegal() throws Exception {
    for (JsonNode container : containers()) {
      Map<String, String> environment = new TreeMap<>(settings());
      container
          .path("env")
          .forEach(
              one ->
                  environment.put(
                      one.path("name").asText(),
                      one.has("value") ? one.path("value").asText() : "0123456789abcdef"));
      MekikiConfig config = new ConfigLoader().environment(environment).load();
      assertThat(config.kafka().bootstrapServers()).isPresent();
      assertThat(config.score().threads()).as("not all of the node's").isPositive();
      assertThat(config.train().threads()).as("not all of the node's").isPositive();
    }
    assertThat(containers()).hasSize(3);
  }

  @Test
  void whatServesAsksForTheTokenThatPrometheusHas() throws Exception {
    JsonNode scraped =
        object("ServiceMonitor/mekiki")
            .path("spec")
            .path("endpoints")
            .get(0)
            .path("authorization")
            .path("credentials");
    for (String name : List.of("Deployment/mekiki-score", "StatefulSet/mekiki-train")) {
      List<JsonNode> secrets = new ArrayList<>();
      object(name)
          .path("spec")
          .path("template")
          .path("spec")
          .path("containers")
          .get(0)
          .path("env")
          .forEach(
              variable -> {
                if (variable.path("name").asText().equals("MEKIKI_WEB_TOKEN")) {
                  secrets.add(variable.path("valueFrom").path("secretKeyRef"));
                }
              });
      assertThat(secrets).as(name).containsExactly(scraped);
      assertThat(secrets.get(0).path("optional").asBoolean()).isFalse();
    }
  }

  @Test
  void containersRunCommandsOfOursWithoutRights() throws Exception {
    for (JsonNode container : containers()) {
      DeployFiles.parse(DeployFiles.texts(container.path("args")));
      JsonNode rights = container.path("securityContext");
      assertThat(rights.path("readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(rights.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
      assertThat(DeployFiles.texts(rights.path("capabilities").path("drop")))
          .containsExactly("ALL");
    }
    for (JsonNode pod : pods()) {
      assertThat(pod.path("securityContext").path("runAsNonRoot").asBoolean()).isTrue();
      assertThat(pod.path("enableServiceLinks").asBoolean(true))
          .as("a service's variables would be read as settings")
          .isFalse();
    }
  }

  @Test
  void containersMountWhatIsThereAndWriteNowhereElse() throws Exception {
    for (JsonNode workload : workloads()) {
      JsonNode pod = workload.path("spec").path("template").path("spec");
      TreeSet<String> there = new TreeSet<>();
      pod.path("volumes").forEach(volume -> there.add(volume.path("name").asText()));
      workload
          .path("spec")
          .path("volumeClaimTemplates")
          .forEach(claim -> there.add(claim.path("metadata").path("name").asText()));
      Map<String, String> mounted = new TreeMap<>();
      pod.path("containers")
          .get(0)
          .path("volumeMounts")
          .forEach(m -> mounted.put(m.path("name").asText(), m.path("mountPath").asText()));
      assertThat(mounted.keySet()).isEqualTo(there);
      assertThat(mounted).containsEntry("tmp", "/tmp");
      for (JsonNode variable : pod.path("containers").get(0).path("env")) {
        if (variable.path("name").asText().endsWith("_DIR")) {
          assertThat(mounted.values())
              .anyMatch(path -> variable.path("value").asText().startsWith(path + "/"));
        }
      }
    }
  }

  @Test
  void probesAskWhatIsServed() throws Exception {
    int port = new ConfigLoader().load().web().port();
    for (String name : List.of("Deployment/mekiki-score", "StatefulSet/mekiki-train")) {
      JsonNode container =
          object(name).path("spec").path("template").path("spec").path("containers").get(0);
      assertThat(container.path("ports").get(0).path("containerPort").asInt()).isEqualTo(port);
      String portName = container.path("ports").get(0).path("name").asText();
      Map<String, String> paths = new TreeMap<>();
      for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
        JsonNode get = container.path(probe).path("httpGet");
        assertThat(get.path("port").asText()).isEqualTo(portName);
        paths.put(probe, get.path("path").asText());
      }
      assertThat(paths)
          .containsEntry("startupProbe", PROBES + "live")
          .containsEntry("livenessProbe", PROBES + "live")
          .containsEntry("readinessProbe", PROBES + "ready");
    }
  }

  @Test
  void selectorsFindTheirPods() throws Exception {
    for (JsonNode workload : workloads()) {
      JsonNode labels = workload.path("spec").path("template").path("metadata").path("labels");
      if (workload.path("spec").has("selector")) {
        assertThat(workload.path("spec").path("selector").path("matchLabels")).isEqualTo(labels);
      }
      String name = workload.path("metadata").path("name").asText();
      if (objects.containsKey("Service/" + name)) {
        assertThat(object("Service/" + name).path("spec").path("selector")).isEqualTo(labels);
        assertThat(
                object("PodDisruptionBudget/" + name)
                    .path("spec")
                    .path("selector")
                    .path("matchLabels"))
            .isEqualTo(labels);
      }
    }
    assertThat(object("StatefulSet/mekiki-train").path("spec").path("serviceName").asText())
        .isEqualTo("mekiki-train");
    JsonNode endpoint = object("ServiceMonitor/mekiki").path("spec").path("endpoints").get(0);
    for (String service : List.of("Service/mekiki-score", "Service/mekiki-train")) {
      assertThat(object(service).path("spec").path("ports").get(0).path("name"))
          .isEqualTo(endpoint.path("port"));
    }
  }

  @Test
  void theAutoscalerLooksAtTheScorersOwnGroupAndTopic() throws Exception {
    MekikiConfig config = new ConfigLoader().environment(settings()).load();
    JsonNode scaled = object("ScaledObject/mekiki-score").path("spec");
    JsonNode trigger = scaled.path("triggers").get(0).path("metadata");
    assertThat(trigger.path("consumerGroup").asText()).isEqualTo(config.score().applicationId());
    assertThat(trigger.path("topic").asText()).isEqualTo(config.topics().frames().name());
    assertThat(scaled.path("maxReplicaCount").asInt())
        .as("partitions by threads: more would be idle")
        .isEqualTo(config.topics().frames().partitions() / config.score().threads());
    assertThat(scaled.path("scaleTargetRef").path("name").asText()).isEqualTo("mekiki-score");
  }

  @Test
  void modelsAndWaitingFramesFitTheHeapAlsoOfTheLastInstance() throws Exception {
    MekikiConfig config = new ConfigLoader().environment(settings()).load();
    long heap = (2L << 30) / 2; // of the container's limit
    assertThat(new HeapCheck(heap).warning(config, config.topics().frames().partitions()))
        .isEmpty();
    assertThat(
            object("Deployment/mekiki-score")
                .path("spec")
                .path("template")
                .path("spec")
                .path("containers")
                .get(0)
                .path("resources")
                .path("limits")
                .path("memory")
                .asText())
        .isEqualTo("2Gi");
  }

  @Test
  void trainersAreNotUpgradedOneAfterTheOther() throws Exception {
    assertThat(
            object("StatefulSet/mekiki-train")
                .path("spec")
                .path("updateStrategy")
                .path("type")
                .asText())
        .isEqualTo("OnDelete");
  }

  /** The operator's form of deploy/prometheus/rules.yml; -Dmekiki.docs=write writes it anew. */
  @Test
  void theOperatorHasTheSameRules() throws Exception {
    Path file = FOLDER.resolve("monitoring/prometheusrule.yaml");
    if ("write".equals(System.getProperty("mekiki.docs"))) {
      String text = Files.readString(file);
      StringBuilder rules = new StringBuilder(text.substring(0, text.indexOf("spec:\n")));
      rules.append("spec:\n");
      Files.readAllLines(Dashboards.RULES).stream()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> rules.append(line.isEmpty() ? "" : "  " + line).append('\n'));
      Files.writeString(file, rules);
      objects.clear();
      add(DeployFiles.yaml(file).get(0));
    }
    assertThat(object("PrometheusRule/mekiki").path("spec"))
        .isEqualTo(DeployFiles.yaml(Dashboards.RULES).get(0));
  }

  private JsonNode object(String name) {
    assertThat(objects).containsKey(name);
    return objects.get(name);
  }

  private List<JsonNode> workloads() {
    return List.of(
        object("Deployment/mekiki-score"),
        object("StatefulSet/mekiki-train"),
        object("Job/mekiki-topics"));
  }

  private List<JsonNode> pods() {
    return workloads().stream().map(w -> w.path("spec").path("template").path("spec")).toList();
  }

  private List<JsonNode> containers() {
    List<JsonNode> containers = new ArrayList<>();
    pods().forEach(pod -> pod.path("containers").forEach(containers::add));
    return containers;
  }

  private static Map<String, String> settings() throws IOException {
    Map<String, String> settings = new TreeMap<>();
    for (String line : Files.readAllLines(FOLDER.resolve("base/mekiki.env"))) {
      if (!line.startsWith("#") && !line.isBlank()) {
        String[] parts = line.split("=", 2);
        settings.put(parts[0], parts[1]);
      }
    }
    return settings;
  }
}
