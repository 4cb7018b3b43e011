package org.mekiki.stream.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateMemoryTest {
  private static final int STORES = 12;
  private static final int RECORDS = 2_000;
  private static final long BUDGET = 8L << 20;

  @TempDir Path folder;

  @Test
  void allStoresShareOneBudget() {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "memory");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    long most = 0;
    try (StateMemory memory = new StateMemory(BUDGET)) {
      memory.apply(settings);
      try (TopologyTestDriver driver = new TopologyTestDriver(topology(), settings)) {
        for (int n = 0; n < RECORDS; n++) {
          for (int store = 0; store < STORES; store++) {
            store(driver, store).put("key-" + n, new byte[4096]);
          }
          most = Math.max(most, memory.used());
        }
        for (int store = 0; store < STORES; store++) {
          assertThat(store(driver, store).get("key-7")).hasSize(4096);
        }
        most = Math.max(most, memory.used());
      }
    }
    // 94 MiB were written. By Kafka's default each store alone may take 98 MiB.
    assertThat(most).isGreaterThan(BUDGET / 8).isLessThan(2 * BUDGET);
  }

  private static KeyValueStore<String, byte[]> store(TopologyTestDriver driver, int store) {
    return driver.getKeyValueStore("store-" + store);
  }

  private static Topology topology() {
    Topology topology = new Topology();
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    topology.addSource("in", bytes, bytes, "frames");
    topology.addProcessor(
        "keep",
        () ->
            new ContextualProcessor<byte[], byte[], byte[], byte[]>() {
              @Override
              public void process(Record<byte[], byte[]> record) {}
            },
        "in");
    IntStream.range(0, STORES)
        .forEach(
            store ->
                topology.addStateStore(
                    Stores.keyValueStoreBuilder(
                            Stores.persistentKeyValueStore("store-" + store),
                            Serdes.String(),
                            Serdes.ByteArray())
                        .withLoggingDisabled(),
                    "keep"));
    return topology;
  }
}
