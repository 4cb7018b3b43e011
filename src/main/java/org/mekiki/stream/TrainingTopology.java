package org.mekiki.stream;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.mekiki.stream.TrainingOutput.Destination;
import org.mekiki.stream.models.ModelTopic;

/**
 * good → [embed] → tiles → [accumulate and fit] → results → [assemble] → models.
 *
 * <pre>
 * good ─► embed ─(tiles, by tile)─► tile ─(results, by model)─► assemble ─► models (manifest)
 *                                   ▲  └─► models (chunks)         │
 *                                   └────────── control ◄──────────┘
 * </pre>
 *
 * <p>PaDiM's patches are independent, so a tile of them is the unit of state and of work, and
 * training spreads over as many instances as the tiles have partitions. The one thing that tiles
 * need of each other is the mean variance of the whole model, which regularisation is relative to:
 * it comes back to them over {@code control}.
 */
public final class TrainingTopology {
  private static final Serde<byte[]> BYTES = Serdes.ByteArray();

  private TrainingTopology() {}

  /**
   * The topology: a function of its arguments alone.
   *
   * @param tileStore where the tiles' state is kept; the rest is small, and on disk for the sake of
   *     the process id, see docs/RATIONALE.md
   * @param tilePartitions number of partitions of {@code control} and of the tiles' topic
   */
  public static Topology build(
      TrainingTopics topics,
      TrainingParts parts,
      StoreKind tileStore,
      int tilePartitions,
      Clock clock) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
                StoreKind.DISK.supplier(EmbedProcessor.STORE), Serdes.String(), Serdes.Long())
            .withLoggingEnabled(Map.of()));
    builder.addStateStore(bytesStore(tileStore.supplier(TileProcessor.STORE)));
    builder.addStateStore(bytesStore(StoreKind.DISK.supplier(AssembleProcessor.STORE)));
    TrainingSettings settings = parts.settings();

    KStream<byte[], TrainingOutput> embedded =
        builder.stream(topics.good(), Consumed.with(BYTES, BYTES).withName("good"))
            .process(
                supplier(() -> new EmbedProcessor(parts)), Named.as("embed"), EmbedProcessor.STORE);
    KStream<byte[], byte[]> tiles =
        only(embedded, Destination.TILES, "embed")
            .repartition(
                Repartitioned.with(BYTES, BYTES)
                    .withName("tiles")
                    .withNumberOfPartitions(tilePartitions));
    KStream<byte[], byte[]> control =
        builder.stream(topics.control(), Consumed.with(BYTES, BYTES).withName("control"));
    KStream<byte[], TrainingOutput> fitted =
        tiles
            .merge(control, Named.as("tiles-and-control"))
            .process(
                supplier(() -> new TileProcessor(settings)), Named.as("tile"), TileProcessor.STORE);
    KStream<byte[], byte[]> results =
        only(embedded, Destination.RESULTS, "embed")
            .merge(only(fitted, Destination.RESULTS, "tile"), Named.as("embed-and-tile"))
            .repartition(Repartitioned.with(BYTES, BYTES).withName("results"));
    KStream<byte[], TrainingOutput> assembled =
        results.process(
            supplier(() -> new AssembleProcessor(parts, clock)),
            Named.as("assemble"),
            AssembleProcessor.STORE);

    only(fitted, Destination.MODELS, "tile")
        .to(topics.models(), produced("to-chunks").withStreamPartitioner(modelPartitioner()));
    only(assembled, Destination.MODELS, "assemble")
        .to(topics.models(), produced("to-manifests").withStreamPartitioner(modelPartitioner()));
    only(assembled, Destination.CONTROL, "assemble").to(topics.control(), produced("to-control"));
    only(embedded, Destination.EVENTS, "embed").to(topics.events(), produced("to-embed-events"));
    only(assembled, Destination.EVENTS, "assemble")
        .to(topics.events(), produced("to-assemble-events"));
    only(embedded, Destination.DEAD_LETTERS, "embed")
        .to(topics.deadLetters(), produced("to-dead-letters"));
    return builder.build();
  }

  /** Settings that the topology needs of Kafka Streams, beyond those of its runner. */
  static Properties requirements() {
    Properties properties = new Properties();
    properties.put("ensure.explicit.internal.resource.naming", "true");
    return properties;
  }

  private static ProcessorSupplier<byte[], byte[], byte[], TrainingOutput> supplier(
      ProcessorSupplier<byte[], byte[], byte[], TrainingOutput> supplier) {
    return supplier;
  }

  private static Produced<byte[], byte[]> produced(String name) {
    return Produced.with(BYTES, BYTES).withName(name);
  }

  private static KStream<byte[], byte[]> only(
      KStream<byte[], TrainingOutput> stream, Destination destination, String from) {
    String name = from + "-" + destination.name().toLowerCase(java.util.Locale.ROOT);
    return stream
        .filter((key, output) -> output.to() == destination, Named.as(name))
        .mapValues(TrainingOutput::value, Named.as(name + "-value"));
  }

  private static StreamPartitioner<byte[], byte[]> modelPartitioner() {
    return (topic, key, value, partitions) ->
        Optional.of(
            Set.of(
                ModelTopic.parse(key)
                    .orElseThrow(() -> new IllegalStateException("not a key of the models topic"))
                    .partition(partitions)));
  }

  /**
   * Most of what a tile writes is outdated when its run ends. Segments are small, so that the
   * brokers can compact early; that they leave the last minute alone, and begin when half of a
   * topic is outdated, keeps them from rewriting what is about to be deleted.
   */
  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> bytesStore(
      KeyValueBytesStoreSupplier supplier) {
    return Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
        .withLoggingEnabled(
            Map.of(
                "segment.bytes", "67108864",
                "min.compaction.lag.ms", "60000",
                "min.cleanable.dirty.ratio", "0.5"));
  }
}
