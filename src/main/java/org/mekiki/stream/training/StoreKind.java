package org.mekiki.stream.training;

import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;
import org.mekiki.stream.training.message.TrainingSettings;

/** Where the training topology keeps the tiles' state; on the cluster it is in either case. */
public enum StoreKind {
  /** In the heap: fast. After a start, all of it is read back from the cluster. */
  MEMORY {
    @Override
    public KeyValueBytesStoreSupplier supplier(String name) {
      return Stores.inMemoryKeyValueStore(name);
    }
  },

  /** In RocksDB, below the state folder: as large as the disk. */
  DISK {
    @Override
    public KeyValueBytesStoreSupplier supplier(String name) {
      return Stores.persistentKeyValueStore(name);
    }
  };

  /**
   * A store takes part in every garbage collection, and a model is rarely the only one in the heap.
   */
  private static final int HEAP_SHARE = 6;

  public abstract KeyValueBytesStoreSupplier supplier(String name);

  /**
   * In memory, if the state of a model that is taught takes at most a sixth of the heap.
   *
   * @param stateBytes {@link TrainingSettings#stateBytes()}
   * @param heapBytes the most that the heap may grow to
   */
  public static StoreKind fitting(long stateBytes, long heapBytes) {
    return stateBytes <= heapBytes / HEAP_SHARE ? MEMORY : DISK;
  }
}
