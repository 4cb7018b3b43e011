package org.mekiki.app.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mekiki.app.common.WrittenFile;
import org.mekiki.camera.CapturedFrame;
import org.mekiki.camera.Defect;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.camera.simulated.SimulatedLine;
import org.mekiki.camera.simulated.SimulatedScene;
import org.mekiki.camera.simulated.SimulationOptions;
import org.mekiki.download.DownloadException;
import org.mekiki.download.FreshFolder;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.terminal.Progress;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Text;

/** A simulated camera's frames as files in MVTec AD's layout, with masks. */
final class DrawnDataSet {
  private static final long TEST_SEED = 0x7e57;

  private final SimulatedScene scene;
  private final int good;
  private final int test;
  private final long seed;

  /**
   * @param good frames to learn from
   * @param test frames to measure with; half of them are defective, each kind as often as the
   *     others
   */
  DrawnDataSet(SimulatedScene scene, int good, int test, long seed) {
    this.scene = scene;
    this.good = good;
    this.test = test;
    this.seed = seed;
  }

  int testFrames() {
    return test;
  }

  /**
   * Draws all or nothing.
   *
   * @param folder new or empty
   * @throws DownloadException if it is not empty
   */
  void write(Path folder, Terminal terminal) throws IOException, InterruptedException {
    try (FreshFolder fresh = FreshFolder.open(folder)) {
      draw(fresh.parts(), terminal);
      fresh.keep();
    } catch (DownloadException e) {
      throw e;
    } catch (IOException e) {
      throw WrittenFile.unwritten(folder, e);
    }
  }

  private void draw(Path folder, Terminal terminal) throws IOException, InterruptedException {
    SimulationOptions options = SimulationOptions.DEFAULT.withScene(scene);
    List<Defect.Kind> kinds = new ArrayList<>(scene.kinds());
    try (Progress progress = new Progress(terminal, "drawing", good + (long) test);
        SimulatedCamera teacher = SimulatedLine.teacher(seed, good, options);
        SimulatedCamera camera =
            new SimulatedCamera("test", seed ^ TEST_SEED, Long.MAX_VALUE, options)) {
      for (int i = 0; i < good; i++) {
        write(folder.resolve("train").resolve("good"), i, teacher.frame(i));
        progress.to(i + 1L);
      }
      for (int i = 0; i < test; i++) {
        Optional<Defect.Kind> kind =
            i % 2 == 0 ? Optional.empty() : Optional.of(kinds.get(i / 2 % kinds.size()));
        String name = kind.map(Defect.Kind::label).orElse("good");
        CapturedFrame frame = camera.frame(i, kind);
        write(folder.resolve("test").resolve(name), i, frame);
        if (kind.isPresent()) {
          Defect defect = frame.label().orElseThrow().defect().orElseThrow();
          writeMask(folder.resolve("ground_truth").resolve(name), i, defect);
        }
        progress.to(good + i + 1L);
      }
    }
  }

  private static void write(Path folder, int index, CapturedFrame frame)
      throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("stopped before frame " + index + " was drawn");
    }
    Files.createDirectories(folder);
    Files.write(folder.resolve(name(index) + ".jpg"), frame.encoded());
  }

  private void writeMask(Path folder, int index, Defect defect) throws IOException {
    byte[] mask = new byte[scene.width() * scene.height()];
    for (int y = defect.y(); y < defect.y() + defect.height(); y++) {
      for (int x = defect.x(); x < defect.x() + defect.width(); x++) {
        mask[y * scene.width() + x] = (byte) (defect.covers(x, y) ? 255 : 0);
      }
    }
    Picture picture = Picture.ofRaw(PixelFormat.GRAY8, scene.width(), scene.height(), 0, mask);
    Files.createDirectories(folder);
    Files.write(folder.resolve(name(index) + "_mask.png"), ImageWriter.png(picture));
  }

  private static String name(int index) {
    return Text.of("%04d", index);
  }
}
