package org.mekiki.evaluate.data;

import java.nio.file.Path;

/** Reads one layout of data sets on disk. */
interface DataModule {
  /** How the layout looks, for messages. */
  String describe();

  /** Whether the folder looks like it. */
  boolean recognises(Path folder);

  /**
   * Reads it.
   *
   * @throws DataSetException if something is missing
   */
  DataSet read(Path folder);
}
