package org.mekiki.padim.threshold;

import org.mekiki.padim.feature.SplitMix;

/**
 * Which good images are left out of their own model, one at a time, to choose scale and threshold:
 * all of them, up to a number; of more, those with the smallest rank. The rank follows from the
 * image alone, so the choice depends neither on the order of the images nor on who makes it.
 */
public final class HeldOutSample {
  /**
   * Most images. A thousand tell a false-alarm rate of 2 % within 0.9 points; twice as many would
   * say 0.6, for twice the disk and the time.
   */
  public static final int MAX_IMAGES = 1000;

  /** As many are kept, however large their embeddings are. */
  private static final int LEAST = 200;

  /** Embeddings wait until the last image is there; all of them take no more than this. */
  private static final long MAX_BYTES = 1L << 30;

  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;
  private static final int TIE_BITS = 23;

  private HeldOutSample() {}

  /**
   * Images at most.
   *
   * @param patches of the whole grid
   * @param dimensions D
   * @param wanted at most, 1 or more
   */
  public static int size(int patches, int dimensions, int wanted) {
    long bytes = (long) Float.BYTES * patches * dimensions;
    return (int) Math.min(wanted, Math.max(LEAST, MAX_BYTES / bytes));
  }

  /**
   * Rank of an image, 0 or more; uniform.
   *
   * @param embedding of the image, all of it
   * @param tie tells equal images apart
   */
  public static long rank(float[] embedding, long tie) {
    long hash = embedding.length;
    for (float value : embedding) {
      hash = (hash ^ Float.floatToRawIntBits(value)) * MULTIPLIER;
      hash ^= hash >>> 32;
    }
    long mixed = SplitMix.mix(hash) >>> 1;
    return mixed >>> TIE_BITS << TIE_BITS | tie & (1L << TIE_BITS) - 1;
  }
}
