package org.mekiki.evaluate.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How often each score occurs among the defective pixels of each class, and the sum of the shares
 * that these pixels have of their regions.
 *
 * <p>Up to a million pixels wait, 8 bytes each. Then those of one score and class are added up, 24
 * bytes for each score and class, and as many may wait as a quarter of these: memory grows with the
 * distinct scores, not with the pixels.
 *
 * <p>Not thread-safe.
 */
final class DefectiveScores {
  static final int WAITING = 1 << 20;

  private final int classes;
  private final int mayWait;

  /** Regions of one class and size are one kind, so that many small ones take no memory. */
  private final Map<Kind, Integer> kinds = new HashMap<>();

  private int[] classOf = new int[16];
  private double[] shareOf = new double[16];

  /** A key (see {@link FloatKeys}) and the kind of its region, for each pixel. */
  private long[] waiting = new long[64];

  private int count;
  private Sums sums = new Sums(0);

  private record Kind(int defectClass, int size) {}

  /**
   * Of no pixels.
   *
   * @param mayWait pixels that always may wait, see {@link #WAITING}
   */
  DefectiveScores(int classes, int mayWait) {
    this.classes = classes;
    this.mayWait = mayWait;
  }

  /** Makes a region known; its pixels are added by the number that this returns. */
  int region(int defectClass, int size) {
    return kinds.computeIfAbsent(new Kind(defectClass, size), this::number);
  }

  private int number(Kind kind) {
    int number = kinds.size();
    if (number == classOf.length) {
      classOf = Arrays.copyOf(classOf, 2 * number);
      shareOf = Arrays.copyOf(shareOf, 2 * number);
    }
    classOf[number] = kind.defectClass();
    shareOf[number] = 1.0 / kind.size();
    return number;
  }

  /** Counts a pixel of a region. */
  void add(float score, int region) {
    if (count == waiting.length) {
      if (count < Math.max(mayWait, sums.length / 4)) {
        waiting = Arrays.copyOf(waiting, 2 * count);
      } else {
        addUp();
      }
    }
    waiting[count++] = (long) FloatKeys.key(score) << 32 | region;
  }

  /** For how many entries, waiting and added up, there is memory. */
  int entries() {
    return waiting.length + sums.keys.length;
  }

  /** The sums over all pixels; not to be kept when more are added. */
  Sums sums() {
    if (count > 0) {
      addUp();
    }
    return sums;
  }

  private void addUp() {
    Arrays.parallelSort(waiting, 0, count);
    Sums all = new Sums(Math.addExact(sums.length, count));
    long[] pixels = new long[classes];
    double[] shares = new double[classes];
    int next = 0;
    for (int pixel = 0; pixel < count || next < sums.length; ) {
      int key =
          next == sums.length || pixel < count && key(pixel) < sums.keys[next]
              ? key(pixel)
              : sums.keys[next];
      for (; next < sums.length && sums.keys[next] == key; next++) {
        pixels[sums.classes[next]] += sums.pixels[next];
        shares[sums.classes[next]] += sums.shares[next];
      }
      for (; pixel < count && key(pixel) == key; pixel++) {
        int kind = (int) waiting[pixel];
        pixels[classOf[kind]]++;
        shares[classOf[kind]] += shareOf[kind];
      }
      all.move(key, pixels, shares);
    }
    sums = all;
    count = 0;
  }

  private int key(int pixel) {
    return (int) (waiting[pixel] >> 32);
  }

  /** An entry for each key and class that has pixels, in ascending order of keys. */
  static final class Sums {
    private final int[] keys;
    private final int[] classes;
    private final long[] pixels;
    private final double[] shares;
    private int length;

    private Sums(int capacity) {
      keys = new int[capacity];
      classes = new int[capacity];
      pixels = new long[capacity];
      shares = new double[capacity];
    }

    /** Appends what there is of each class, and sets it to 0. */
    private void move(int key, long[] pixelsOf, double[] sharesOf) {
      for (int c = 0; c < pixelsOf.length; c++) {
        if (pixelsOf[c] > 0) {
          keys[length] = key;
          classes[length] = c;
          pixels[length] = pixelsOf[c];
          shares[length++] = sharesOf[c];
          pixelsOf[c] = 0;
          sharesOf[c] = 0;
        }
      }
    }

    /** How many entries there are. */
    int length() {
      return length;
    }

    int key(int entry) {
      return keys[entry];
    }

    /**
     * Adds up the entries of a key among the first {@code left}.
     *
     * @param pixelsOf per class, to add to
     * @param sharesOf per class, to add to
     * @return how many entries are left
     */
    int take(int key, int left, long[] pixelsOf, double[] sharesOf) {
      int rest = left;
      while (rest > 0 && keys[rest - 1] == key) {
        rest--;
        pixelsOf[classes[rest]] += pixels[rest];
        sharesOf[classes[rest]] += shares[rest];
      }
      return rest;
    }
  }
}
