package org.mekiki.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.mekiki.image.HeatmapCodec;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.Inspector;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.map.AnomalyMap;

/**
 * Scoring in process, step by step and as a whole, on a model that is fitted to the pictures at
 * hand: time does not depend on what the numbers are.
 */
public final class FrameBench {
  private static final int MAX_REGIONS = 16;

  /** Large ones take 36 MB each without compression. */
  private static final int FORMAT_PICTURES = 3;

  /** Stage that all ratios refer to. */
  public static final String BACKBONE = "backbone";

  /** What networks are compared with, whatever the one in use. */
  public static final String RESNET18 = "ResNet-18, to compare";

  /** Whole frame: tensor to score and map. */
  public static final String FROM_TENSOR = "frame from tensor";

  /** Whole frame: encoded picture to score and compressed heatmap, as the service does it. */
  public static final String FROM_PICTURE = "frame from picture";

  private final FeatureExtractor extractor;
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private final ImagePreprocessor preprocessor;
  private final Inspector inspector = new Inspector(decoder, MAX_REGIONS);
  private final HeatmapCodec heatmaps = new HeatmapCodec();
  private final Precision precision;
  private final int cores;
  private final Ring<byte[]> encoded;
  private final Ring<Picture> pictures;
  private final Ring<ImageTensor> tensors;

  /** Takes one element after the other, for any number of threads. */
  private record Ring<T>(List<T> elements, AtomicInteger at) {
    static <T> Ring<T> of(List<T> elements) {
      return new Ring<>(List.copyOf(elements), new AtomicInteger());
    }

    T next() {
      return elements.get(Math.floorMod(at.getAndIncrement(), elements.size()));
    }
  }

  /**
   * @param extractor one thread a call; the caller's to close
   * @param encoded pictures as cameras send them, at least 3
   * @param precision of the factors in whole frames
   * @param cores threads of the measurements with all cores
   */
  public FrameBench(
      FeatureExtractor extractor, List<byte[]> encoded, Precision precision, int cores) {
    this.extractor = extractor;
    this.preprocessor = new ImagePreprocessor(extractor.backbone().preprocessing());
    this.precision = precision;
    this.cores = cores;
    this.encoded = Ring.of(encoded);
    this.pictures = Ring.of(encoded.stream().map(this::decode).toList());
    this.tensors = Ring.of(pictures.elements().stream().map(preprocessor::apply).toList());
  }

  private Picture decode(byte[] bytes) {
    ImageShape wanted = preprocessor.preprocessing().resized();
    return decoder.decode(bytes, wanted.width(), wanted.height());
  }

  /** The backbone on one thread; must be the first stage of a run. */
  public Stage backbone() {
    return new Stage(BACKBONE, 1, () -> extractor.extract(tensors.next()));
  }

  /** Another backbone of the same input, an int8 one say, for comparison. */
  public Stage backbone(String name, FeatureExtractor other) {
    return new Stage(name, 1, () -> other.extract(tensors.next()));
  }

  public List<ImageTensor> tensors() {
    return tensors.elements();
  }

  /** What does not depend on the variant: picture to tensor. */
  public List<Stage> pictureStages() {
    return List.of(
        new Stage("decode", 1, () -> decode(encoded.next())),
        new Stage("resize", 1, () -> preprocessor.apply(pictures.next())));
  }

  /** What the formats that cameras send cost until the network has its input. */
  public List<Stage> formatStages() {
    List<Picture> whole =
        encoded.elements().subList(0, FORMAT_PICTURES).stream().map(decoder::decode).toList();
    Ring<byte[]> png = Ring.of(whole.stream().map(ImageWriter::png).toList());
    List<Stage> stages = new ArrayList<>();
    stages.add(toTensor("JPEG", () -> decode(encoded.next())));
    stages.add(toTensor("PNG", () -> decode(png.next())));
    for (PixelFormat format : List.of(PixelFormat.GRAY8, PixelFormat.RGB8, PixelFormat.BAYER_RG8)) {
      Picture like = whole.get(0);
      int row = like.width() * (format == PixelFormat.RGB8 ? 3 : 1);
      // Any bytes do.
      Ring<byte[]> raw =
          Ring.of(whole.stream().map(p -> Arrays.copyOf(p.toBytes(), row * p.height())).toList());
      stages.add(
          toTensor(
              format.name(),
              () -> decoder.raw(format, like.width(), like.height(), row, raw.next())));
    }
    return stages;
  }

  private Stage toTensor(String format, Supplier<Picture> decode) {
    return new Stage(format + " to tensor", 1, () -> preprocessor.apply(decode.get()));
  }

  public PadimModel fit(Variant variant) {
    Padim padim = Padim.builder(extractor).embedding(variant.embedding()).build();
    padim.train(tensors.elements());
    return padim.model();
  }

  /**
   * A variant's steps, then the whole frame on one thread and on all cores.
   *
   * @param model of {@link #fit}
   */
  public List<Stage> stages(Variant variant, PadimModel model) {
    Padim padim = padim(extractor, model);
    Ring<List<FeatureMap>> features =
        Ring.of(tensors.elements().stream().map(extractor::extract).toList());
    Ring<Embedding> embeddings = Ring.of(features.elements().stream().map(padim::embed).toList());
    Ring<float[]> distances =
        Ring.of(embeddings.elements().stream().map(padim::distances).toList());
    Ring<AnomalyMap> maps = Ring.of(distances.elements().stream().map(padim::map).toList());
    List<Stage> stages = new ArrayList<>();
    stages.add(new Stage(variant.name("embedding"), 1, () -> padim.embed(features.next())));
    stages.add(new Stage(variant.name("distance"), 1, () -> padim.distances(embeddings.next())));
    stages.add(new Stage(variant.name("map"), 1, () -> padim.map(distances.next())));
    stages.add(new Stage(variant.name("heatmap"), 1, () -> heatmap(maps.next())));
    stages.addAll(frames(variant, padim, model.threshold()));
    return stages;
  }

  /** Whole frames with an int8 backbone; a model of the other one's takes the same time. */
  public List<Stage> int8Frames(Variant variant, PadimModel model, FeatureExtractor int8) {
    PadimModel same =
        new PadimModel(
            int8.backbone(),
            model.embedding(),
            model.gaussians(),
            model.normalizer(),
            model.threshold(),
            model.frames());
    Variant named = new Variant(", int8" + variant.suffix(), variant.embedding());
    return frames(named, padim(int8, same), model.threshold());
  }

  private List<Stage> frames(Variant variant, Padim padim, double threshold) {
    InspectionModel inspected = new InspectionModel("bench", 1, threshold, padim, preprocessor);
    List<Stage> stages = new ArrayList<>();
    stages.add(new Stage(variant.name(FROM_TENSOR), 1, () -> padim.predict(tensors.next())));
    stages.add(new Stage(variant.name(FROM_PICTURE), 1, () -> inspect(inspected)));
    if (cores > 1) {
      stages.add(new Stage(variant.name(FROM_PICTURE), cores, () -> inspect(inspected)));
    }
    return stages;
  }

  private Padim padim(FeatureExtractor backbone, PadimModel model) {
    return Padim.builder(backbone).model(model).precision(precision).build();
  }

  private void heatmap(AnomalyMap map) {
    heatmaps.encode(map.values(), map.width(), map.height());
  }

  private void inspect(InspectionModel model) {
    inspector.inspect(
        new Frame(
            "bench",
            "frame",
            model.key(),
            Instant.EPOCH,
            OptionalLong.empty(),
            new Frame.Encoded(encoded.next()),
            Map.of()),
        model);
  }

  /** The other forms of the distance step. */
  public List<Stage> kernels(Variant variant, PadimModel model) {
    Padim padim = padim(extractor, model);
    Ring<Embedding> embeddings = Ring.of(tensors.elements().stream().map(padim::embed).toList());
    List<Stage> stages = new ArrayList<>();
    for (Precision each : Precision.values()) {
      if (each == precision) {
        continue;
      }
      MahalanobisDistance kernel = MahalanobisDistance.prepare(model.gaussians(), each);
      String name = "distance, " + each.name().toLowerCase(Locale.ROOT);
      stages.add(
          new Stage(variant.name(name), 1, () -> kernel.distances(embeddings.next().values())));
    }
    MahalanobisDistance plain = MahalanobisDistance.plain(model.gaussians(), Precision.FLOAT32);
    stages.add(
        new Stage(
            variant.name("distance, plain loops"),
            1,
            () -> plain.distances(embeddings.next().values())));
    return stages;
  }
}
