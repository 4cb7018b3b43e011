package org.mekiki.camera.simulated;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.mekiki.camera.CapturedFrame;
import org.mekiki.camera.Defect;
import org.mekiki.camera.FrameSource;
import org.mekiki.camera.Label;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;

/**
 * A camera over a line that doesn't exist: parts pass, no two alike, some defective, and for each
 * the truth is known. Frames are JPEGs; their size is the scene's, 640×480 by default.
 *
 * <p>Seed, options and index decide a frame to the byte; the scene and the defect have random
 * streams of their own, so the same index without its defect is the same frame but for the defect's
 * box (and what JPEG makes of it). All cameras look at the same kind of part: train on one seed,
 * score another. For one thread.
 */
public final class SimulatedCamera implements FrameSource {
  /** Columns of every frame of the default scene. */
  public static final int WIDTH = 640;

  /** Rows of every frame of the default scene. */
  public static final int HEIGHT = 480;

  private static final long SCENE = 1;
  private static final long VERDICT = 2;
  private static final long DEFECT = 3;
  private static final int REPAINTS = 20;
  private static final double VISIBLE_AMOUNT = 12;
  private static final int JPEG_QUALITY = 85;
  private static final Instant FIRST_FRAME_AT = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration INTERVAL = Duration.ofMillis(100);

  private final String camera;
  private final long seed;
  private final long frames;
  private final SimulationOptions options;
  private final List<Defect.Kind> kinds;
  private final FrameRenderer renderer;
  private long next;

  /**
   * @param camera id that the frames carry
   * @param seed decides everything together with the options
   * @param frames number after which {@link #next()} ends; {@link Long#MAX_VALUE} for a line that
   *     never stops
   */
  public SimulatedCamera(String camera, long seed, long frames, SimulationOptions options) {
    if (frames < 0) {
      throw new IllegalArgumentException("simulated camera: " + frames + " frames is negative");
    }
    this.camera = camera;
    this.seed = seed;
    this.frames = frames;
    this.options = options;
    this.renderer = options.scene().renderer();
    this.kinds = List.copyOf(options.scene().kinds());
  }

  @Override
  public Optional<CapturedFrame> next() {
    return next < frames ? Optional.of(frame(next++)) : Optional.empty();
  }

  /** Any frame of the line; the same index always gives the same frame. */
  public CapturedFrame frame(long index) {
    SplittableRandom verdict = random(index, VERDICT);
    boolean defective = verdict.nextDouble() < options.defectRate();
    Defect.Kind kind = kinds.get(verdict.nextInt(kinds.size()));
    return frame(index, defective ? Optional.of(kind) : Optional.empty());
  }

  /** Frame {@code index} as it would be with this defect, or with none. */
  public CapturedFrame frame(long index, Optional<Defect.Kind> kind) {
    Scene scene = scene(index);
    Optional<DefectPatch> patch = kind.map(k -> patch(index, scene, k));
    return new CapturedFrame(
        camera,
        Optional.of(camera + "-" + index),
        FIRST_FRAME_AT.plus(INTERVAL.multipliedBy(index)),
        index,
        ImageWriter.jpeg(picture(scene, patch), JPEG_QUALITY),
        Optional.of(patch.map(p -> Label.of(p.toDefect(options.scene()))).orElse(Label.GOOD)));
  }

  /** The sensor's pixels of {@link #frame(long, Optional)}, before JPEG. */
  public Picture picture(long index, Optional<Defect.Kind> kind) {
    Scene scene = scene(index);
    return picture(scene, kind.map(k -> patch(index, scene, k)));
  }

  /** How the part lies in {@link #frame(long)}. */
  public PartPose pose(long index) {
    Placement placement = scene(index).placement();
    // A frame's colours belong to the pixels' corners in the renderer, to their middles elsewhere.
    return new PartPose(
        placement.frameX(0, 0) + options.scene().partLeft() + 0.5,
        placement.frameY(0, 0) + options.scene().partTop() + 0.5,
        StrictMath.atan2(placement.sin(), placement.cos()));
  }

  @Override
  public void close() {
    next = frames;
  }

  private Picture picture(Scene scene, Optional<DefectPatch> patch) {
    byte[] pixels = renderer.render(scene, patch);
    return Picture.ofRaw(
        PixelFormat.RGB8, options.scene().width(), options.scene().height(), 0, pixels);
  }

  private Scene scene(long index) {
    if (index < 0) {
      throw new IllegalArgumentException("simulated frame " + index + " is negative");
    }
    return Scene.draw(random(index, SCENE), options.scene());
  }

  /** Paints again where chance put the defect out of sight (print smeared along itself, say). */
  private DefectPatch patch(long index, Scene scene, Defect.Kind kind) {
    SplittableRandom random = random(index, DEFECT);
    DefectPainter painter =
        new DefectPainter(PartLayers.shared(), scene, random, options.scene().defectScale(kind));
    DefectPatch patch = painter.paint(kind);
    for (int i = 0; i < REPAINTS && patch.amount() < VISIBLE_AMOUNT; i++) {
      patch = painter.paint(kind);
    }
    return patch;
  }

  /** A random stream for each frame and purpose. */
  private SplittableRandom random(long index, long purpose) {
    return new SplittableRandom(
        new SplittableRandom(seed).nextLong() ^ index * 0x9e3779b97f4a7c15L + purpose);
  }
}
