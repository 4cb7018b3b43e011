package org.mekiki.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimBuilder;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.padim.feature.Reductions;
import org.mekiki.view.Viewer;

/**
 * A data set in MVTec AD's layout that is easy to tell apart: grey noise, in defective images with
 * a bright square. Sizes vary from image to image.
 */
final class TinyDataSet {
  static final int SIDE = 32;
  private static final int CELL = 4;

  private final Path root;
  private final Random random = new Random(11);

  TinyDataSet(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /** So many images to train with, good ones to test and defective ones of each class. */
  TinyDataSet write(int train, int good, int bad, String... classes) throws IOException {
    for (int i = 0; i < train; i++) {
      good("train/good/" + i + ".png");
    }
    for (int i = 0; i < good; i++) {
      good("test/good/" + i + ".png");
    }
    for (String name : classes) {
      for (int i = 0; i < bad; i++) {
        defective(
            "test/" + name + "/" + i + ".png", "ground_truth/" + name + "/" + i + "_mask.png");
      }
    }
    return this;
  }

  void good(String name) throws IOException {
    file(name, ImageWriter.png(picture(32 + random.nextInt(20), 32 + random.nextInt(20), -1)));
  }

  void defective(String image, String mask) throws IOException {
    int width = 36 + random.nextInt(20);
    int height = 36 + random.nextInt(20);
    int corner = 4 + random.nextInt(16);
    file(image, ImageWriter.png(picture(width, height, corner)));
    byte[] pixels = new byte[width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (inSquare(i % width, i / width, corner) ? 255 : 0);
    }
    file(mask, ImageWriter.png(Picture.ofRaw(PixelFormat.GRAY8, width, height, width, pixels)));
  }

  void file(String name, byte[] bytes) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private Picture picture(int width, int height, int corner) {
    byte[] pixels = new byte[width * height];
    for (int i = 0; i < pixels.length; i++) {
      boolean bright = corner >= 0 && inSquare(i % width, i / width, corner);
      pixels[i] = (byte) (100 + random.nextInt(30) + (bright ? 90 : 0));
    }
    return Picture.ofRaw(PixelFormat.GRAY8, width, height, width, pixels);
  }

  private static boolean inSquare(int x, int y, int corner) {
    return x >= corner && x < corner + 12 && y >= corner && y < corner + 12;
  }

  /** PaDiM over a network that averages cells of 4×4 pixels. */
  static PadimBuilder padim() {
    FeatureExtractor extractor = new CellMeans();
    return Padim.builder(extractor)
        .embedding(new EmbeddingSettings(new Grid(SIDE / CELL, SIDE / CELL), 1, Reductions.all(2)));
  }

  private static Preprocessing preprocessing() {
    return Preprocessing.unit(SIDE, SIDE);
  }

  static Viewer viewer() {
    return Viewer.whole(new ImagePreprocessor(preprocessing()));
  }

  private static final class CellMeans implements FeatureExtractor {
    private static final FeatureShape SHAPE =
        new FeatureShape("means", 2, SIDE / CELL, SIDE / CELL);

    @Override
    public Backbone backbone() {
      return new Backbone("cell means", "0".repeat(64), preprocessing(), List.of(SHAPE));
    }

    @Override
    public List<FeatureMap> extract(ImageTensor image) {
      int cells = SIDE / CELL;
      float[] values = new float[2 * cells * cells];
      for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
        int cell = pixel / SIDE / CELL * cells + pixel % SIDE / CELL;
        float value = image.values()[pixel];
        values[cell] += value / (CELL * CELL);
        values[cells * cells + cell] += value * value / (CELL * CELL);
      }
      return List.of(new FeatureMap(SHAPE, values));
    }

    @Override
    public void close() {}
  }
}
