package org.mekiki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.Overlay;
import org.mekiki.image.Picture;
import org.mekiki.image.Pictures;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.padim.Padim;
import org.mekiki.padim.Prediction;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.map.AnomalyMap;

class LibraryExample {
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    try (FeatureExtractor network = new OnnxFeatureExtractor(Backbones.builtIn())) {
      ImagePreprocessor input = new ImagePreprocessor(network.backbone().preprocessing());
      Padim padim = Padim.builder(network).build();
      padim.train(Pictures.tensors(folder.resolve("good"), input));
      padim.validate(Pictures.tensors(folder.resolve("validation"), input), List.of());
      padim.save(folder.resolve("part.padim"));
      Padim loaded = Padim.load(folder.resolve("part.padim"), network);
      Picture picture = Pictures.read(folder.resolve("part.png"));
      Prediction prediction = loaded.predict(input.apply(picture));
      System.out.printf("anomaly value %.3f%n", prediction.score());
      AnomalyMap map = prediction.map();
      float[] heat = loaded.model().normalizer().normalize(map.values());
      byte[] jpeg = Overlay.jpeg(picture, heat, map.width(), map.height(), 0.4);
      Files.write(folder.resolve("part-heatmap.jpg"), jpeg);
    }
  }
}
