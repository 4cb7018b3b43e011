package org.mekiki.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.mekiki.image.EncodedHeatmap;
import org.mekiki.image.Overlay;

/**
 * An anomaly map as a picture to lay over its frame: JET colours on a scale that the threshold
 * fixes, see-through where the frame is good.
 *
 * <p>A map is stored as an 8-bit grey PNG. An 8-bit palette PNG has the same pixel data, so
 * colouring takes no decoding: the header's colour type is changed, a palette of 256 colours (PLTE)
 * with their opacities (tRNS) is put in, and the compressed pixels are copied as they are (PNG
 * specification, third edition, 11.2). That costs the server microseconds where decoding, colouring
 * and compressing would cost milliseconds.
 *
 * <p>The scale is the distance over the threshold, not the map's own range: two frames of one
 * camera have the same colours, and a good frame is never red. The threshold lies at {@value
 * #THRESHOLD_COLOUR} of JET (orange), the hottest red at 4/3 of the threshold. A value becomes
 * visible at {@value #VISIBLE_FROM} of the threshold, faintly at first, and is opaque at the
 * threshold.
 */
final class HeatmapColours {
  private static final double THRESHOLD_COLOUR = 0.75;
  private static final double VISIBLE_FROM = 0.6;

  private static final int LEVELS = 256;
  private static final int SIGNATURE_BYTES = 8;

  /** Length, type and checksum around a chunk's data. */
  private static final int CHUNK_FRAME = 12;

  private static final int BIT_DEPTH_AT = 8;
  private static final int COLOUR_TYPE_AT = 9;
  private static final int GREY = 0;
  private static final int PALETTE = 3;

  private HeatmapColours() {}

  /**
   * A PNG of the map's size with colours and opacity.
   *
   * @param threshold distance from which on a frame is anomalous
   * @throws IllegalArgumentException if the map is no 8-bit grey PNG
   */
  static byte[] png(EncodedHeatmap heatmap, double threshold) {
    ByteBuffer in = ByteBuffer.wrap(heatmap.png());
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.remaining() + 4 * LEVELS + 64);
    if (in.remaining() < SIGNATURE_BYTES) {
      throw notGrey();
    }
    out.write(heatmap.png(), 0, SIGNATURE_BYTES);
    in.position(SIGNATURE_BYTES);
    String type = "";
    while (!type.equals("IEND")) {
      byte[] data = new byte[length(in)];
      type = type(in);
      in.get(data).getInt(); // and the checksum
      switch (type) {
        case "IHDR" -> {
          if (data.length != 13 || data[BIT_DEPTH_AT] != 8 || data[COLOUR_TYPE_AT] != GREY) {
            throw notGrey();
          }
          data[COLOUR_TYPE_AT] = PALETTE;
          chunk(out, type, data);
          palette(out, heatmap, threshold);
        }
        case "IDAT", "IEND" -> chunk(out, type, data);
        default -> {} // metadata, which a map has none of
      }
    }
    return out.toByteArray();
  }

  /** Of the next chunk's data; its type and checksum are there too. */
  private static int length(ByteBuffer in) {
    int length = in.remaining() < CHUNK_FRAME ? -1 : in.getInt();
    if (length < 0 || length > in.remaining() - CHUNK_FRAME + 4) {
      throw notGrey();
    }
    return length;
  }

  private static String type(ByteBuffer in) {
    byte[] type = new byte[4];
    in.get(type);
    return new String(type, StandardCharsets.ISO_8859_1);
  }

  private static void palette(ByteArrayOutputStream out, EncodedHeatmap heatmap, double threshold) {
    byte[] colours = new byte[3 * LEVELS];
    byte[] opacities = new byte[LEVELS];
    double step = (heatmap.maximum() - heatmap.minimum()) / (LEVELS - 1);
    for (int level = 0; level < LEVELS; level++) {
      double share = share(heatmap.minimum() + step * level, threshold);
      int rgb = Overlay.colour(share * THRESHOLD_COLOUR);
      colours[3 * level] = (byte) (rgb >> 16);
      colours[3 * level + 1] = (byte) (rgb >> 8);
      colours[3 * level + 2] = (byte) rgb;
      double rise = Math.min(1, Math.max(0, (share - VISIBLE_FROM) / (1 - VISIBLE_FROM)));
      opacities[level] = (byte) Math.round(255 * rise * rise);
    }
    chunk(out, "PLTE", colours);
    chunk(out, "tRNS", opacities);
  }

  /** Distance over threshold; a threshold of 0 or less makes everything at or above it hot. */
  private static double share(double distance, double threshold) {
    if (threshold > 0) {
      return distance / threshold;
    }
    return distance >= threshold ? 1 / THRESHOLD_COLOUR : 0;
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(name);
    out.writeBytes(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  private static IllegalArgumentException notGrey() {
    return new IllegalArgumentException(
        "the heatmap is not a whole greyscale PNG of 8 bits a pixel");
  }
}
