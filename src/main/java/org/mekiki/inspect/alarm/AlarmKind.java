package org.mekiki.inspect.alarm;

import org.mekiki.text.Labelled;

/**
 * What an alarm is about. A camera has at most one open alarm of each kind; {@link #EXPIRED} is
 * about a partition, which has at most one.
 */
public enum AlarmKind implements Labelled {
  /** Too many of the last scored frames are anomalous. */
  ANOMALOUS,
  /** Too many of the last frames could not be scored. */
  UNSCORABLE,
  /** No frame has come for too long. */
  NO_FRAMES,
  /** Good frames score otherwise than those that the model was calibrated with. */
  DRIFT,
  /** Frames of a partition expired before they were scored. */
  EXPIRED;
}
