package org.mekiki.stream.training.message;

import org.mekiki.text.Labelled;

/**
 * Why a teaching run ended without a model, beside the sentence. The page has words for each in
 * every language but English: its texts {@code run.why.LABEL}.
 */
public enum RunFailure implements Labelled {
  /** There are no good frames. */
  NO_FRAMES,
  /** Too few good frames for a threshold. */
  TOO_FEW_FRAMES,
  /** All good frames are the same picture. */
  SAME_PICTURE,
  /** No threshold can be chosen from the frames' scores. */
  NO_THRESHOLD,
  /** The trainer's settings have changed since the run began. */
  OTHER_SETTINGS,
  /** The trainer's network has been changed, and doesn't take the run's view. */
  VIEW_REFUSED,
  /** The command is for another number of partitions than the topic has. */
  OTHER_PARTITIONS,
  /** Parts of the run are missing or don't fit together. */
  INCOMPLETE,
  /** The fit needs more memory than there is. */
  MEMORY,
  /** The process died of it twice. */
  CRASHED,
  /** Nothing was heard of it for too long. */
  EXPIRED,
  /** A person ended it. */
  CANCELLED,
  /** Something that should not happen; the sentence says what. */
  INTERNAL_ERROR;
}
