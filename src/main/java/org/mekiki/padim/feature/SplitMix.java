package org.mekiki.padim.feature;

/** SplitMix64: a generator that is written out so that a seed means the same forever. */
public final class SplitMix {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  public SplitMix(long seed) {
    state = seed;
  }

  public static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  public long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** Uniform in 0…1, both ends left out. */
  public double uniform() {
    return ((next() >>> 11) + 0.5) * 0x1p-53;
  }

  /** Uniform in 0…bound − 1, without bias: surplus values of the top are thrown away. */
  int below(int bound) {
    long range = 1L << 32;
    long legal = range - range % bound;
    long value = next() >>> 32;
    while (value >= legal) {
      value = next() >>> 32;
    }
    return (int) (value % bound);
  }

  /** Standard normal, by Box and Muller's transformation. */
  double gaussian() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(uniform()));
    return radius * StrictMath.cos(2 * StrictMath.PI * uniform());
  }
}
