package org.mekiki.config.choice;

/** Where the training service keeps its state. */
public enum StoreChoice implements Choice {
  /** In memory if it fits well, else on disk. */
  AUTO,

  /** In the heap. */
  MEMORY,

  /** In files below the state folder. */
  DISK
}
