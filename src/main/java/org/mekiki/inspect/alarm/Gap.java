package org.mekiki.inspect.alarm;

import org.mekiki.text.Text;

/**
 * Offsets of a partition between two records that were read. Their records have expired, or there
 * never were any: ends of transactions have offsets too.
 *
 * @param from first one
 * @param to behind the last one, above the first
 */
public record Gap(long from, long to) implements Watched {
  public Gap {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException(
          Text.of("a gap from offset %d to %d: valid is from 0 or more to above that", from, to));
    }
  }
}
