package org.mekiki.config;

import java.util.Map;
import org.mekiki.config.key.ConfigGroup;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.key.Values;
import org.mekiki.config.type.ValueTypes;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.PictureRules;
import org.mekiki.inspect.PictureRules.NotAligned;
import org.mekiki.inspect.PictureRules.OtherShape;
import org.mekiki.inspect.PictureRules.Unlike;

/**
 * What a frame's picture may be at most, and how it is read.
 *
 * @param maxPixels width times height
 * @param maxBytes as it arrives, encoded or raw
 * @param bits that a camera uses of samples of 16, by camera
 * @param otherShape what becomes of a frame whose aspect ratio its model was not taught with
 * @param notAligned what becomes of a frame that its model's view can't align
 * @param unlike what becomes of a frame that as a whole is unlike the good ones
 */
public record ImageSettings(
    long maxPixels,
    long maxBytes,
    Map<String, Integer> bits,
    OtherShape otherShape,
    NotAligned notAligned,
    Unlike unlike) {
  static final ConfigGroup KEYS = new ConfigGroup();

  public static final ConfigKey<Long> MAX_PIXELS =
      KEYS.key(
          "image.max-pixels",
          ValueTypes.longInteger(1, 1_000_000_000),
          "50000000",
          "Maximum number of pixels of a frame; a larger one becomes a dead letter before it"
              + " is decoded. Decoding takes at most 8 bytes of memory per pixel.");
  public static final ConfigKey<Long> MAX_BYTES =
      KEYS.key(
          "image.max-bytes",
          ValueTypes.bytes("1KiB", "1GiB"),
          "64MiB",
          "Largest frame as it arrives, encoded or raw.");
  public static final ConfigKey<Map<String, Integer>> BITS =
      KEYS.key(
          "image.bits",
          ValueTypes.integersByName("pairs CAMERA=BITS", 1, 16),
          "",
          "Bits that these cameras use of the 16 in PNG and TIFF: 10 or 12 for most industrial"
              + " cameras. A frame's header bits overrides it. Other cameras use the value that"
              + " teach found for their model.");
  public static final ConfigKey<OtherShape> OTHER_SHAPE =
      KEYS.key(
          "image.other-shape",
          ValueTypes.choice(OtherShape.class),
          "dead-letter",
          "What to do with a frame whose aspect ratio differs by more than 2 % from what its"
              + " model was taught with. It would be stretched, and its score would mean little.");

  public static final ConfigKey<NotAligned> NOT_ALIGNED =
      KEYS.key(
          "image.not-aligned",
          ValueTypes.choice(NotAligned.class),
          "anomalous",
          "What to do with a frame that its model's view can't align, because the part is missing"
              + " or another one. anomalous: its score says why in the attribute"
              + " mekiki.not-aligned.");
  public static final ConfigKey<Unlike> UNLIKE =
      KEYS.key(
          "image.unlike",
          ValueTypes.choice(Unlike.class),
          "anomalous",
          "What to do with a frame that is far darker, brighter, flatter or less sharp than all"
              + " good frames of its model, but whose map is below the threshold: a covered lens, a"
              + " lamp that is off. anomalous: its score says why in the attribute mekiki.unlike."
              + " accept: it is good.");

  public ImageSettings {
    bits = Map.copyOf(bits);
  }

  static ImageSettings of(Values values) {
    return new ImageSettings(
        values.get(MAX_PIXELS),
        values.get(MAX_BYTES),
        values.get(BITS),
        values.get(OTHER_SHAPE),
        values.get(NOT_ALIGNED),
        values.get(UNLIKE));
  }

  /** Reads pictures within these limits. */
  public ImageDecoder decoder() {
    return new ImageDecoder(new ImageLimits(maxPixels, maxBytes));
  }

  /** As the inspection takes them. */
  public PictureRules rules() {
    return new PictureRules(bits, otherShape, notAligned, unlike);
  }
}
