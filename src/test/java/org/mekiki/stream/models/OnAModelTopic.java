package org.mekiki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.mekiki.broker.EmbeddedBroker;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.Models;

/** A topic of models for each test, on a real broker for all of a class. */
abstract class OnAModelTopic {
  static EmbeddedBroker broker;
  static int topics;

  String topic;
  TopicFixture fixture;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.temporary().start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void nameTopic() {
    topic = "models-" + ++topics;
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  TopicFixture on(int partitions) {
    fixture = new TopicFixture(broker.bootstrapServers(), topic).create(partitions, Map.of());
    return fixture;
  }

  ModelManifest startWithOldModel() throws InterruptedException {
    ModelManifest old = fixture.publish("part", Models.selection(1));
    fixture.caughtUp();
    assertThat(fixture.servedVersion("part")).isEqualTo(1);
    Instant later = old.createdAt().plusMillis(1);
    return Models.manifest("part", 2, Models.selection(2)).republished("part", 2, later);
  }
}
