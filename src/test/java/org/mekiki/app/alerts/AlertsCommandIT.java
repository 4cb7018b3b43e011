package org.mekiki.app.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.app.FakeTerminal;
import org.mekiki.app.LocalHttp;
import org.mekiki.app.TestLine;
import org.mekiki.terminal.ExitCodes;

/** {@code mekiki alerts forward} and {@code mekiki watch alarms} on a real broker. */
class AlertsCommandIT {
  @TempDir Path folder;

  @Test
  void forwardsEachAlarmOnceAcrossRestartsAndOutages() throws Exception {
    int[] status = {200};
    try (TestLine line = new TestLine(folder);
        LocalHttp server = new LocalHttp(request -> status[0])) {
      send(line, "a/raised");
      send(line, "b/raised");
      Forwarding first = new Forwarding(line, server);
      // Not only posted: an end in the middle of a post leaves that alarm to the next start.
      await().untilAsserted(() -> assertThat(committed(line)).isEqualTo(2));
      first.stop();
      assertThat(first.terminal.out()).contains("2 alarms forwarded, 0 left out");

      status[0] = 503;
      send(line, "c/raised");
      Forwarding second = new Forwarding(line, server);
      await().untilAsserted(() -> assertThat(second.terminal.err()).contains("answers 503"));
      second.stop();
      assertThat(second.terminal.out()).contains("0 alarms forwarded");
      assertThat(second.terminal.err()).doesNotContain("s3cret");

      status[0] = 200;
      int refused = server.requests.size();
      Forwarding third = new Forwarding(line, server);
      await().untilAsserted(() -> assertThat(server.requests.size()).isGreaterThan(refused));
      third.stop();
      List<String> keys =
          server.requests.stream().map(request -> request.header("Idempotency-Key")).toList();
      assertThat(keys.subList(0, 2)).containsExactlyInAnyOrder("a/raised", "b/raised");
      assertThat(keys.subList(2, refused)).as("tried again and again").containsOnly("c/raised");
      assertThat(keys.subList(refused, keys.size())).containsExactly("c/raised");

      FakeTerminal watch = new FakeTerminal();
      assertThat(watch.run(line.arguments("watch", "alarms", "--from-beginning", "--count", "3")))
          .as(watch.err())
          .isZero();
      assertThat(watch.out().lines())
          .hasSize(3)
          .allMatch(l -> l.contains("cam-1  RAISED   ANOMALOUS   cam-1: 3 of the last 5"));
    }
  }

  @Test
  void refusesAHeaderThatCannotBeSentBeforeTheFirstAlarm(@TempDir Path folder) throws Exception {
    Path headers = folder.resolve("headers");
    Files.writeString(headers, "Authorization: Bearer s3cret\nContent-Length: 7\n");

    assertThat(refusal("--webhook", "http://x", "--headers", headers.toString()))
        .contains("headers:2 is not valid: Content-Length")
        .doesNotContain("s3cret");
  }

  @Test
  void saysWhatIsWrongWithItsFlags() {
    assertThat(refusal()).contains("--webhook URL or --alertmanager URL is missing");
    assertThat(refusal("--webhook", "ftp://x")).contains("--webhook is not valid");
    assertThat(refusal("--webhook", "http://me:s3cret@host/"))
        .contains("with a password in --headers")
        .doesNotContain("s3cret");
    assertThat(refusal("--webhook", "env:NO_SUCH")).contains("no environment variable NO_SUCH");
    assertThat(refusal("--webhook", "http://x", "--label", "a=b")).contains("--alertmanager only");
    assertThat(refusal("--webhook", "http://x", "--headers", "nofile")).contains("can't be read");
  }

  private static String refusal(String... flags) {
    FakeTerminal terminal = new FakeTerminal();
    String[] all = new String[flags.length + 4];
    System.arraycopy(new String[] {"alerts", "forward", "-b", "127.0.0.1:1"}, 0, all, 0, 4);
    System.arraycopy(flags, 0, all, 4, flags.length);
    assertThat(terminal.run(all)).as(terminal.err()).isEqualTo(ExitCodes.BAD_USAGE);
    return terminal.err();
  }

  /** Alarms that the forwarders' group is through with. */
  private static long committed(TestLine line) throws Exception {
    String group = line.config.topics().groups().alerts("webhook");
    try (Admin admin = Admin.create(line.config.kafka().adminProperties())) {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    }
  }

  private static void send(TestLine line, String id) throws Exception {
    Map<String, Object> settings = new HashMap<>(line.config.kafka().producerProperties());
    byte[] value = Files.readAllBytes(Path.of("schemas/golden/alarm-anomalous-raised.json"));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      var record =
          new ProducerRecord<byte[], byte[]>(
              line.config.topics().alarms().name(), id.getBytes("UTF-8"), value);
      record.headers().add("ce_id", id.getBytes("UTF-8"));
      producer.send(record).get();
    }
  }

  /** The command on a thread of its own. */
  private static final class Forwarding {
    private final FakeTerminal terminal = new FakeTerminal();
    private final CompletableFuture<Integer> exit;

    Forwarding(TestLine line, LocalHttp server) {
      exit =
          CompletableFuture.supplyAsync(
              () ->
                  terminal.run(
                      line.arguments(
                          "alerts",
                          "forward",
                          "--from-beginning",
                          "--webhook",
                          server.url() + "/s3cret")));
    }

    void stop() throws Exception {
      terminal.lifecycle().stop();
      assertThat(exit.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as(terminal.err())
          .isZero();
    }
  }
}
