package org.mekiki.web;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.mekiki.image.EncodedHeatmap;
import org.mekiki.image.HeatmapCodec;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.Region;
import org.mekiki.inspect.StageTimes;

/** Frames and verdicts with made-up numbers. */
public final class Shots {
  public static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  public static final double THRESHOLD = 10;

  /** 2x2: 0, half the threshold, the threshold, twice the threshold. */
  public static final EncodedHeatmap MAP =
      new HeatmapCodec().encode(new float[] {0, 5, 10, 20}, 2, 2);

  private static final byte[] JPEG = ImageWriter.jpeg(picture(), 90);

  private Shots() {}

  public static byte[] jpeg() {
    return JPEG.clone();
  }

  static byte[] png() {
    return ImageWriter.png(picture());
  }

  static Picture picture() {
    byte[] pixels = new byte[8 * 6];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (5 * i);
    }
    return Picture.ofRaw(PixelFormat.GRAY8, 8, 6, 0, pixels);
  }

  public static Frame frame(String camera) {
    return frame(camera, new Frame.Encoded(jpeg()));
  }

  public static Frame frame(String camera, Frame.Content content) {
    return frame(camera, "frames-0-7", NOW.minusMillis(40), content);
  }

  public static Frame frame(String camera, String id, Instant capturedAt) {
    return frame(camera, id, capturedAt, new Frame.Encoded(jpeg()));
  }

  public static Frame frame(String camera, String id, Instant capturedAt, Frame.Content content) {
    return new Frame(camera, id, "part", capturedAt, OptionalLong.empty(), content, Map.of());
  }

  public static Inspection good() {
    return inspection(6, false);
  }

  public static Inspection bad() {
    return inspection(20, true);
  }

  /** A frame that could not be aligned. */
  public static Inspection notAligned(String why) {
    return new Inspection(
        "part",
        3,
        THRESHOLD,
        1,
        THRESHOLD,
        true,
        8,
        6,
        List.of(),
        MAP,
        new StageTimes(1_000_000, 2_000_000, 0, 0, 0, 500),
        Optional.empty(),
        Optional.of(why),
        Optional.empty());
  }

  /** A frame whose picture as a whole is unlike the good ones. */
  public static Inspection unlike(String why) {
    return new Inspection(
        "part",
        3,
        THRESHOLD,
        1,
        THRESHOLD,
        true,
        8,
        6,
        List.of(),
        MAP,
        new StageTimes(1_000_000, 0, 20_000_000, 3_000_000, 4_000_000, 5_000_500),
        Optional.empty(),
        Optional.empty(),
        Optional.of(why));
  }

  /** A good frame of that size. */
  public static Inspection good(int width, int height) {
    return inspection(6, false, width, height);
  }

  public static Inspection inspection(double score, boolean anomalous) {
    return inspection(score, anomalous, 8, 6);
  }

  private static Inspection inspection(double score, boolean anomalous, int width, int height) {
    return new Inspection(
        "part",
        3,
        score,
        0.5,
        THRESHOLD,
        anomalous,
        width,
        height,
        anomalous ? List.of(new Region(4, 3, 4, 3, score, 0.25)) : List.of(),
        MAP,
        new StageTimes(1_000_000, 0, 20_000_000, 3_000_000, 4_000_000, 5_000_500),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public static Clock clock() {
    return Clock.fixed(NOW, ZoneOffset.UTC);
  }
}
