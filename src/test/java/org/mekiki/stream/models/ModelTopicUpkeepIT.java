package org.mekiki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mekiki.stream.models.TopicFixture.PATIENCE;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mekiki.broker.EmbeddedBroker;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.Models;

/** What happens to a models topic in the long run: compaction, and brokers that come and go. */
class ModelTopicUpkeepIT {
  private EmbeddedBroker broker;
  private TopicFixture fixture;

  @BeforeEach
  void startBroker() {
    broker = EmbeddedBroker.temporary().with("log.cleaner.backoff.ms", "100").start();
    fixture = new TopicFixture(broker.bootstrapServers(), "models");
  }

  @AfterEach
  void stopBroker() {
    fixture.close();
    broker.close();
  }

  /** Programs that don't know such records delete a version without them. */
  @Test
  void whatVersionsThatAreGoneCouldSeeIsDeletedWithTheNextChange() {
    fixture.create(2, Map.of());
    fixture.publish("part", Models.selection(1));
    fixture.put(
        Map.of(
            ModelTopic.detectability("part", 1), new byte[1],
            ModelTopic.detectability("part", 7), new byte[1],
            ModelTopic.detectability("other", 7), new byte[1]),
        Models.TIME);

    fixture.publish("part", Models.selection(2));
    assertThat(fixture.liveKeys())
        .contains("d/part/1", "d/other/7", "h/part/1", "h/part/2")
        .doesNotContain("d/part/7");

    fixture.put(Map.of(ModelTopic.detectability("part", 8), new byte[1]), Models.TIME);
    fixture.writer.rollback("part");
    assertThat(fixture.liveKeys()).contains("d/part/1").doesNotContain("d/part/8");

    fixture.put(Map.of(ModelTopic.detectability("part", 9), new byte[1]), Models.TIME);
    fixture.writer.delete("part");
    assertThat(fixture.liveKeys()).containsExactly("d/other/7");
  }

  @Test
  void servesAndRollsBackAfterCompaction() throws Exception {
    fixture.create(
        2,
        Map.of(
            "segment.ms", "1",
            "min.compaction.lag.ms", "0",
            "min.cleanable.dirty.ratio", "0.001",
            "delete.retention.ms", "0"));
    for (int version = 1; version <= 5; version++) {
      fixture.publish("part", Models.projection(version));
    }
    // The last segment is never compacted: another model's records close it.
    fixture.publish("lid", Models.selection(1));

    await()
        .atMost(PATIENCE.multipliedBy(2))
        .untilAsserted(
            () ->
                assertThat(fixture.dump().keySet())
                    .doesNotContain("c/part/1/0", "c/part/2/0", "c/part/3/0", "h/part/3"));

    fixture.caughtUp();
    assertThat(fixture.servedVersion("part")).isEqualTo(5);
    assertThat(fixture.served("part").gaussians().mean())
        .isEqualTo(Models.projection(5).gaussians().mean());
    fixture.writer.rollback("part");
    await().untilAsserted(() -> assertThat(fixture.servedVersion("part")).isEqualTo(4));
    assertThat(fixture.served("part").gaussians().mean())
        .isEqualTo(Models.projection(4).gaussians().mean());
  }

  @Test
  void goesOnWhereItWasAfterTheBrokerWasGone() throws Exception {
    fixture.create(3, Map.of());
    ModelManifest first = fixture.publish("part", Models.selection(1));
    fixture.caughtUp();

    broker.stop();
    assertThat(fixture.servedVersion("part")).as("keeps scoring meanwhile").isEqualTo(1);
    broker.start();
    fixture.publish("part", Models.selection(2));

    await().untilAsserted(() -> assertThat(fixture.servedVersion("part")).isEqualTo(2));
    await()
        .untilAsserted(
            () -> assertThat(fixture.events.log).contains("loaded part/1", "swapped part/1→2"));
    try (ModelDownload download = new ModelDownload(fixture.client, fixture.topic)) {
      assertThat(download.fetch(first, ModelAssembler.ofAnyBackbone()).manifest()).isEqualTo(first);
    }
  }

  @Test
  void startsBeforeTheBrokerDoes() throws Exception {
    fixture.create(2, Map.of());
    fixture.publish("part", Models.selection(1));
    broker.stop();

    ModelTopicReader reader = fixture.read();
    assertThat(reader.isCaughtUp()).isFalse();
    broker.start();

    assertThat(reader.awaitCaughtUp(PATIENCE)).as("caught up: %s", fixture.events.log).isTrue();
    assertThat(fixture.servedVersion("part")).isEqualTo(1);
  }

  @Test
  void closesAtOnceWhileTheBrokerIsGone() {
    fixture.create(2, Map.of());
    broker.stop();
    ModelTopicReader reader = fixture.read();

    reader.close();

    assertThat(reader.isAlive()).isFalse();
  }
}
