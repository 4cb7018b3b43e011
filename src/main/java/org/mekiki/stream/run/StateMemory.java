package org.mekiki.stream.run;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The memory that all state stores on disk of a topology share, outside the heap: blocks that were
 * read, their indexes, and what is not written yet. By Kafka's default each store takes up to 98
 * MiB of its own, and there is at least one for each partition. Thread-safe.
 */
public final class StateMemory implements AutoCloseable {
  /** Under this name Kafka Streams hands it to each store. */
  private static final String SETTING = "mekiki.state.memory";

  /** What is not written yet may take this part of it. */
  private static final int WRITE_SHARE = 2;

  /** A store's buffer is a small part of it, so that many stores have one each. */
  private static final int BUFFER_SHARE = 32;

  private static final long LEAST_BUFFER = 256 * 1024;

  /** Kafka's default. */
  private static final long LARGEST_BUFFER = 16 * 1024 * 1024;

  /** Of the cache, for indexes: they are read at each access. */
  private static final double INDEX_SHARE = 0.1;

  static {
    RocksDB.loadLibrary();
  }

  private final LRUCache cache;
  private final WriteBufferManager writes;
  private final long bufferBytes;

  public StateMemory(long bytes) {
    cache = new LRUCache(bytes, -1, false, INDEX_SHARE);
    writes = new WriteBufferManager(bytes / WRITE_SHARE, cache);
    bufferBytes = Math.max(LEAST_BUFFER, Math.min(LARGEST_BUFFER, bytes / BUFFER_SHARE));
  }

  /** Has all stores of a topology share it. */
  void apply(Properties settings) {
    settings.put(SETTING, this);
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, Shared.class.getName());
  }

  /** Bytes that are in use. */
  long used() {
    return cache.getUsage();
  }

  /** Only after all stores are closed. */
  @Override
  public void close() {
    writes.close();
    cache.close();
  }

  /** Made by Kafka Streams, for each store. */
  public static final class Shared implements RocksDBConfigSetter {
    @Override
    public void setConfig(String store, Options options, Map<String, Object> configs) {
      StateMemory memory = (StateMemory) configs.get(SETTING);
      BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
      table.setBlockCache(memory.cache);
      table.setCacheIndexAndFilterBlocks(true);
      table.setCacheIndexAndFilterBlocksWithHighPriority(true);
      table.setPinTopLevelIndexAndFilter(true);
      options.setTableFormatConfig(table);
      options.setWriteBufferManager(memory.writes);
      options.setWriteBufferSize(memory.bufferBytes);
    }

    /** What is shared outlives each store. */
    @Override
    public void close(String store, Options options) {}
  }
}
