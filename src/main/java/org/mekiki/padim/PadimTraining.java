package org.mekiki.padim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.gaussian.GaussianFactory;
import org.mekiki.padim.gaussian.ImageCopies;
import org.mekiki.padim.gaussian.IndependentGaussians;
import org.mekiki.padim.gaussian.MultivariateGaussian;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.PatchLevels;
import org.mekiki.padim.gaussian.Regularization;
import org.mekiki.padim.looks.TaughtLooks;
import org.mekiki.padim.threshold.HeldOutSample;
import org.mekiki.text.Text;

/**
 * Good images' embeddings → Gaussians, and distances of some of these images each to the Gaussians
 * without it. One row of patches is one unit of work, done by the common fork-join pool; the result
 * does not depend on the number of threads. Several networks are learned as independent of each
 * other, see {@link IndependentGaussians}.
 *
 * <p>Memory is bounded: running sums, a batch of embeddings, and those of a {@link HeldOutSample},
 * and while images are few their copies', of which what is beyond {@link #MAX_BYTES} waits on disk.
 */
final class PadimTraining implements AutoCloseable {
  /** Fewer can't be left out one at a time. */
  static final int MIN_IMAGES = 3;

  /** Most memory for the batch, and for the sample. */
  static final long MAX_BYTES = 256L << 20;

  private static final int MAX_BATCH = 64;

  private final Grid grid;
  private final int dimensions;
  private final int rowLength;
  private final int sampleSize;
  private final List<Network> networks = new ArrayList<>();
  private final float[][] batch;
  private final PriorityQueue<Sampled> sample =
      new PriorityQueue<>(Comparator.comparingLong(Sampled::rank).reversed());
  private final SpilledEmbeddings sampled;

  /** Copies of all images, while these are few and each has some; else null. */
  private SpilledEmbeddings copies;

  /** Copies that each image has. */
  private int each = Variations.MOST;

  private int batched;
  private int images;
  private TaughtLooks looks = TaughtLooks.NONE;

  /** The dimensions of one network, and the Gaussians of each row of patches. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Network(int first, int dimensions, MultivariateGaussian[] rows) {}

  /** An image of the sample, and the number of its embedding. */
  private record Sampled(long rank, int image, int number) {}

  /**
   * A training.
   *
   * @param ofNetworks dimensions of each network, in the order in which an embedding holds them
   * @param leftOut most images that are left out of their own model, 3 or more
   * @param kept bytes of embeddings of each kind that stay in memory; more wait on disk
   */
  PadimTraining(Grid grid, int[] ofNetworks, GaussianFactory factory, int leftOut, long kept) {
    this.grid = grid;
    this.dimensions = Arrays.stream(ofNetworks).sum();
    this.rowLength = grid.width() * dimensions;
    int first = 0;
    for (int each : ofNetworks) {
      MultivariateGaussian[] rows = new MultivariateGaussian[grid.height()];
      Arrays.setAll(rows, row -> factory.create(grid.width(), each));
      networks.add(new Network(first, each, rows));
      first += each;
    }
    long bytes = (long) Float.BYTES * grid.patches() * dimensions;
    this.sampleSize = HeldOutSample.size(grid.patches(), dimensions, leftOut);
    this.sampled =
        new SpilledEmbeddings(
            grid.patches() * dimensions, (int) Math.min(sampleSize, kept / bytes));
    this.copies =
        new SpilledEmbeddings(
            grid.patches() * dimensions,
            (int) Math.min((long) Variations.ENOUGH * Variations.MOST, kept / bytes));
    this.batch = new float[(int) Math.max(1, Math.min(MAX_BATCH, kept / bytes))][];
  }

  void add(GoodEmbedding good) {
    keepCopies(good.copies());
    add(good.image().values());
    looks = looks.with(good.looks());
  }

  private void keepCopies(List<Embedding> ofImage) {
    each = Math.min(each, Math.min(ofImage.size(), Variations.each(images + 1L)));
    if (copies != null && each == 0) {
      copies.close();
      copies = null;
    }
    for (int c = 0; copies != null && c < each; c++) {
      copies.put(images * Variations.MOST + c, ofImage.get(c).values());
    }
  }

  private void add(float[] embedding) {
    long rank = HeldOutSample.rank(embedding, images);
    if (sample.size() < sampleSize) {
      sample(rank, sample.size(), embedding);
    } else if (rank < sample.element().rank()) {
      sample(rank, sample.remove().number(), embedding);
    }
    batch[batched++] = embedding;
    images++;
    if (batched == batch.length) {
      fold();
    }
  }

  private void sample(long rank, int number, float[] embedding) {
    sampled.put(number, embedding);
    sample.add(new Sampled(rank, images, number));
  }

  private void fold() {
    List<float[]> embeddings = Arrays.asList(batch).subList(0, batched);
    for (Network network : networks) {
      IntStream.range(0, grid.height())
          .parallel()
          .forEach(
              row ->
                  network.rows[row].add(part(network, slice(embeddings, row)), embeddings.size()));
    }
    Arrays.fill(batch, null);
    batched = 0;
  }

  private float[] slice(List<float[]> embeddings, int row) {
    float[] slice = new float[embeddings.size() * rowLength];
    for (int i = 0; i < embeddings.size(); i++) {
      System.arraycopy(embeddings.get(i), row * rowLength, slice, i * rowLength, rowLength);
    }
    return slice;
  }

  /** What a network has in patches' embeddings. */
  private float[] part(Network network, float[] embeddings) {
    if (networks.size() == 1) {
      return embeddings;
    }
    int patches = embeddings.length / dimensions;
    float[] part = new float[patches * network.dimensions];
    for (int p = 0; p < patches; p++) {
      int from = p * dimensions + network.first;
      System.arraycopy(embeddings, from, part, p * network.dimensions, network.dimensions);
    }
    return part;
  }

  /**
   * Checks that there are images to fit.
   *
   * @throws IllegalArgumentException if there are too few
   */
  void requireEnough() {
    if (images < MIN_IMAGES) {
      throw new IllegalArgumentException(
          Text.of(
              "%d good images are too few: at least %d are needed, 30 or more are better",
              images, MIN_IMAGES));
    }
  }

  /**
   * What training gives.
   *
   * @param leftOut {@code [image][patch]}, distances of the sampled images, in the order they came
   * @param images which images these are, counted from 0
   * @param looks of all images
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Result(PatchGaussians gaussians, float[][] leftOut, int[] images, TaughtLooks looks) {}

  /** Fits all patches. Nothing may be added afterwards. */
  Result fit(Regularization regularization) {
    fold();
    addCopies();
    List<Sampled> kept = new ArrayList<>(sample);
    kept.sort(Comparator.comparingInt(Sampled::image));
    int[] which = kept.stream().mapToInt(Sampled::image).toArray();
    List<PatchGaussians> fitted = new ArrayList<>();
    List<float[][]> leftOut = new ArrayList<>();
    for (Network network : networks) {
      float[][] distances = new float[kept.size()][grid.patches()];
      fitted.add(fit(network, regularization, kept, distances));
      leftOut.add(distances);
    }
    if (networks.size() == 1) {
      return new Result(fitted.get(0), leftOut.get(0), which, looks);
    }
    IndependentGaussians joined = IndependentGaussians.of(fitted, leftOut);
    return new Result(joined.gaussians(), joined.distances(), which, looks);
  }

  /**
   * Fits a network's Gaussians.
   *
   * @param leftOut {@code [image][patch]}, filled with the distances of the images kept
   */
  private PatchGaussians fit(
      Network network, Regularization regularization, List<Sampled> kept, float[][] leftOut) {
    MultivariateGaussian[] rows = network.rows;
    double variance = 0;
    for (MultivariateGaussian row : rows) {
      variance += row.varianceSum();
    }
    double meanVariance = variance / ((long) grid.patches() * network.dimensions);
    int[] which = kept.stream().mapToInt(Sampled::image).toArray();
    PatchGaussians[] fitted = new PatchGaussians[rows.length];
    IntStream.range(0, rows.length)
        .parallel()
        .forEach(
            row -> {
              int first = row * grid.width();
              fitted[row] = rows[row].fit(first, regularization, meanVariance);
              float[] embeddings = new float[kept.size() * rowLength];
              for (int i = 0; i < kept.size(); i++) {
                int number = kept.get(i).number();
                sampled.read(number, row * rowLength, rowLength, embeddings, i * rowLength);
              }
              float[] distances =
                  rows[row].leaveOneOut(
                      fitted[row],
                      part(network, embeddings),
                      kept.size(),
                      copies(network, row, which));
              if (regularization.levelled()) {
                PatchLevels levels = PatchLevels.of(distances, grid.width(), network.dimensions);
                fitted[row] = levels.level(fitted[row]);
                levels.levelLeftOut(distances);
              }
              for (int i = 0; i < kept.size(); i++) {
                System.arraycopy(distances, i * grid.width(), leftOut[i], first, grid.width());
              }
              rows[row] = null;
            });
    return PatchGaussians.concat(List.of(fitted));
  }

  private void addCopies() {
    if (copies != null && images > 0) {
      int[] all = IntStream.range(0, images).toArray();
      for (Network network : networks) {
        IntStream.range(0, grid.height())
            .parallel()
            .forEach(row -> network.rows[row].addCopies(copies(network, row, all)));
      }
    }
  }

  /** One row's part of the copies of some images. */
  private ImageCopies copies(Network network, int row, int[] ofImages) {
    if (copies == null || ofImages.length == 0) {
      return ImageCopies.NONE;
    }
    float[] values = new float[ofImages.length * each * rowLength];
    int at = 0;
    for (int image : ofImages) {
      for (int c = 0; c < each; c++) {
        int number = image * Variations.MOST + c;
        copies.read(number, row * rowLength, rowLength, values, at);
        at += rowLength;
      }
    }
    return new ImageCopies(part(network, values), each, Variations.weight(images));
  }

  @Override
  public void close() {
    if (copies != null) {
      copies.close();
    }
    sampled.close();
  }
}
