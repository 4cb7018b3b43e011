package org.mekiki.stream.codec;

import java.util.ArrayList;
import java.util.List;
import org.mekiki.inspect.alarm.Gap;

/**
 * Records of one partition that have expired, counted only after what a task remembers of them is
 * committed: a crash before that has another process find them again, and count them. For one
 * thread.
 *
 * <p>Kafka Streams tells nobody that it has committed, but it carries out {@code
 * ProcessorContext.commit()} before the thread comes by again. So what was remembered between two
 * punctuations is committed at the third. If a task ends in between, its loss is in the log and in
 * its alarm but is not counted, which is better than counting it twice.
 */
public final class Losses {
  private final OffsetGaps gaps;
  private final int partition;
  private List<Gap> found = new ArrayList<>();
  private List<Gap> committing = new ArrayList<>();

  public Losses(OffsetGaps gaps, int partition) {
    this.gaps = gaps;
    this.partition = partition;
  }

  /** These have expired. The caller asks for a commit of what it remembers of them. */
  public void add(Gap gap) {
    found.add(gap);
  }

  /** A punctuation, before it adds anything itself. */
  public void punctuated() {
    committing.forEach(gap -> gaps.lost(partition, gap));
    committing = found;
    found = new ArrayList<>();
  }
}
