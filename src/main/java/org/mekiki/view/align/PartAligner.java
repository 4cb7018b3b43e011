package org.mekiki.view.align;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mekiki.image.Picture;
import org.mekiki.view.align.picture.Affine;
import org.mekiki.view.align.picture.Blob;
import org.mekiki.view.align.picture.Grey;
import org.mekiki.view.align.picture.PartScene;
import org.mekiki.view.align.picture.PolarSignature;
import org.mekiki.view.align.picture.Refiner;
import org.mekiki.view.align.picture.Segmentation;

/**
 * Finds a part that lies anywhere at any angle before an empty ground. On a small picture the
 * ground is taken off and the part cut out ({@link Segmentation}); its centre is the area's, its
 * angle comes from what surrounds the centre ({@link PolarSignature}). Each likely angle is then
 * refined on the small picture, the best one on a cut-out of the frame ({@link Refiner}): the
 * part's own picture decides between both ends of a symmetric part.
 *
 * <p>Refuses a frame in which no such part lies: none, several, one of another size, one that the
 * frame's border cuts off, one that looks different.
 */
final class PartAligner implements Aligner {
  /** The part's length and breadth may differ from the learned ones by this share. */
  private static final double TOLERANCE = 0.15;

  /**
   * They may be smaller by this share where the part looks like the learned one: a piece that the
   * lamp makes as bright as the ground is missing from its outline, but not from its picture.
   */
  static final double MISSING_ALIKE = 0.4;

  /** It looks like the learned one from this multiple of the least quality on. */
  private static final double ALIKE = 1.6;

  /** Of the part, its surroundings among it, this share may lie beyond the frame. */
  private static final double BEYOND = 0.03;

  /** Skewness of a part from which on its outline says which end is which. */
  static final double LOPSIDED = 0.05;

  /** What the right way round by the outline adds to a correlation. */
  private static final double OUTLINE_COUNTS = 0.1;

  /** Pieces of a part whose middle is as bright as the ground have at least this share of it. */
  private static final double COUNTS = 0.08;

  /** Pieces that are together larger than this many parts are several. */
  private static final double SEVERAL = 1.5;

  /** From this share of the learned area on, a piece counts as a part. */
  private static final double COUNTS_AS_PART = 0.4;

  private final PartAlignment learned;
  private final Refiner fine;
  private final Refiner coarse;
  private final PolarSignature signature;
  private final Affine fineToAligned;
  private final Affine coarseToAligned;
  private final double radius;
  private final double larger;
  private final double skew;

  PartAligner(PartAlignment learned) {
    this(learned, TOLERANCE);
  }

  /**
   * @param larger share by which a part that looks alike may be larger: more while it is learned,
   *     when its size isn't known for sure
   */
  PartAligner(PartAlignment learned, double larger) {
    this.learned = learned;
    this.larger = larger;
    this.skew = skew(learned.partMask());
    Grey picture = learned.picture().toGrey();
    Grey weights = weights(learned.partMask());
    Grey half = picture.halved();
    this.fine = new Refiner(picture, weights.values(), true);
    this.coarse = new Refiner(half, weights.halved().values(), true);
    this.fineToAligned = toAligned(picture);
    this.coarseToAligned =
        Affine.scale(2, 2).then(fineToAligned); // halving leaves out an odd row or column
    this.radius = 0.525 * Math.hypot(learned.length(), learned.breadth());
    Affine toFine = fineToAligned.invert();
    this.signature =
        new PolarSignature(
            picture,
            toFine.x(learned.centreX(), learned.centreY()),
            toFine.y(learned.centreX(), learned.centreY()),
            radius * toFine.xx(),
            radius * toFine.yy());
  }

  private static double skew(PartMask mask) {
    int[] part =
        IntStream.range(0, mask.columns() * mask.rows())
            .filter(i -> mask.isPart(i % mask.columns(), i / mask.columns()))
            .toArray();
    return new Blob(mask.columns(), part, 0, 0, 0, 0).skew(Affine.IDENTITY);
  }

  private Affine toAligned(Grey picture) {
    return Affine.scale(
        (double) learned.width() / picture.width(), (double) learned.height() / picture.height());
  }

  private static Grey weights(PartMask mask) {
    float[] weights = new float[mask.columns() * mask.rows()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = mask.isPart(i % mask.columns(), i / mask.columns()) ? 1 : 0;
    }
    return new Grey(mask.columns(), mask.rows(), weights);
  }

  @Override
  public int width() {
    return learned.width();
  }

  @Override
  public int height() {
    return learned.height();
  }

  @Override
  public Pose locate(Picture picture) {
    PartScene scene = PartScene.of(picture, learned.weights());
    Affine toSmall = toSmall(scene);
    double whole = learned.area() * toSmall.xx() * toSmall.yy();
    List<Blob> blobs = scene.blobs(learned.polarity());
    double all = blobs.stream().mapToInt(Blob::area).filter(a -> a >= COUNTS * whole).sum();
    double largest = blobs.isEmpty() ? 0 : blobs.get(0).area();
    if (Math.max(largest, all) < COUNTS_AS_PART * whole) {
      return Pose.NotAligned.of(
          "no part lies in the frame: the largest piece covers %.0f square pixels, the part %.0f",
          learned.area() * largest / whole, learned.area());
    }
    if (all > SEVERAL * whole && blobs.size() > 1 && blobs.get(1).area() > COUNTS_AS_PART * whole) {
      return Pose.NotAligned.of(
          "2 parts lie in the frame, of %.0f and %.0f square pixels: only one may",
          learned.area() * largest / whole, learned.area() * blobs.get(1).area() / whole);
    }
    Blob blob =
        largest >= (1 - TOLERANCE) * whole
            ? blobs.get(0)
            : Blob.joined(blobs.stream().filter(b -> b.area() >= COUNTS * whole).toList());
    return checked(find(picture, scene, blob), blob, scene, picture);
  }

  private Pose checked(Refiner.Fit pose, Blob blob, PartScene scene, Picture picture) {
    Affine smallToAligned =
        Affine.scale(
                (double) picture.width() / scene.signed().width(),
                (double) picture.height() / scene.signed().height())
            .then(pose.toPicture().invert());
    double[] extents = blob.extents(smallToAligned);
    double length = extents[2] - extents[0];
    double breadth = extents[3] - extents[1];
    boolean alike = pose.correlation() >= ALIKE * learned.leastQuality();
    double missing = alike ? MISSING_ALIKE : TOLERANCE;
    double more = alike ? larger : TOLERANCE;
    boolean sized =
        !differs(length, learned.length(), missing, more)
            && !differs(breadth, learned.breadth(), missing, more);
    String border = blob.touches(scene.signed().height());
    if (!border.isEmpty() && (!sized || !alike || beyond(pose.toPicture(), picture) > BEYOND)) {
      return Pose.NotAligned.of(
          "the part touches the frame's %s border: all of it must be seen", border);
    }
    if (!sized) {
      return Pose.NotAligned.of(
          "the part is %.0f x %.0f pixels large, but %.0f x %.0f were learned: more than %.0f %%"
              + " off",
          length,
          breadth,
          learned.length(),
          learned.breadth(),
          100 * (length > learned.length() || breadth > learned.breadth() ? more : missing));
    }
    if (!(pose.correlation() >= learned.leastQuality())) {
      return Pose.NotAligned.of(
          "the part looks different: its correlation with the learned picture is %.2f, at least"
              + " %.2f is needed",
          pose.correlation(), learned.leastQuality());
    }
    Affine toOriginal =
        Affine.scale(
            (double) picture.originalWidth() / picture.width(),
            (double) picture.originalHeight() / picture.height());
    return new Pose.Found(
        pose.toPicture().then(toOriginal), Math.min(1, Math.max(0, pose.correlation())));
  }

  /** The share of the learned part that lies beyond the frame. */
  private double beyond(Affine alignedToPicture, Picture picture) {
    PartMask mask = learned.partMask();
    double across = (double) learned.width() / mask.columns();
    double down = (double) learned.height() / mask.rows();
    int part = 0;
    int outside = 0;
    for (int row = 0; row < mask.rows(); row++) {
      for (int column = 0; column < mask.columns(); column++) {
        if (mask.isPart(column, row)) {
          double x = alignedToPicture.x((column + 0.5) * across, (row + 0.5) * down);
          double y = alignedToPicture.y((column + 0.5) * across, (row + 0.5) * down);
          part++;
          outside += x < 0 || y < 0 || x > picture.width() || y > picture.height() ? 1 : 0;
        }
      }
    }
    return (double) outside / Math.max(1, part);
  }

  private Affine toSmall(PartScene scene) {
    return Affine.scale(
        (double) scene.signed().width() / learned.frameWidth(),
        (double) scene.signed().height() / learned.frameHeight());
  }

  /** From the aligned picture to the picture as it was decoded. */
  Refiner.Fit find(Picture picture, PartScene scene, Blob blob) {
    Affine toSmall = toSmall(scene);
    double[] centre = blob.centroid();
    PolarSignature seen =
        new PolarSignature(
            scene.signed(), centre[0], centre[1], radius * toSmall.xx(), radius * toSmall.yy());
    Refiner.Fit best = null;
    double most = Double.NEGATIVE_INFINITY;
    for (double turn : bothWays(signature.turnsTo(seen))) {
      Affine guess =
          coarseToAligned
              .then(Affine.shift(-learned.centreX(), -learned.centreY()))
              .then(Affine.turn(turn))
              .then(toSmall)
              .then(Affine.shift(centre[0], centre[1]));
      Refiner.Fit fit = coarse.fit(scene.signed(), guess);
      double liesAlike = blob.skew(fit.toPicture().invert()) * skew;
      double score = fit.correlation() + (liesAlike > LOPSIDED * LOPSIDED ? OUTLINE_COUNTS : 0);
      if (best == null || score > most) {
        best = fit;
        most = score;
      }
    }
    Affine alignedToPicture =
        coarseToAligned
            .invert()
            .then(best.toPicture())
            .then(
                Affine.scale(
                    (double) picture.width() / scene.signed().width(),
                    (double) picture.height() / scene.signed().height()));
    Grey cut = cut(picture, alignedToPicture);
    Refiner.Fit fit = fine.fit(cut, Affine.IDENTITY);
    Affine back = fineToAligned.invert();
    return new Refiner.Fit(
        back.then(fit.toPicture()).then(fineToAligned).then(alignedToPicture), fit.correlation());
  }

  /** A lamp can hide which end is which from the picture, but seldom from the outline too. */
  private List<Double> bothWays(List<Double> turns) {
    double opposite = turns.get(0) + Math.PI;
    boolean there =
        turns.stream().anyMatch(t -> Math.abs(Math.IEEEremainder(t - opposite, 2 * Math.PI)) < 0.3);
    if (there || Math.abs(skew) < LOPSIDED) {
      return turns;
    }
    List<Double> both = new ArrayList<>(turns);
    both.add(opposite);
    return both;
  }

  /** The aligned picture, as small and as smooth as the learned one. */
  Grey cut(Picture picture, Affine alignedToPicture) {
    return Grey.cut(
            picture,
            learned.weights(),
            fineToAligned.then(alignedToPicture),
            learned.picture().width(),
            learned.picture().height())
        .smoothed(1);
  }

  private static boolean differs(double seen, double learned, double missing, double more) {
    return !(seen <= learned * (1 + more) && seen >= learned * (1 - missing));
  }
}
