package org.mekiki.config.choice;

import org.mekiki.text.Labelled;

/** What a crash may cost: see Kafka Streams' {@code processing.guarantee}. */
public enum Guarantee implements Labelled {
  /** Every frame counts once, whatever happens. */
  EXACTLY_ONCE("exactly_once_v2"),

  /** Lower latency; after a crash a frame may be scored twice, under the same id. */
  AT_LEAST_ONCE("at_least_once");

  private final String text;

  Guarantee(String text) {
    this.text = text;
  }

  @Override
  public String label() {
    return text;
  }
}
