package org.mekiki.padim;

import java.util.List;
import java.util.Objects;
import org.mekiki.padim.feature.AutoDimensions;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.BackboneCheck;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.FeatureEmbedder;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageArea;
import org.mekiki.padim.feature.PatchEmbedder;
import org.mekiki.padim.feature.Reduction;
import org.mekiki.padim.feature.Reductions;
import org.mekiki.padim.gaussian.GaussianFactory;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.gaussian.Regularization;
import org.mekiki.padim.gaussian.RunningGaussian;
import org.mekiki.padim.map.GaussianBlur;
import org.mekiki.padim.map.MahalanobisMapGenerator;
import org.mekiki.padim.map.MapGeneratorFactory;
import org.mekiki.padim.map.MaskedMaps;
import org.mekiki.padim.map.PatchMask;
import org.mekiki.padim.map.ReflectGaussianBlur;
import org.mekiki.padim.threshold.Calibrator;
import org.mekiki.padim.threshold.HeldOutSample;
import org.mekiki.padim.threshold.Threshold;
import org.mekiki.padim.threshold.Thresholds;

/**
 * The one place where each step of {@link Padim} is chosen. What is left alone is: 200 features
 * picked with seed 1024, averaged over 3 × 3 patches of a grid of at most 28 × 28; covariances plus
 * 1 % of the mean variance; σ = 4; a threshold that 2 % of good images reach; factors in int8.
 */
public final class PadimBuilder {
  private static final int DEFAULT_DIMENSIONS = 200;
  private static final long DEFAULT_SEED = 1024;

  private final FeatureExtractor extractor;
  private int dimensions = DEFAULT_DIMENSIONS;
  private long seed = DEFAULT_SEED;
  private Reduction reduction;
  private EmbeddingSettings settings;
  private FeatureEmbedder embedder;
  private GaussianFactory gaussians = RunningGaussian::new;
  private Regularization regularization = new Regularization.Relative(0.01);
  private MapGeneratorFactory maps;
  private Precision precision;
  private GaussianBlur blur = new ReflectGaussianBlur();
  private Threshold threshold = Thresholds.quantile(0.02);
  private int leftOut = HeldOutSample.MAX_IMAGES;
  private PatchMask patches;
  private List<ImageArea> areas = List.of();
  private PadimModel model;
  private PreparedModel prepared;
  private boolean scoringOnly;

  PadimBuilder(FeatureExtractor extractor) {
    this.extractor = Objects.requireNonNull(extractor, "extractor");
  }

  /** D of the stratified selection, of each network; all features where there are fewer. */
  public PadimBuilder dimensions(int value) {
    if (value < 1) {
      throw new IllegalArgumentException(value + " dimensions: it must be at least 1");
    }
    dimensions = value;
    return this;
  }

  /**
   * D by the number of good images that the model will learn, see {@link AutoDimensions}; all
   * features of a network that has fewer.
   */
  public PadimBuilder dimensionsFor(long goodImages) {
    return dimensions(AutoDimensions.of(goodImages));
  }

  /** Seed of the stratified selection. */
  public PadimBuilder seed(long value) {
    seed = value;
    return this;
  }

  /** Another reduction than a stratified selection. */
  public PadimBuilder reduction(Reduction value) {
    reduction = value;
    return this;
  }

  /** Grid, neighbourhood and reduction, for the default embedder. */
  public PadimBuilder embedding(EmbeddingSettings value) {
    settings = value;
    return this;
  }

  /** Another embedder; settings, reduction, dimensions then mean nothing. */
  public PadimBuilder embedder(FeatureEmbedder value) {
    embedder = value;
    return this;
  }

  /** Other running Gaussians. */
  public PadimBuilder gaussians(GaussianFactory value) {
    gaussians = value;
    return this;
  }

  /** What is added to covariances. */
  public PadimBuilder regularization(Regularization value) {
    regularization = value;
    return this;
  }

  /** Another way from embeddings to maps. */
  public PadimBuilder maps(MapGeneratorFactory value) {
    maps = value;
    precision = null;
    return this;
  }

  /**
   * How whitening factors are kept, with the default map generator. Without it {@link
   * Precision#INT8} when training, and with a {@link #model} the smallest that leaves its factors
   * as they are.
   */
  public PadimBuilder precision(Precision value) {
    precision = value;
    maps = null;
    return this;
  }

  public PadimBuilder blur(GaussianBlur value) {
    blur = value;
    return this;
  }

  /**
   * Which patches count; all by default. It is no part of the model: a model that is loaded needs
   * the same mask again. With one, {@link #maps} computes distances only, of the patches that
   * count, laid out as a grid of one row; interpolation and blur are the default's.
   */
  public PadimBuilder patches(PatchMask value) {
    patches = value;
    return this;
  }

  /**
   * Areas that images are made of: each is varied by itself where there are few images, see {@link
   * Variations}. By default all of an image is one.
   */
  public PadimBuilder areas(List<ImageArea> value) {
    areas = List.copyOf(value);
    return this;
  }

  /** How the threshold is chosen. */
  public PadimBuilder threshold(Threshold value) {
    threshold = value;
    return this;
  }

  /**
   * Most training images that are left out of their own model, one at a time, to choose scale and
   * threshold; fewer where embeddings are very large, see {@link HeldOutSample}.
   */
  public PadimBuilder leftOut(int value) {
    if (value < PadimTraining.MIN_IMAGES) {
      throw new IllegalArgumentException(
          value + " images left out: it must be at least " + PadimTraining.MIN_IMAGES);
    }
    leftOut = value;
    return this;
  }

  /** A model to score with; its embedding settings win over the builder's. */
  public PadimBuilder model(PadimModel value) {
    model = value;
    return this;
  }

  /**
   * A model to score with whose distances are prepared, of the {@link #patches} that count.
   * Precision and {@link #maps} then mean nothing. {@link Padim#model()}, {@code save} and {@code
   * validate} are refused.
   */
  public PadimBuilder prepared(PreparedModel value) {
    prepared = value;
    return this;
  }

  /**
   * Keeps of {@link #model} only the map generator's prepared form: half the memory and less.
   * Afterwards {@link Padim#model()}, {@code save} and {@code validate} are refused.
   */
  public PadimBuilder scoringOnly() {
    scoringOnly = true;
    return this;
  }

  /**
   * Puts the steps together.
   *
   * @throws IllegalArgumentException if they don't fit the extractor or the model, with the reason
   */
  public Padim build() {
    Backbone backbone = extractor.backbone();
    if (model != null) {
      BackboneCheck.check(model.backbone(), backbone);
    }
    if (prepared != null) {
      BackboneCheck.check(prepared.backbone(), backbone);
    }
    FeatureEmbedder chosen = embedder;
    if (chosen == null) {
      chosen = new PatchEmbedder(backbone.features(), embeddingSettings(backbone));
    }
    if (patches != null) {
      requireGrid(patches, chosen.grid());
    }
    Precision kept = keptPrecision();
    Padim padim =
        new Padim(
            new PadimSteps(
                extractor,
                chosen,
                gaussians,
                regularization,
                kept,
                prepared == null ? generators(kept) : generators(prepared.distance()),
                blur,
                new Calibrator(threshold),
                leftOut,
                PadimTraining.MAX_BYTES,
                areas));
    if (prepared != null) {
      padim.use(prepared);
    } else if (model != null) {
      padim.use(model, scoringOnly);
    }
    return padim;
  }

  private MapGeneratorFactory generators(Precision kept) {
    MapGeneratorFactory generators =
        maps != null
            ? maps
            : (grid, fitted, size, b) -> new MahalanobisMapGenerator(grid, fitted, size, b, kept);
    return patches == null ? generators : MaskedMaps.of(patches, generators);
  }

  private MapGeneratorFactory generators(MahalanobisDistance distance) {
    PatchMask mask = patches;
    return (grid, fitted, size, b) -> {
      if (fitted != null) {
        throw new IllegalStateException(
            "these steps score with prepared distances: they can't learn; build some with a model,"
                + " or with none");
      }
      return mask == null
          ? new MahalanobisMapGenerator(grid, distance, size, b)
          : MaskedMaps.of(mask, distance, size, b);
    };
  }

  private static void requireGrid(PatchMask mask, Grid grid) {
    if (!mask.grid().equals(grid)) {
      throw new IllegalArgumentException(
          "a mask of " + mask.grid() + " does not fit the embedder's " + grid);
    }
  }

  private Precision keptPrecision() {
    if (precision != null) {
      return precision;
    }
    if (maps != null) {
      return Precision.FLOAT32;
    }
    return model == null ? Precision.INT8 : Precision.of(model.gaussians());
  }

  private EmbeddingSettings embeddingSettings(Backbone backbone) {
    if (prepared != null) {
      return prepared.embedding();
    }
    if (model != null) {
      return model.embedding();
    }
    if (settings != null) {
      return settings;
    }
    Reduction chosen = reduction != null ? reduction : selection();
    return EmbeddingSettings.recommended(backbone.features(), chosen);
  }

  private Reduction selection() {
    return Reductions.joined(
        extractor.networks().stream()
            .map(
                network ->
                    Reductions.stratifiedSelection(
                        network.features(), Math.min(dimensions, network.channels()), seed))
            .toList());
  }
}
