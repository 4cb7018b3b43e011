package org.mekiki.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mekiki.evaluate.Evaluation.Example;
import org.mekiki.evaluate.Evaluation.Examples;
import org.mekiki.evaluate.Evaluation.ImageScore;
import org.mekiki.evaluate.SeenFiles.NotAlignedException;
import org.mekiki.evaluate.data.ImageFiles.UnreadableException;
import org.mekiki.evaluate.data.Mask;
import org.mekiki.evaluate.data.TestItem;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Overlay;
import org.mekiki.image.Picture;
import org.mekiki.image.PictureResizer;
import org.mekiki.image.PixelFormat;
import org.mekiki.padim.Padim;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.view.Viewer;

/**
 * The images that a model got most wrong. They are scored once more to be painted, so that nothing
 * but scores must be kept while a set is evaluated.
 */
final class Gallery {
  private static final int SIDE = 240;
  private static final int QUALITY = 80;
  private static final int[] OUTLINE = {255, 0, 200}; // no colour of JET, and rare on parts

  private final Padim padim;
  private final SeenFiles files;

  Gallery(Padim padim, SeenFiles files) {
    this.padim = padim;
    this.files = files;
  }

  /**
   * The lowest-scoring defects and the highest-scoring good images, at most that number of each.
   */
  Examples examples(List<ImageScore> scores, int count, EvaluationProgress progress) {
    Comparator<ImageScore> rising = Comparator.comparingDouble(ImageScore::score);
    List<ImageScore> misses = select(scores, true, rising, count);
    List<ImageScore> falseAlarms = select(scores, false, rising.reversed(), count);
    progress.begin("paint", misses.size() + falseAlarms.size());
    return new Examples(paint(misses, progress), paint(falseAlarms, progress));
  }

  private static List<ImageScore> select(
      List<ImageScore> scores, boolean defective, Comparator<ImageScore> order, int count) {
    Stream<ImageScore> kind =
        scores.stream().filter(image -> image.item().defective() == defective);
    return kind.sorted(order).limit(count).toList();
  }

  private List<Example> paint(List<ImageScore> images, EvaluationProgress progress) {
    List<Example> examples = new ArrayList<>();
    for (ImageScore image : images) {
      paint(image).ifPresent(examples::add);
      progress.step();
    }
    return examples;
  }

  private Optional<Example> paint(ImageScore image) {
    try {
      Picture picture = files.picture(image.item().image());
      Picture small = PictureResizer.fit(picture, SIDE);
      return Optional.of(
          new Example(
              image,
              ImageWriter.jpeg(outlined(small, image.item()), QUALITY),
              overlay(picture, small)));
    } catch (UnreadableException e) { // gone since it was scored
      return Optional.empty();
    }
  }

  /** The picture alone if it can't be aligned: then it has no map. */
  private byte[] overlay(Picture picture, Picture small) throws UnreadableException {
    Viewer.Seen seen;
    try {
      seen = files.see(picture);
    } catch (NotAlignedException e) {
      return ImageWriter.jpeg(small, QUALITY);
    }
    AnomalyMap map = seen.frameMap(padim.predict(seen.tensor()).map());
    return Overlay.jpeg(
        small, ownRange(map.values()), map.width(), map.height(), Overlay.DEFAULT_OPACITY);
  }

  /** Scaled to 0…1 over the map's own range: a miss shows where it is hottest, however cool. */
  private static float[] ownRange(float[] values) {
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    float[] scaled = new float[values.length];
    for (int i = 0; i < values.length && max > min; i++) {
      scaled[i] = (values[i] - min) / (max - min);
    }
    return scaled;
  }

  private Picture outlined(Picture picture, TestItem item) throws UnreadableException {
    if (item.mask().isEmpty()) {
      return picture;
    }
    Mask mask;
    try {
      mask = files.mask(item.mask().get()).resized(picture.width(), picture.height());
    } catch (UnreadableException e) { // listed already
      return picture;
    }
    int width = picture.width();
    byte[] pixels = new byte[3 * width * picture.height()];
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < width; x++) {
        boolean edge = edge(mask, x, y);
        for (int c = 0; c < 3; c++) {
          int sample = edge ? OUTLINE[c] : picture.sample(x, y, picture.channels() == 1 ? 0 : c);
          pixels[3 * (y * width + x) + c] = (byte) sample;
        }
      }
    }
    return Picture.ofRaw(PixelFormat.RGB8, width, picture.height(), 3 * width, pixels);
  }

  /** Whether a pixel is the last normal one before a defect. */
  private static boolean edge(Mask mask, int x, int y) {
    return !defective(mask, x, y)
        && (defective(mask, x - 1, y)
            || defective(mask, x + 1, y)
            || defective(mask, x, y - 1)
            || defective(mask, x, y + 1));
  }

  private static boolean defective(Mask mask, int x, int y) {
    return x >= 0
        && y >= 0
        && x < mask.width()
        && y < mask.height()
        && mask.defective()[y * mask.width() + x];
  }
}
