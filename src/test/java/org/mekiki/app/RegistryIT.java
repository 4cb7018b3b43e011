package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.camera.CapturedFrame;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.service.ScoringService;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.codec.ResultKind;
import org.mekiki.stream.codec.WireFormat;
import org.mekiki.stream.registry.SchemaRegistry;

/** Topics in Confluent's wire format with a real registry, and with clients that others wrote. */
class RegistryIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** kafkajs and its client of registries: sends a frame, then prints scores as JSON. */
  private static final String CLIENT =
      """
      const { readFileSync } = require("fs");
      const { Kafka, logLevel } = require("kafkajs");
      const { SchemaRegistry, SchemaType } = require("@kafkajs/confluent-schema-registry");

      async function main() {
        const [broker, host, schemaFile, picture, wanted] = process.argv.slice(2);
        const kafka = new Kafka({ clientId: "node", brokers: [broker], logLevel: logLevel.ERROR });
        const registry = new SchemaRegistry({ host });
        const { id } = await registry.register(
          { type: SchemaType.AVRO, schema: readFileSync(schemaFile, "utf8") },
          { subject: "mekiki.frames-value" });
        const producer = kafka.producer();
        await producer.connect();
        const frame = {
          camera: "cam", frameId: "from-node", sequence: null, capturedAt: null, model: null,
          format: "ENCODED", width: 0, height: 0, stride: 0, bits: 0,
          data: readFileSync(picture), attributes: { line: "3" },
        };
        await producer.send({
          topic: "mekiki.frames",
          messages: [{ key: "cam", value: await registry.encode(id, frame) }],
        });
        await producer.disconnect();
        const consumer = kafka.consumer({ groupId: "node" });
        await consumer.connect();
        await consumer.subscribe({ topic: "mekiki.scores", fromBeginning: true });
        let seen = 0;
        await consumer.run({
          eachMessage: async ({ message }) => {
            const score = await registry.decode(message.value);
            console.log(JSON.stringify({
              id: message.value.readInt32BE(1), camera: score.camera, frameId: score.frameId,
              score: score.score, verdict: score.verdict, attributes: score.attributes }));
            if (++seen == Number(wanted)) process.exit(0);
          },
        });
      }
      main().catch((error) => { console.error(error); process.exit(1); });
      """;

  @TempDir Path folder;
  private RealRegistry registry;
  private TestLine line;
  private final List<byte[]> pictures = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    registry = RealRegistry.start(folder);
    line =
        new TestLine(
            folder,
            "registry.url",
            registry.url(),
            "registry.auto-register",
            "true",
            "score.scores.format",
            "confluent-avro",
            "score.anomalies.format",
            "confluent-avro",
            "score.heatmaps.format",
            "confluent-avro");
    line.train();
    line.teach("cam", 1, 20);
    try (var camera = TestLine.goodCamera(7, 8)) {
      for (var next = camera.next(); next.isPresent(); next = camera.next()) {
        CapturedFrame frame = next.get();
        pictures.add(frame.encoded());
      }
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (line != null) {
      line.close();
    }
    if (registry != null) {
      registry.close();
    }
  }

  @Test
  void recordsAreOfOneIdAcrossAnOutageAndAChangeOfFormatAndAllReadersReadThem() throws Exception {
    ScoringService service = line.score();
    send(pictures.get(0), pictures.get(1));
    SchemaRegistry schemas = new SchemaRegistry(line.config.registry());
    List<TopicFollower.Entry> scores = line.read("mekiki.scores", 2);
    int id = WireFormat.id(scores.get(0).value());
    assertThat(schemas.byId(id).getFullName()).isEqualTo("org.mekiki.stream.avro.Score");
    for (TopicFollower.Entry entry : line.read("mekiki.anomalies", 0)) {
      assertThat(ResultKind.ANOMALY.decode(entry.value(), schemas).getCamera()).isEqualTo("cam");
    }
    assertThat(
            schemas.byId(WireFormat.id(line.read("mekiki.heatmaps", 2).get(0).value())).getName())
        .isEqualTo("Heatmap");

    registry.close();
    send(pictures.get(2), pictures.get(3));
    assertThat(ids(line.read("mekiki.scores", 4)))
        .as("ids while the registry is away")
        .containsExactly(id);

    service.close();
    ScoringService json =
        line.scorer(
            InspectionListener.NOOP,
            "score.scores.format",
            "json",
            "score.anomalies.format",
            "json",
            "score.heatmaps.format",
            "avro");
    json.start(new FakeTerminal().terminal());
    send(pictures.get(4));
    List<TopicFollower.Entry> mixed = line.read("mekiki.scores", 5);
    for (TopicFollower.Entry entry : mixed) {
      Score score = entry.score(schemas);
      assertThat(score.getCamera()).isEqualTo("cam");
    }
    assertThat(mixed.stream().filter(entry -> entry.value()[0] == '{')).hasSize(1);
  }

  @Test
  void framesFromKafkajsAreScoredAndItReadsTheScores() throws Exception {
    String modules = modules();
    line.score();
    send(pictures.get(0));
    line.read("mekiki.scores", 1);
    Path script = Files.writeString(folder.resolve("client.js"), CLIENT);
    Path picture = Files.write(folder.resolve("part.jpg"), pictures.get(5));

    String output =
        node(
            modules,
            script.toString(),
            line.broker.bootstrapServers(),
            registry.url(),
            Path.of("schemas/frame.avsc").toAbsolutePath().toString(),
            picture.toString(),
            "2");

    List<JsonNode> read = new ArrayList<>();
    for (String each : output.split("\n")) {
      read.add(JSON.readTree(each));
    }
    SchemaRegistry schemas = new SchemaRegistry(line.config.registry());
    List<TopicFollower.Entry> scores = line.read("mekiki.scores", 2);
    assertThat(read).as(output).hasSize(2);
    for (int i = 0; i < 2; i++) {
      Score score = scores.get(i).score(schemas);
      assertThat(read.get(i).path("id").asInt()).isEqualTo(WireFormat.id(scores.get(i).value()));
      assertThat(read.get(i).path("frameId").asText()).isEqualTo(score.getFrameId());
      assertThat(read.get(i).path("score").asDouble()).isEqualTo(score.getScore());
      assertThat(read.get(i).path("verdict").asText()).isEqualTo(score.getVerdict().name());
    }
    assertThat(read.get(1).path("frameId").asText()).isEqualTo("from-node");
    assertThat(read.get(1).path("attributes").path("line").asText()).isEqualTo("3");

    FakeTerminal terminal = new FakeTerminal();
    int exit =
        terminal.run(
            "watch",
            "scores",
            "--from-beginning",
            "--count",
            "2",
            "--bootstrap",
            line.broker.bootstrapServers(),
            "--set",
            "registry.url=" + registry.url());
    assertThat(exit).as(terminal.err()).isZero();
    assertThat(terminal.out()).contains("from-node").doesNotContain("unreadable");
  }

  private void send(byte[]... frames) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            line.config.kafka().producerProperties(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (byte[] frame : frames) {
        producer
            .send(
                new ProducerRecord<>(
                    "mekiki.frames", "cam".getBytes(StandardCharsets.UTF_8), frame))
            .get();
      }
    }
  }

  private static Set<Integer> ids(List<TopicFollower.Entry> entries) {
    Set<Integer> ids = new TreeSet<>();
    entries.forEach(entry -> ids.add(WireFormat.id(entry.value())));
    return ids;
  }

  /** Where npm put kafkajs and its client of registries. */
  private static String modules() {
    String named = System.getenv("NODE_MODULES_FOR_TESTS");
    Path cached = Path.of(System.getProperty("user.home"), ".cache/mekiki/node/node_modules");
    assumeTrue(named != null || Files.exists(cached), "kafkajs is not here; .ci/run installs it");
    return named != null ? named : cached.toString();
  }

  private String node(String modules, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .putAll(Map.of("NODE_PATH", modules, "KAFKAJS_NO_PARTITIONER_WARNING", "1"));
    Path out = folder.resolve("node.out");
    Path errors = folder.resolve("node.err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(errors.toFile()).start();
    boolean ended = process.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    process.destroyForcibly();
    String said = Files.readString(out) + Files.readString(errors);
    assertThat(ended).as("node did not end: %s", said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return Files.readString(out);
  }
}
