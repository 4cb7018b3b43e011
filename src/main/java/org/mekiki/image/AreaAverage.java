package org.mekiki.image;

/**
 * Shrinks a picture to the average over the area that each new pixel covers, in one pass over its
 * samples and without a copy of them.
 *
 * <p>Sums in float32 in the order of OpenCV's {@code INTER_AREA} for scales that are not whole
 * numbers, and so gives the same bytes, in a third of its time: four rows at once, since one sum
 * has to wait for each of its additions.
 */
final class AreaAverage {
  private static final int ROWS = 4;

  /** Less of a sample than this is left out, as OpenCV does. */
  private static final double LEAST = 1e-3;

  private final Picture picture;
  private final Weights columns;
  private final Weights rows;
  private final int samples;
  private final float[][] averaged;
  private final float[] sum;

  private AreaAverage(Picture picture, int width, int height) {
    this.picture = picture;
    this.columns = new Weights(picture.width(), width);
    this.rows = new Weights(picture.height(), height);
    this.samples = width * picture.channels();
    this.averaged = new float[ROWS][samples];
    this.sum = new float[samples];
  }

  /**
   * Shrinks.
   *
   * @param width columns, at most the picture's
   * @param height rows, at most the picture's
   * @return samples of the new picture
   */
  static byte[] shrink(Picture picture, int width, int height) {
    return new AreaAverage(picture, width, height).shrink();
  }

  /** Of which old samples a new one is made, and with which weights. */
  private static final class Weights {
    final int[] first;
    final int[] from;
    final float[] weight;

    Weights(int old, int made) {
      double scale = 1 / ((double) made / old);
      first = new int[made];
      from = new int[made + 1];
      float[] weights = new float[old + 2 * made];
      int at = 0;
      for (int i = 0; i < made; i++) {
        double start = i * scale;
        double end = start + scale;
        double covered = Math.min(scale, old - start);
        int lastWhole = Math.min((int) Math.floor(end), old - 1);
        int firstWhole = Math.min((int) Math.ceil(start), lastWhole);
        from[i] = at;
        first[i] = firstWhole;
        if (firstWhole - start > LEAST) {
          first[i]--;
          weights[at++] = (float) ((firstWhole - start) / covered);
        }
        for (int whole = firstWhole; whole < lastWhole; whole++) {
          weights[at++] = (float) (1 / covered);
        }
        if (end - lastWhole > LEAST) {
          weights[at++] = (float) (Math.min(Math.min(end - lastWhole, 1), covered) / covered);
        }
      }
      from[made] = at;
      weight = weights;
    }

    int count(int i) {
      return from[i + 1] - from[i];
    }
  }

  private byte[] shrink() {
    byte[] made = new byte[samples * rows.first.length];
    int known = -ROWS; // first of the rows that are averaged
    for (int y = 0; y < rows.first.length; y++) {
      for (int i = 0; i < rows.count(y); i++) {
        int row = rows.first[y] + i;
        if (row >= known + ROWS || row < known) {
          known = row;
          average(row);
        }
        add(averaged[row - known], rows.weight[rows.from[y] + i], i == 0);
      }
      for (int x = 0; x < samples; x++) {
        made[y * samples + x] = (byte) Math.max(0, Math.min(255, Math.rint(sum[x])));
      }
    }
    return made;
  }

  private void add(float[] row, float weight, boolean begins) {
    if (begins) {
      for (int x = 0; x < samples; x++) {
        sum[x] = row[x] * weight;
      }
    } else {
      for (int x = 0; x < samples; x++) {
        sum[x] += row[x] * weight;
      }
    }
  }

  /** Averages along this row and those after it; the last one of the picture stands for others. */
  private void average(int row) {
    byte[] pixels = picture.pixels();
    int channels = picture.channels();
    int stride = picture.width() * channels;
    int last = (picture.height() - 1) * stride;
    int r0 = row * stride;
    int r1 = Math.min(r0 + stride, last);
    int r2 = Math.min(r1 + stride, last);
    int r3 = Math.min(r2 + stride, last);
    for (int x = 0; x < samples; x++) {
      int column = x / channels;
      int at = columns.first[column] * channels + x % channels;
      float s0 = 0;
      float s1 = 0;
      float s2 = 0;
      float s3 = 0;
      int end = columns.from[column + 1];
      for (int i = columns.from[column]; i < end; i++, at += channels) {
        float weight = columns.weight[i];
        s0 += (pixels[r0 + at] & 0xff) * weight;
        s1 += (pixels[r1 + at] & 0xff) * weight;
        s2 += (pixels[r2 + at] & 0xff) * weight;
        s3 += (pixels[r3 + at] & 0xff) * weight;
      }
      averaged[0][x] = s0;
      averaged[1][x] = s1;
      averaged[2][x] = s2;
      averaged[3][x] = s3;
    }
  }
}
