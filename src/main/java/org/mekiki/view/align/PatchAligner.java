package org.mekiki.view.align;

import org.mekiki.image.Picture;
import org.mekiki.view.align.picture.Affine;
import org.mekiki.view.align.picture.Box;
import org.mekiki.view.align.picture.Grey;
import org.mekiki.view.align.picture.Refiner;

/**
 * Finds a patch that every good frame shows: {@link PatchSearch} says where it may lie, {@link
 * Refiner} fits the patch's picture there, coarsely for all candidates and finely for the best one.
 */
final class PatchAligner implements Aligner {
  /** Room around the patch for a candidate that is a little off, in shares of the patch. */
  private static final double ROOM = 0.25;

  private final PatchAlignment learned;
  private final PatchSearch search;
  private final Grey[] pictures = new Grey[3];
  private final Refiner[] refiners = new Refiner[3];
  private final Affine[] toAligned = new Affine[3];

  PatchAligner(PatchAlignment learned) {
    this.learned = learned;
    Box box = learned.box();
    pictures[0] = learned.picture().toGrey();
    pictures[1] = pictures[0].halved();
    pictures[2] = pictures[1].halved().smoothed(1);
    toAligned[0] =
        Affine.scale(box.width() / pictures[0].width(), box.height() / pictures[0].height())
            .then(Affine.shift(box.x(), box.y()));
    for (int level = 0; level < pictures.length; level++) {
      refiners[level] = new Refiner(pictures[level], weights(level), learned.turns());
      if (level > 0) {
        toAligned[level] = Affine.scale(2, 2).then(toAligned[level - 1]);
      }
    }
    search =
        new PatchSearch(
            pictures[0], box, learned.frameWidth(), learned.frameHeight(), learned.turns());
  }

  /** Every pixel counts; of the finest picture every second one, as on a chessboard, is enough. */
  private float[] weights(int level) {
    float[] weights = new float[pictures[level].values().length];
    int width = pictures[level].width();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = level > 0 || (i % width + i / width) % 2 == 0 ? 1 : 0;
    }
    return weights;
  }

  @Override
  public int width() {
    return learned.frameWidth();
  }

  @Override
  public int height() {
    return learned.frameHeight();
  }

  @Override
  public Pose locate(Picture picture) {
    Refiner.Fit fit = find(picture);
    if (!(fit.correlation() >= learned.leastQuality())) {
      return Pose.NotAligned.of(
          "the anchor isn't found: the best place's correlation with it is %.2f, at least %.2f is"
              + " needed",
          Math.max(0, fit.correlation()), learned.leastQuality());
    }
    Affine toOriginal =
        Affine.scale(
            (double) picture.originalWidth() / picture.width(),
            (double) picture.originalHeight() / picture.height());
    return new Pose.Found(
        fit.toPicture().then(toOriginal), Math.min(1, Math.max(0, fit.correlation())));
  }

  /** From the aligned picture to the picture as it was decoded. */
  private Refiner.Fit find(Picture picture) {
    Grey small = Grey.reduced(picture, Grey.BRIGHTNESS, search.side());
    Affine toPicture =
        Affine.scale(
            (double) picture.width() / learned.frameWidth(),
            (double) picture.height() / learned.frameHeight());
    Box box = learned.box();
    Affine fromMiddle = Affine.shift(-box.x() - box.width() / 2, -box.y() - box.height() / 2);
    Refiner.Fit best = new Refiner.Fit(toPicture, -1);
    for (PatchSearch.Candidate candidate : search.candidates(small)) {
      Affine guess =
          fromMiddle
              .then(Affine.turn(candidate.radians()))
              .then(toPicture)
              .then(
                  Affine.shift(candidate.x() * picture.width(), candidate.y() * picture.height()));
      Refiner.Fit fit = fit(picture, guess, 2);
      best = fit.correlation() > best.correlation() ? fit : best;
    }
    best = fit(picture, best.toPicture(), 1);
    return fit(picture, best.toPicture(), 0);
  }

  /** Fits one level of the patch to a cut-out around where it is guessed to lie. */
  private Refiner.Fit fit(Picture picture, Affine alignedToPicture, int level) {
    int roomX = (int) Math.ceil(ROOM * pictures[level].width() / (1 << (2 - level)));
    int roomY = (int) Math.ceil(ROOM * pictures[level].height() / (1 << (2 - level)));
    Affine cutToLevel = Affine.shift(-roomX, -roomY);
    Grey cut =
        Grey.cut(
                picture,
                Grey.BRIGHTNESS,
                cutToLevel.then(toAligned[level]).then(alignedToPicture),
                pictures[level].width() + 2 * roomX,
                pictures[level].height() + 2 * roomY)
            .smoothed(1);
    Refiner.Fit fit = refiners[level].fit(cut, Affine.shift(roomX, roomY));
    Affine moved =
        toAligned[level].invert().then(fit.toPicture()).then(cutToLevel).then(toAligned[level]);
    return new Refiner.Fit(moved.then(alignedToPicture), fit.correlation());
  }

  /** The patch as this pose shows it, as fine and as smooth as the learned one. */
  Grey cut(Picture picture, Affine alignedToPicture) {
    return Grey.cut(
            picture,
            Grey.BRIGHTNESS,
            toAligned[0].then(alignedToPicture),
            pictures[0].width(),
            pictures[0].height())
        .smoothed(1);
  }
}
