package org.mekiki.config.choice;

import org.mekiki.text.Labelled;

/** Where the training service keeps its state. */
public enum StoreChoice implements Labelled {
  /** In memory if it fits well, else on disk. */
  AUTO,

  /** In the heap. */
  MEMORY,

  /** In files below the state folder. */
  DISK
}
