package org.mekiki.inspect;

import java.util.Map;
import org.mekiki.text.Labelled;

/**
 * How pictures are read and what is required of them, whatever model they are for.
 *
 * @param bits that a camera uses of samples of 16, by camera, 1 to 16 each; a frame that says so
 *     itself comes first, and for other cameras counts what their model was taught with
 * @param otherShape what becomes of a frame whose aspect ratio its model was not taught with
 * @param notAligned what becomes of a frame that its model's view can't align
 * @param unlike what becomes of a frame that as a whole is unlike the good ones
 */
public record PictureRules(
    Map<String, Integer> bits, OtherShape otherShape, NotAligned notAligned, Unlike unlike) {
  /** Nothing is set. */
  public static final PictureRules DEFAULT = new PictureRules(Map.of(), OtherShape.DEAD_LETTER);

  /** Frames that can't be aligned, or are unlike the good ones, are anomalous. */
  public PictureRules(Map<String, Integer> bits, OtherShape otherShape) {
    this(bits, otherShape, NotAligned.ANOMALOUS, Unlike.ANOMALOUS);
  }

  /** What becomes of a frame that is far darker, flatter or less sharp than the good ones. */
  public enum Unlike implements Labelled {
    /** It is anomalous, and the score says why. */
    ANOMALOUS,
    /** Its map alone decides. */
    ACCEPT
  }

  /** What becomes of a frame that can't be aligned. */
  public enum NotAligned implements Labelled {
    /** It is anomalous, and the score says why. */
    ANOMALOUS,
    /** It can't be scored. */
    DEAD_LETTER
  }

  /** What becomes of a frame of another shape. */
  public enum OtherShape implements Labelled {
    /** It can't be scored. */
    DEAD_LETTER,
    /** It is scored, stretched, and the log tells of it. */
    WARNING,
    /** It is scored, stretched. */
    ACCEPT
  }

  public PictureRules {
    bits = Map.copyOf(bits);
  }

  /** Bits of a frame's samples, as far as frame and settings say; 0 if they don't. */
  int bits(Frame frame) {
    int own = frame.picture() instanceof Frame.Encoded encoded ? encoded.bits() : 0;
    return own > 0 ? own : bits.getOrDefault(frame.camera(), 0);
  }
}
