package org.mekiki.view.align;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.mekiki.image.Picture;
import org.mekiki.text.Text;
import org.mekiki.view.align.picture.Affine;
import org.mekiki.view.align.picture.Box;
import org.mekiki.view.align.picture.Grey;

/**
 * Learns a patch: its picture on the first good frame is looked for in the others, and the mean of
 * what is found replaces it step by step.
 */
final class PatchLearner {
  private static final int MOST_FRAMES = 100;

  /** Longer side of the learned picture. */
  private static final int PICTURE_SIDE = 80;

  /** Without an anchor the middle of the frame is taken: it may shift by the rest. */
  private static final double MARGIN = 0.2;

  /** Smallest anchor, in shares of the frame's longer side. */
  private static final double LEAST_SIDE = 1 / 16.0;

  private static final double LEAST_DEVIATION = 3;
  private static final double LEAST_QUALITY = 0.7;
  private static final double LOWEST_QUALITY = 0.4;
  private static final double MOST_REFUSED = 0.2;
  private static final float RANGE = 1.9f;

  private final String name;
  private final boolean turns;
  private final Picture first;
  private final Box box;
  private final int columns;
  private final int rows;
  private final float[] sum;
  private final List<Double> qualities = new ArrayList<>();
  private int frames;

  private PatchLearner(AlignmentMethod.Kind kind, Optional<Box> anchor, Picture first) {
    this.name = kind.label();
    this.turns = kind == AlignmentMethod.Kind.ANCHOR;
    this.first = first;
    int width = first.originalWidth();
    int height = first.originalHeight();
    this.box =
        anchor.orElse(
            new Box(
                MARGIN * width,
                MARGIN * height,
                (1 - 2 * MARGIN) * width,
                (1 - 2 * MARGIN) * height));
    if (box.x() < 0 || box.y() < 0 || box.right() > width || box.bottom() > height) {
      throw refused("the anchor, %s, reaches beyond the frame of %dx%d pixels", box, width, height);
    }
    double least = LEAST_SIDE * Math.max(width, height);
    if (Math.min(box.width(), box.height()) < least) {
      throw refused(
          "the anchor is %.0f x %.0f pixels; each side must have at least %.0f, a sixteenth of the"
              + " frame's longer side",
          box.width(), box.height(), Math.ceil(least));
    }
    double scale = Math.min(1, PICTURE_SIDE / Math.max(box.width(), box.height()));
    this.columns = Math.max(8, (int) Math.round(box.width() * scale));
    this.rows = Math.max(8, (int) Math.round(box.height() * scale));
    this.sum = new float[columns * rows];
  }

  /**
   * Learns.
   *
   * @throws IllegalArgumentException with a sentence, if the patch is no good, or isn't found in
   *     too many frames
   */
  static PatchAlignment learn(
      AlignmentMethod.Kind kind, Optional<Box> anchor, Iterable<Picture> good) {
    Iterator<Picture> pictures = good.iterator();
    PatchLearner learner = new PatchLearner(kind, anchor, pictures.next());
    return learner.learn(pictures);
  }

  private PatchAlignment learn(Iterator<Picture> others) {
    Affine toPicture =
        Affine.scale(
            (double) first.width() / first.originalWidth(),
            (double) first.height() / first.originalHeight());
    Affine toAligned =
        Affine.scale(box.width() / columns, box.height() / rows)
            .then(Affine.shift(box.x(), box.y()));
    double deviation =
        add(Grey.cut(first, Grey.BRIGHTNESS, toAligned.then(toPicture), columns, rows).smoothed(1));
    if (deviation < LEAST_DEVIATION) {
      throw refused(
          "the anchor shows nothing: its brightness deviates by %.1f grey levels, at least %.0f is"
              + " needed",
          deviation, LEAST_DEVIATION);
    }
    PatchAligner aligner = new PatchAligner(learned());
    int seen = 1;
    int refusals = 0;
    String refusal = "";
    for (; others.hasNext() && seen < MOST_FRAMES; seen++) {
      Picture picture = others.next();
      Pose pose = aligner.locate(picture);
      if (pose instanceof Pose.Found found) {
        Affine back =
            Affine.scale(
                (double) picture.width() / picture.originalWidth(),
                (double) picture.height() / picture.originalHeight());
        qualities.add(found.quality());
        add(aligner.cut(picture, found.alignedToFrame().then(back)));
        if (Integer.bitCount(frames) == 1) {
          aligner = new PatchAligner(learned());
        }
      } else if (pose instanceof Pose.NotAligned no) {
        refusals++;
        refusal = no.reason();
      }
    }
    if (refusals > MOST_REFUSED * seen) {
      throw refused(
          "%d of %d good frames can't be aligned; the last one, since %s", refusals, seen, refusal);
    }
    return learned();
  }

  /** Adds a patch in units of its deviation, which is returned. */
  private double add(Grey patch) {
    double total = 0;
    double squares = 0;
    for (float value : patch.values()) {
      total += value;
      squares += (double) value * value;
    }
    double mean = total / sum.length;
    double deviation = Math.sqrt(Math.max(0, squares / sum.length - mean * mean));
    for (int i = 0; i < sum.length; i++) {
      sum[i] += (float) ((patch.values()[i] - mean) / Math.max(1e-6, deviation));
    }
    frames++;
    return deviation;
  }

  private PatchAlignment learned() {
    float most = 1e-6f;
    for (float value : sum) {
      most = Math.max(most, Math.abs(value));
    }
    float[] picture = new float[sum.length];
    for (int i = 0; i < picture.length; i++) {
      picture[i] = RANGE * sum[i] / most;
    }
    double quality =
        qualities.isEmpty()
            ? 0
            : FirstLook.median(qualities.stream().mapToDouble(q -> q).toArray());
    return new PatchAlignment(
        turns,
        first.originalWidth(),
        first.originalHeight(),
        box,
        LearnedJson.rounded(Math.max(LOWEST_QUALITY, LEAST_QUALITY * quality)),
        LearnedPicture.of(new Grey(columns, rows, picture)));
  }

  @FormatMethod
  private IllegalArgumentException refused(String format, Object... figures) {
    return new IllegalArgumentException("align '" + name + "': " + Text.of(format, figures));
  }
}
