package org.mekiki.view.align;

import java.util.ArrayList;
import java.util.List;
import org.mekiki.image.Picture;
import org.mekiki.view.align.picture.Affine;
import org.mekiki.view.align.picture.Blob;
import org.mekiki.view.align.picture.Grey;
import org.mekiki.view.align.picture.PartScene;

/** The second pass of learning a part: sums over the frames that could be aligned. */
final class PartGathering {
  private static final double MASK_SHARE = 0.3;
  private static final int MASK_GROWTH = 3;
  private static final double LEAST_QUALITY = 0.5;

  private final PartBeginning beginning;
  private final float[] sum;
  private final float[] partSum;
  private final List<Double> qualities = new ArrayList<>();
  private final List<Double> lengths = new ArrayList<>();
  private final List<Double> breadths = new ArrayList<>();
  private final List<Double> areas = new ArrayList<>();
  private double centreX;
  private double centreY;
  private int frames;
  private int few;
  private PartAligner aligner;

  PartGathering(PartBeginning beginning) {
    this.beginning = beginning;
    this.sum = new float[beginning.columns() * beginning.rows()];
    this.partSum = new float[sum.length];
  }

  /** Starts again, with what this one has learned to begin with. */
  PartGathering again() {
    PartGathering next = new PartGathering(beginning);
    next.aligner = aligner;
    next.few = frames;
    return next;
  }

  PartBeginning beginning() {
    return beginning;
  }

  Pose align(Picture picture) {
    Pose pose = aligner.locate(picture);
    if (pose instanceof Pose.Found found) {
      Affine toPicture =
          found
              .alignedToFrame()
              .then(
                  Affine.scale(
                      (double) picture.width() / picture.originalWidth(),
                      (double) picture.height() / picture.originalHeight()));
      qualities.add(found.quality());
      add(picture, toPicture);
      if (Integer.bitCount(frames) == 1 && frames > few) {
        learn();
      }
    }
    return pose;
  }

  void add(Picture picture, Affine alignedToPicture) {
    PartScene scene = PartScene.of(picture, beginning.weights());
    Blob blob = scene.blobs(beginning.polarity()).get(0);
    Affine toSmall =
        alignedToPicture.then(
            Affine.scale(
                (double) scene.signed().width() / picture.width(),
                (double) scene.signed().height() / picture.height()));
    Affine toAligned = toSmall.invert();
    double[] extents = blob.extents(toAligned);
    lengths.add(extents[2] - extents[0]);
    breadths.add(extents[3] - extents[1]);
    double square = toAligned.magnification() * toAligned.magnification();
    areas.add(blob.area() * square);
    double[] centre = blob.centroid();
    centreX += toAligned.x(centre[0], centre[1]);
    centreY += toAligned.y(centre[0], centre[1]);
    Affine cell =
        Affine.scale(
            (double) beginning.width() / beginning.columns(),
            (double) beginning.height() / beginning.rows());
    boolean[] inside = new boolean[scene.signed().values().length];
    for (int i : blob.pixels()) {
      inside[i] = true;
    }
    Affine cellToSmall = cell.then(toSmall);
    float gain = (float) (1 / Math.max(1e-6, scene.contrast(beginning.polarity())));
    Grey cut =
        Grey.cut(
                picture,
                beginning.weights(),
                cell.then(alignedToPicture),
                beginning.columns(),
                beginning.rows())
            .smoothed(1);
    Grey small = scene.small();
    for (int i = 0; i < sum.length; i++) {
      double x = i % beginning.columns() + 0.5;
      double y = i / beginning.columns() + 0.5;
      double sx = cellToSmall.x(x, y);
      double sy = cellToSmall.y(x, y);
      float ground = small.at(sx, sy) - scene.signed().at(sx, sy);
      sum[i] += gain * (cut.values()[i] - ground);
      int column = (int) Math.floor(sx);
      int row = (int) Math.floor(sy);
      boolean within = column >= 0 && row >= 0 && column < small.width() && row < small.height();
      partSum[i] += within && inside[row * small.width() + column] ? 1 : 0;
    }
    frames++;
  }

  /** Aligns by what has been gathered so far. */
  void learn() {
    aligner = new PartAligner(learned(), PartAligner.MISSING_ALIKE);
  }

  PartAlignment learned() {
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = sum[i] / frames;
    }
    double quality = qualities.isEmpty() ? 0 : FirstLook.median(toArray(qualities));
    return new PartAlignment(
        beginning.frameWidth(),
        beginning.frameHeight(),
        beginning.weights()[0],
        beginning.weights()[1],
        beginning.weights()[2],
        beginning.polarity(),
        beginning.width(),
        beginning.height(),
        LearnedJson.rounded(FirstLook.upper(toArray(lengths))),
        LearnedJson.rounded(FirstLook.upper(toArray(breadths))),
        LearnedJson.rounded(FirstLook.upper(toArray(areas))),
        LearnedJson.rounded(centreX / frames),
        LearnedJson.rounded(centreY / frames),
        LearnedJson.rounded(LEAST_QUALITY * quality),
        LearnedPicture.of(new Grey(beginning.columns(), beginning.rows(), mean)),
        mask());
  }

  private PartMask mask() {
    int columns = beginning.columns();
    int rows = beginning.rows();
    byte[] bits = new byte[(columns * rows + 7) / 8];
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        if (isNearPart(x, y)) {
          int i = y * columns + x;
          bits[i >> 3] |= (byte) (1 << (i & 7));
        }
      }
    }
    return new PartMask(columns, rows, bits);
  }

  private boolean isNearPart(int x, int y) {
    int right = Math.min(beginning.columns() - 1, x + MASK_GROWTH);
    int bottom = Math.min(beginning.rows() - 1, y + MASK_GROWTH);
    for (int row = Math.max(0, y - MASK_GROWTH); row <= bottom; row++) {
      for (int column = Math.max(0, x - MASK_GROWTH); column <= right; column++) {
        if (partSum[row * beginning.columns() + column] > MASK_SHARE * frames) {
          return true;
        }
      }
    }
    return false;
  }

  private static double[] toArray(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
