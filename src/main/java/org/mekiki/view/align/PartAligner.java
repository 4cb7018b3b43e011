package org.mekiki.view.align;

import java.util.List;
import org.mekiki.image.Picture;

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

  /** And its area by both together, with a little room for the small picture's pixels. */
  private static final double AREA_TOLERANCE = 0.4;

  /** From this share of the learned area on, a piece counts as a part. */
  private static final double COUNTS_AS_PART = 0.4;

  private final PartAlignment learned;
  private final Refiner fine;
  private final Refiner coarse;
  private final PolarSignature signature;
  private final Affine fineToAligned;
  private final Affine coarseToAligned;
  private final double radius;

  PartAligner(PartAlignment learned) {
    this.learned = learned;
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
    double pixels = toSmall.xx() * toSmall.yy();
    List<Blob> blobs = scene.blobs(learned.polarity());
    double largest = blobs.isEmpty() ? 0 : blobs.get(0).area() / pixels;
    List<Blob> parts =
        blobs.stream()
            .filter(blob -> blob.area() / pixels >= COUNTS_AS_PART * learned.area())
            .toList();
    if (parts.isEmpty()) {
      return Pose.NotAligned.of(
          "no part lies in the frame: the largest piece covers %.0f square pixels, the part %.0f",
          largest, learned.area());
    }
    if (parts.size() > 1) {
      return Pose.NotAligned.of(
          "%d parts lie in the frame, of %.0f and %.0f square pixels: only one may",
          parts.size(), largest, parts.get(1).area() / pixels);
    }
    Blob blob = parts.get(0);
    String border = blob.touches(scene.signed().height());
    if (!border.isEmpty()) {
      return Pose.NotAligned.of(
          "the part touches the frame's %s border: all of it must be seen", border);
    }
    if (differs(largest, learned.area(), AREA_TOLERANCE)) {
      return Pose.NotAligned.of(
          "the part covers %.0f square pixels, %.0f %% of the %.0f that were learned",
          largest, 100 * largest / learned.area(), learned.area());
    }
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
    if (differs(length, learned.length(), TOLERANCE)
        || differs(breadth, learned.breadth(), TOLERANCE)) {
      return Pose.NotAligned.of(
          "the part is %.0f x %.0f pixels large, but %.0f x %.0f were learned: more than %.0f %%"
              + " off",
          length, breadth, learned.length(), learned.breadth(), 100 * TOLERANCE);
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
    for (double turn : signature.turnsTo(seen)) {
      Affine guess =
          coarseToAligned
              .then(Affine.shift(-learned.centreX(), -learned.centreY()))
              .then(Affine.turn(turn))
              .then(toSmall)
              .then(Affine.shift(centre[0], centre[1]));
      Refiner.Fit fit = coarse.fit(scene.signed(), guess);
      if (best == null || fit.correlation() > best.correlation()) {
        best = fit;
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

  private static boolean differs(double seen, double learned, double tolerance) {
    return !(seen <= learned * (1 + tolerance) && seen >= learned * (1 - tolerance));
  }
}
