package org.mekiki.download;

/** Hears how far a download or an unpacking is. */
public interface TransferProgress {
  /** Hears nothing. */
  TransferProgress NONE = new TransferProgress() {};

  /**
   * The size is known; comes again when a download starts over.
   *
   * @param total bytes; -1 if nobody says
   */
  default void begin(long total) {}

  /** Says how many bytes are there by now, those of an earlier try included. */
  default void at(long bytes) {}
}
