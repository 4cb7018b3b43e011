package org.mekiki.image;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** Samples of 9 to 16 bits to 8: {@code v * 255 / (2^bits - 1)}, rounded, at most 255. */
final class SampleScale {
  static final int MOST_BITS = 16;

  private static final int LEVELS = 1 << MOST_BITS;
  private static final AtomicReferenceArray<byte[]> TABLES =
      new AtomicReferenceArray<>(MOST_BITS + 1);

  private SampleScale() {}

  /**
   * What each value of 16 bits becomes, if the highest that occurs is {@code 2^bits - 1}. The table
   * is shared: nobody writes to it.
   *
   * @param bits 1 to 16
   */
  static byte[] table(int bits) {
    byte[] table = TABLES.get(bits);
    if (table == null) {
      table = new byte[LEVELS];
      long most = (1L << bits) - 1;
      for (int v = 0; v < LEVELS; v++) {
        table[v] = (byte) Math.min(255, (v * 255L + most / 2) / most);
      }
      TABLES.set(bits, table);
    }
    return table;
  }
}
