package org.mekiki.service.parts;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.Inspector;
import org.mekiki.model.ModelLease;
import org.mekiki.model.ModelRepository;
import org.mekiki.model.TaughtPictures;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.Reductions;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.threshold.MinMaxNormalizer;
import org.mekiki.view.FrameSize;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets libraries load and the JIT compiler do its work before a scorer takes partitions: scores
 * synthetic frames, from JPEG to heatmap, until that gets no faster. Without it the first cameras
 * wait for interpreted code, and in a group that already works, partitions move from warm scorers
 * to a cold one.
 *
 * <p>While models are being loaded it scores with a stand-in, on a thread of its own; afterwards
 * with one of the models that were loaded, at the size of the pictures that it was taught with.
 * Nothing of this reaches topics, metrics or the page. What fails here fails again with a frame,
 * where it is told; here it only ends the warm-up.
 */
public final class WarmUp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  /** Of the stand-in: what is compiled does not depend on it, memory does. */
  private static final int DIMENSIONS = 100;

  /** Of pictures where no model says otherwise, and the most in any case. */
  private static final int SIDE = 900;

  private static final int JPEG_QUALITY = 90;

  private final Inspector inspector;
  private final FeatureExtractor extractor;
  private final Precision precision;
  private final ModelRepository<InspectionModel> models;
  private final long most;
  private final LongSupplier nanoTime;
  private final Steadiness steadiness;
  private final Thread thread = new Thread(this::withStandIn, "mekiki-warm-up");
  private long end;
  private volatile boolean stopped;

  /**
   * @param extractor the scorer's own
   * @param precision of the stand-in's factors
   * @param most how long it may take in all; zero: there is no warm-up
   * @param nanoTime the clock, {@link System#nanoTime} say
   */
  public WarmUp(
      Inspector inspector,
      FeatureExtractor extractor,
      Precision precision,
      ModelRepository<InspectionModel> models,
      Duration most,
      LongSupplier nanoTime) {
    this.inspector = inspector;
    this.extractor = extractor;
    this.precision = precision;
    this.models = models;
    this.most = most.toNanos();
    this.nanoTime = nanoTime;
    this.steadiness = new Steadiness(nanoTime);
    thread.setDaemon(true);
  }

  /** Begins, with the stand-in. */
  public void start() {
    end = nanoTime.getAsLong() + most;
    if (most > 0) {
      thread.start();
    }
  }

  /**
   * Goes on with a model, if one has been loaded and there is time left; otherwise lets the
   * stand-in come to its end.
   *
   * @param stopping whether the service is told to stop
   */
  public void finish(BooleanSupplier stopping) throws InterruptedException {
    Optional<ModelLease<InspectionModel>> lease =
        models.manifests().keySet().stream().findFirst().flatMap(models::acquire);
    if (lease.isPresent()) {
      try (ModelLease<InspectionModel> held = lease.get()) {
        // Nothing synthetic can be aligned: for such a model the stand-in goes on.
        if (!held.scorer().viewer().aligns()) {
          close();
          score(held::scorer, () -> isOver() || stopping.getAsBoolean());
          return;
        }
      }
    }
    while (thread.isAlive() && !stopping.getAsBoolean()) {
      thread.join(100);
    }
  }

  private boolean isOver() {
    return nanoTime.getAsLong() - end >= 0;
  }

  private void withStandIn() {
    score(this::standIn, () -> isOver() || stopped);
  }

  private void score(Supplier<InspectionModel> scorer, BooleanSupplier enough) {
    if (enough.getAsBoolean()) {
      return;
    }
    try {
      InspectionModel model = scorer.get();
      FrameSize size = size(model);
      Frame frame = frame(model, size);
      long start = nanoTime.getAsLong();
      Steadiness.Reached reached = steadiness.repeat(() -> inspector.inspect(frame, model), enough);
      LOG.info(
          "warmed up by {} synthetic frames of {}x{} in {} ms{}",
          reached.times(),
          size.width(),
          size.height(),
          (nanoTime.getAsLong() - start) / 1_000_000,
          reached.steady() ? "" : ", not to the end");
    } catch (RuntimeException e) {
      LOG.info("the warm-up ends early: {}", e.getMessage());
    }
  }

  /** Whitens nothing: all means 0, all factors the identity's. */
  private InspectionModel standIn() {
    Backbone backbone = extractor.backbone();
    int dimensions = Math.min(DIMENSIONS, backbone.channels());
    EmbeddingSettings embedding =
        EmbeddingSettings.recommended(
            backbone.features(),
            Reductions.stratifiedSelection(backbone.features(), dimensions, 0));
    int patches = embedding.grid().patches();
    int triangle = PatchGaussians.triangle(dimensions);
    float[] factor = new float[patches * triangle];
    for (int p = 0; p < patches; p++) {
      for (int d = 0; d < dimensions; d++) {
        factor[p * triangle + PatchGaussians.triangle(d) + d] = 1;
      }
    }
    PadimModel model =
        new PadimModel(
            backbone,
            embedding,
            new PatchGaussians(0, patches, dimensions, new float[patches * dimensions], factor),
            new MinMaxNormalizer(0, 1),
            Double.MAX_VALUE,
            1);
    return new InspectionModel(
        "warm-up",
        1,
        Double.MAX_VALUE,
        Padim.builder(extractor).model(model).precision(precision).scoringOnly().build(),
        new ImagePreprocessor(backbone.preprocessing()));
  }

  /** Of the pictures that the model was taught with, made smaller if they are large. */
  private static FrameSize size(InspectionModel model) {
    TaughtPictures taught = model.pictures();
    if (!taught.sized()) {
      return new FrameSize(SIDE, SIDE);
    }
    double scale = Math.min(1, (double) SIDE / Math.max(taught.width(), taught.height()));
    return new FrameSize(
        (int) Math.max(1, Math.round(taught.width() * scale)),
        (int) Math.max(1, Math.round(taught.height() * scale)));
  }

  /** A pattern in which no filter finds nothing. */
  private static Frame frame(InspectionModel model, FrameSize size) {
    byte[] pixels = new byte[3 * size.width() * size.height()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 31 ^ i >> 7);
    }
    Picture picture = Picture.ofRaw(PixelFormat.RGB8, size.width(), size.height(), 0, pixels);
    return new Frame(
        "warm-up",
        "warm-up",
        model.key(),
        Instant.EPOCH,
        OptionalLong.empty(),
        new Frame.Encoded(ImageWriter.jpeg(picture, JPEG_QUALITY)),
        Map.of());
  }

  /** Ends the stand-in, after the frame that it is at. */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
