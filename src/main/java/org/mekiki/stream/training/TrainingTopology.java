package org.mekiki.stream.training;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
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
import org.mekiki.config.TopicsSettings;
import org.mekiki.stream.models.ModelTopic;
import org.mekiki.stream.training.message.TrainingOutput;
import org.mekiki.stream.training.message.TrainingOutput.Destination;
import org.mekiki.stream.training.message.TrainingParts;

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
 *
 * <p>Where each model gets a network of its own in int8, there are two more steps before the
 * embedding: a model's frames meet in one task, which makes the network by the first of them, and
 * spread again behind it.
 *
 * <pre>
 * good ─► read ─(inputs, by model)─► network ─(network, then inputs, by partition)─► embed
 * </pre>
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
      TopicsSettings topics,
      TrainingParts parts,
      StoreKind tileStore,
      int tilePartitions,
      Clock clock) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(bytesStore(tileStore.supplier(TileProcessor.STORE)));
    builder.addStateStore(bytesStore(StoreKind.DISK.supplier(AssembleProcessor.STORE)));

    Inputs inputs =
        parts.int8().isPresent() ? int8(builder, topics, parts) : own(builder, topics, parts);
    KStream<byte[], TrainingOutput> embedded = inputs.embedded();
    KStream<byte[], byte[]> tiles =
        only(embedded, Destination.TILES, "embed")
            .repartition(
                Repartitioned.with(BYTES, BYTES)
                    .withName("tiles")
                    .withNumberOfPartitions(tilePartitions));
    KStream<byte[], byte[]> control =
        builder.stream(
            topics.trainingControl().name(), Consumed.with(BYTES, BYTES).withName("control"));
    KStream<byte[], TrainingOutput> fitted =
        tiles
            .merge(control, Named.as("tiles-and-control"))
            .process(
                supplier(() -> new TileProcessor(parts)), Named.as("tile"), TileProcessor.STORE);
    KStream<byte[], byte[]> results =
        inputs
            .results()
            .merge(only(fitted, Destination.RESULTS, "tile"), Named.as("embed-and-tile"))
            .repartition(Repartitioned.with(BYTES, BYTES).withName("results"));
    KStream<byte[], TrainingOutput> assembled =
        results.process(
            supplier(() -> new AssembleProcessor(parts, clock)),
            Named.as("assemble"),
            AssembleProcessor.STORE);

    only(fitted, Destination.MODELS, "tile")
        .to(
            topics.models().name(),
            produced("to-chunks").withStreamPartitioner(modelPartitioner()));
    only(assembled, Destination.MODELS, "assemble")
        .to(
            topics.models().name(),
            produced("to-manifests").withStreamPartitioner(modelPartitioner()));
    only(assembled, Destination.CONTROL, "assemble")
        .to(topics.trainingControl().name(), produced("to-control"));
    only(assembled, Destination.EVENTS, "assemble")
        .to(topics.training().name(), produced("to-assemble-events"));
    return builder.build();
  }

  /**
   * The first part: what becomes of good frames.
   *
   * @param embedded their embeddings and markers, for the tiles
   * @param results what goes straight to the assembling
   */
  private record Inputs(
      KStream<byte[], TrainingOutput> embedded, KStream<byte[], byte[]> results) {}

  /** All models have the trainer's own network. */
  private static Inputs own(StreamsBuilder builder, TopicsSettings topics, TrainingParts parts) {
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
                StoreKind.DISK.supplier(EmbedProcessor.STORE), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingEnabled(Map.of()));
    KStream<byte[], TrainingOutput> embedded =
        good(builder, topics)
            .process(
                supplier(() -> new EmbedProcessor(parts)), Named.as("embed"), EmbedProcessor.STORE);
    toUsers(embedded, topics, "embed", "");
    return new Inputs(embedded, only(embedded, Destination.RESULTS, "embed"));
  }

  /** Each model gets a network of its own, made by its first frames. */
  private static Inputs int8(StreamsBuilder builder, TopicsSettings topics, TrainingParts parts) {
    builder.addStateStore(bytesStore(StoreKind.DISK.supplier(NetworkProcessor.STORE)));
    builder.addStateStore(bytesStore(StoreKind.DISK.supplier(LearnProcessor.STORE)));
    KStream<byte[], TrainingOutput> read =
        good(builder, topics)
            .process(supplier(() -> new ModelInputProcessor(parts)), Named.as("read"));
    KStream<byte[], TrainingOutput> chosen =
        only(read, Destination.MODEL_INPUTS, "read")
            .repartition(Repartitioned.with(BYTES, BYTES).withName("model-inputs"))
            .process(
                supplier(() -> new NetworkProcessor(parts)),
                Named.as("network"),
                NetworkProcessor.STORE);
    KStream<byte[], TrainingOutput> embedded =
        only(chosen, Destination.INPUTS, "network")
            .repartition(
                Repartitioned.with(BYTES, BYTES)
                    .withName("inputs")
                    .withNumberOfPartitions(parts.goodPartitions())
                    .withStreamPartitioner(inputPartitioner()))
            .process(
                supplier(() -> new LearnProcessor(parts)), Named.as("embed"), LearnProcessor.STORE);
    toUsers(read, topics, "read", "read-");
    toUsers(embedded, topics, "embed", "");
    return new Inputs(
        embedded,
        only(read, Destination.RESULTS, "read")
            .merge(only(chosen, Destination.RESULTS, "network"), Named.as("read-and-network"))
            .merge(only(embedded, Destination.RESULTS, "embed"), Named.as("network-and-embed")));
  }

  private static KStream<byte[], byte[]> good(StreamsBuilder builder, TopicsSettings topics) {
    return builder.stream(topics.good().name(), Consumed.with(BYTES, BYTES).withName("good"));
  }

  /** Events and dead letters of a step that reads frames. */
  private static void toUsers(
      KStream<byte[], TrainingOutput> step, TopicsSettings topics, String from, String prefix) {
    only(step, Destination.EVENTS, from)
        .to(topics.training().name(), produced("to-" + from + "-events"));
    only(step, Destination.DEAD_LETTERS, from)
        .to(topics.deadLetters().name(), produced("to-" + prefix + "dead-letters"));
  }

  private static StreamPartitioner<byte[], byte[]> inputPartitioner() {
    return (topic, key, value, partitions) ->
        Optional.of(Set.of(TrainingOutput.inputPartition(key)));
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
  public static StoreBuilder<KeyValueStore<Bytes, byte[]>> bytesStore(
      KeyValueBytesStoreSupplier supplier) {
    return Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
        .withLoggingEnabled(
            Map.of(
                "segment.bytes", "67108864",
                "min.compaction.lag.ms", "60000",
                "min.cleanable.dirty.ratio", "0.5"));
  }
}
