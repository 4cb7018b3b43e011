package org.mekiki.config.choice;

import org.mekiki.text.Labelled;

/** How the instances of a service share the partitions. */
public enum GroupProtocol implements Labelled {
  /** The protocol that every broker knows. */
  CLASSIC,

  /** KIP-1071: the broker assigns; needs a cluster with it switched on. */
  STREAMS
}
