package org.mekiki.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mekiki.detect.Detector;
import org.mekiki.evaluate.data.ImageFiles;
import org.mekiki.image.Picture;

/** The good images that defects are painted on. */
final class PaintedFrames {
  private PaintedFrames() {}

  /** Some of the images, evenly chosen; empty if none can be read. */
  static Optional<List<Picture>> of(
      ImageFiles files, GuardedWork guarded, List<Path> good, int most) {
    List<Picture> pictures = new ArrayList<>();
    int count = Math.min(most, good.size());
    for (int i = 0; i < count; i++) {
      Path file = good.get((int) ((long) i * good.size() / count));
      Loaded<Picture> loaded = guarded.on(file, () -> Loaded.of(files.picture(file)));
      if (loaded.problem() == null) {
        pictures.add(loaded.value());
      }
    }
    return pictures.isEmpty() ? Optional.empty() : Optional.of(pictures);
  }

  /** Steps come from any thread; an evaluation's are taken one at a time. */
  static Detector.Progress progress(EvaluationProgress progress) {
    return new Detector.Progress() {
      @Override
      public boolean begin(int paintings) {
        progress.begin("paint", paintings);
        return true;
      }

      @Override
      public synchronized void step() {
        progress.step();
      }
    };
  }
}
