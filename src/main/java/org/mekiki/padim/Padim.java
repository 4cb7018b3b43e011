package org.mekiki.padim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Reductions;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Regularization;
import org.mekiki.padim.looks.Looks;
import org.mekiki.padim.looks.TaughtLooks;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.padim.map.AnomalyMapGenerator;
import org.mekiki.padim.map.CommonDistance;
import org.mekiki.padim.map.LessCommonMaps;
import org.mekiki.padim.threshold.Calibrated;
import org.mekiki.padim.threshold.GoodGroups;
import org.mekiki.padim.threshold.HeldOutMaps;
import org.mekiki.padim.threshold.Repetition;

/**
 * PaDiM from end to end: learns good images, scores others. Calls one step after the other and does
 * nothing itself; each step can be swapped in {@link #builder}.
 *
 * <pre>{@code
 * Padim padim = Padim.builder(extractor).build();
 * padim.train(goodImages);
 * Prediction prediction = padim.predict(image);
 * }</pre>
 *
 * <p>Scoring is thread-safe, also while another thread trains: a prediction uses the model that was
 * there when it began, or step by step the newest one. The extractor is the caller's to close.
 */
public final class Padim {
  private final PadimSteps steps;
  private volatile ReadyModel ready;
  private volatile Repetition.Found repetition;
  private volatile Calibrated calibrated;

  Padim(PadimSteps steps) {
    this.steps = steps;
  }

  /** Chooses the steps. */
  public static PadimBuilder builder(FeatureExtractor extractor) {
    return new PadimBuilder(extractor);
  }

  /**
   * Scores with a model, by the default steps.
   *
   * @throws IllegalArgumentException if the extractor is not the one of training
   */
  public static Padim of(PadimModel model, FeatureExtractor extractor) {
    return builder(extractor).model(model).build();
  }

  /**
   * Scores with a model of a file, by the default steps.
   *
   * @throws IOException if the file can't be read, is no model, is cut short or altered
   * @throws IllegalArgumentException if the extractor is not the one of training
   */
  public static Padim load(Path file, FeatureExtractor extractor) throws IOException {
    return of(ModelFile.read(file), extractor);
  }

  void use(PadimModel model, boolean scoringOnly) {
    ReadyModel made = ReadyModel.of(model, steps.maps(model.gaussians()));
    ready = scoringOnly ? made.scoringOnly() : made;
  }

  void use(PreparedModel model) {
    ready = ReadyModel.of(model, steps.maps(null));
  }

  /**
   * Learns good images and replaces the model. All of them, or a {@link HeldOutSample} of very
   * many, each scored by the Gaussians as they would be without it, give scale and threshold until
   * {@link #validate} gives others. Fewer than {@link Variations#ENOUGH} are learned with {@link
   * Variations} of them. Memory does not grow with the number of images.
   *
   * @param good at least 3; 30 or more are better, and more than D better still
   * @return raw scores of the images that were left out, in their order
   * @throws IllegalArgumentException with fewer than 3 images, if all are the same picture, with a
   *     NaN in one's features, or if they hardly differ
   * @throws IllegalStateException if a covariance can't be inverted
   */
  public double[] train(Iterable<ImageTensor> good) {
    Stream<ImageTensor> images = StreamSupport.stream(good.spliterator(), false);
    int copies =
        good instanceof Collection<?> all ? Variations.worthMaking(all.size()) : Variations.MOST;
    AtomicLong position = new AtomicLong();
    return trainOnGood(
        () ->
            images
                .map(
                    image ->
                        embedGood(
                            image, Math.min(copies, Variations.each(position.incrementAndGet()))))
                .iterator());
  }

  /**
   * Learns good images whose embeddings are there already; otherwise as {@link #train}. So a caller
   * can run the network, most of the work, with as many threads as it likes.
   *
   * @param good of {@link #embedGood}, in an order that does not depend on threads; copies count if
   *     there are fewer than {@link Variations#ENOUGH} images, as many of each as all have
   */
  public double[] trainOnGood(Iterable<GoodEmbedding> good) {
    try (PadimTraining training =
        new PadimTraining(
            steps.embedder().grid(),
            Reductions.dimensionsOf(steps.extractor().networks(), steps.embedder().reduction()),
            steps.gaussians(),
            steps.leftOut(),
            steps.keptBytes())) {
      Repetition images = new Repetition();
      for (GoodEmbedding embedded : good) {
        training.add(embedded);
        images.add(Repetition.signature(embedded.image()));
      }
      training.requireEnough();
      images.find().require();
      return learned(training.fit(steps.regularization()), images);
    }
  }

  private double[] learned(PadimTraining.Result result, Repetition images) {
    PatchGaussians gaussians = steps.precision().round(result.gaussians());
    AnomalyMapGenerator whole = steps.maps(gaussians);
    float[][] leftOut = result.leftOut();
    CommonDistance share = CommonDistance.of(steps.regularization());
    CommonDistance common = steps.calibrator().common(share, leftOut, whole::counted);
    HeldOutMaps held = HeldOutMaps.of(leftOut, LessCommonMaps.of(common, whole)::map);
    List<float[]> signatures = images.signatures(result.images());
    GoodGroups groups = steps.calibrator().groups(held, signatures);
    if (groups.exist()) {
      groups.scale(leftOut, signatures);
      common = steps.calibrator().common(share, leftOut, whole::counted);
      held = HeldOutMaps.of(leftOut, LessCommonMaps.of(common, whole)::map);
    }
    Repetition.Found found = images.find();
    Calibrated made =
        steps.calibrator().calibrate(held, groups, found.images()).at(result.images());
    PadimModel model =
        new PadimModel(
            steps.extractor().backbone(),
            new EmbeddingSettings(
                steps.embedder().grid(),
                steps.embedder().neighbourhood(),
                steps.embedder().reduction()),
            gaussians,
            made.normalizer(),
            made.threshold(),
            found.images(),
            groups,
            common,
            result.looks());
    ready = ReadyModel.of(model, whole);
    repetition = found;
    calibrated = made;
    return held.scores();
  }

  /**
   * How the threshold was chosen, images named by their position in training or validation; empty
   * if this object has done neither.
   */
  public Optional<Calibrated> calibration() {
    return Optional.ofNullable(calibrated);
  }

  /** How alike the images of the last training were; empty if this object has not trained. */
  public Optional<Repetition.Found> repetition() {
    return Optional.ofNullable(repetition);
  }

  /**
   * Chooses scale and threshold from images that were not trained with. Then all images have one
   * threshold, also where training found groups of good ones whose scores differ.
   *
   * @param good at least one; all distances of an image are kept, 3 KB
   * @param bad labelled defective images; may be empty
   * @return the model with both
   */
  public PadimModel validate(Iterable<ImageTensor> good, Iterable<ImageTensor> bad) {
    PadimModel model = model();
    AnomalyMapGenerator before = GroupedMaps.withoutGroups(ready().maps());
    List<Looks> seen = new ArrayList<>();
    float[][] distances = distances(good, before, seen);
    CommonDistance common = model.common().usualAmong(distances, before::counted);
    AnomalyMapGenerator maps = LessCommonMaps.of(common, before);
    HeldOutMaps badMaps = HeldOutMaps.of(distances(bad, maps, new ArrayList<>()), maps::map);
    Calibrated made = steps.calibrator().calibrate(HeldOutMaps.of(distances, maps::map), badMaps);
    TaughtLooks looks = model.looks().withAll(seen);
    PadimModel validated = model.validated(made.normalizer(), made.threshold(), common, looks);
    ready = ReadyModel.of(validated, before);
    calibrated = made;
    return validated;
  }

  private float[][] distances(
      Iterable<ImageTensor> images, AnomalyMapGenerator maps, List<Looks> looks) {
    List<float[]> distances = new ArrayList<>();
    for (ImageTensor image : images) {
      looks.add(looks(image));
      distances.add(maps.distances(embed(image)));
    }
    return distances.toArray(float[][]::new);
  }

  /**
   * Scores one image.
   *
   * @throws IllegalStateException without a model
   * @throws ArithmeticException if the score is not finite
   */
  public Prediction predict(ImageTensor image) {
    return ready().predict(embed(image), () -> looks(image));
  }

  /** Step 1: the network. */
  public List<FeatureMap> extract(ImageTensor image) {
    return steps.extractor().extract(image);
  }

  /** Step 2: features → embedding. */
  public Embedding embed(List<FeatureMap> features) {
    return steps.embedder().embed(features);
  }

  /** Steps 1 and 2. */
  public Embedding embed(ImageTensor image) {
    return embed(extract(image));
  }

  /**
   * Steps 1 and 2 of a good image.
   *
   * @param copies number of its {@link Variations}; see {@link Variations#worthMaking}
   */
  public GoodEmbedding embedGood(ImageTensor image, int copies) {
    return new GoodEmbedding(
        embed(image),
        looks(image),
        Variations.of(image, copies, steps.areas()).stream().map(this::embed).toList());
  }

  /** Why an image as a whole is unlike the good ones, whatever its map says; empty if it is not. */
  public Optional<String> unlike(ImageTensor image) {
    return ready().looks().unlike(looks(image));
  }

  private Looks looks(ImageTensor image) {
    return Looks.of(image, steps.extractor().backbone().preprocessing());
  }

  /** Step 3: distance of each patch. */
  public float[] distances(Embedding embedding) {
    return ready().maps().distances(embedding);
  }

  /** Steps 4 and 5: distances → map. */
  public AnomalyMap map(float[] distances) {
    return ready().maps().map(distances);
  }

  /** A raw score on the scale of the validation maps, 0…1. */
  public double normalize(double score) {
    return ready().normalizer().normalize(score);
  }

  /**
   * The current model.
   *
   * @throws IllegalStateException if there is none, or only what scoring needs was kept
   */
  public PadimModel model() {
    return ready().whole();
  }

  private ReadyModel ready() {
    ReadyModel current = ready;
    if (current == null) {
      throw new IllegalStateException("there is no model yet: train one or load one");
    }
    return current;
  }

  /**
   * The same steps without what they have learned, to teach a model like this one. The extractor is
   * the same.
   *
   * @param regularizing as this one's model was made, which it does not say
   * @param most images that are left out of their own model, 3 or more
   * @param embeddingBytes of embeddings that stay in memory while images are learned; more wait on
   *     disk, and what is learned is the same but for rounding
   */
  public Padim untaught(Regularization regularizing, int most, long embeddingBytes) {
    return new Padim(steps.learning(regularizing, most, embeddingBytes));
  }

  /** The same steps with another model, which knows the same extractor. */
  public Padim with(PadimModel model) {
    Padim other = new Padim(steps);
    other.use(model, true);
    return other;
  }

  /** Writes the model to a file, which appears whole or not at all. */
  public void save(Path file) throws IOException {
    ModelFile.write(model(), file);
  }
}
