package org.mekiki.image.file;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** Samples of 9 to 16 bits to 8: {@code v * 255 / (2^bits - 1)}, rounded, at most 255. */
public final class SampleScale {
  public static final int MOST_BITS = 16;

  private static final int LEVELS = 1 << MOST_BITS;
  private static final AtomicReferenceArray<byte[]> TABLES =
      new AtomicReferenceArray<>(MOST_BITS + 1);

  private static final byte[] BITS_TAKEN = countBits();

  private SampleScale() {}

  /**
   * How many bits each value of 16 bits takes: 0 for 0, 16 from 32,768 on. Not to be written to.
   */
  public static byte[] bitsTaken() {
    return BITS_TAKEN;
  }

  private static byte[] countBits() {
    byte[] table = new byte[LEVELS];
    for (int v = 1; v < LEVELS; v++) {
      table[v] = (byte) (Integer.SIZE - Integer.numberOfLeadingZeros(v));
    }
    return table;
  }

  /**
   * What each value of 16 bits becomes, if the highest that occurs is {@code 2^bits - 1}. The table
   * is shared: nobody writes to it.
   *
   * @param bits 1 to 16
   */
  public static byte[] table(int bits) {
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
