package org.mekiki.config.choice;

/** How the instances of a service share the partitions. */
public enum GroupProtocol implements Choice {
  /** The protocol that every broker knows. */
  CLASSIC,

  /** KIP-1071: the broker assigns; needs a cluster with it switched on. */
  STREAMS
}
