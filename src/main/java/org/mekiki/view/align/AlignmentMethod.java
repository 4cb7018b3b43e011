package org.mekiki.view.align;

import java.util.Iterator;
import java.util.Optional;
import org.mekiki.image.Picture;
import org.mekiki.text.Labelled;
import org.mekiki.view.align.picture.Box;

/**
 * How frames are to be aligned, before anything is learned.
 *
 * @param anchor the patch that is looked for, in pixels of the first good frame. {@code anchor}
 *     needs one, {@code shift} may have one and takes the whole frame without, the others have none
 */
public record AlignmentMethod(Kind kind, Optional<Box> anchor) {
  /** The methods, as {@code --align} names them. */
  public enum Kind implements Labelled {
    /** Frames are taken as they are. */
    NONE,
    /** The part is shifted, but not turned. */
    SHIFT,
    /** The part lies anywhere at any angle before an empty ground. */
    PART,
    /** A drawn patch is found at any place and angle. */
    ANCHOR;

    /**
     * Reads {@link #label()}.
     *
     * @throws IllegalArgumentException with the valid names
     */
    public static Kind of(String label) {
      String valid = Labelled.all(Kind.class, ", ");
      return Labelled.find(Kind.class, label)
          .orElseThrow(
              () -> new IllegalArgumentException("align is '" + label + "'; valid: " + valid));
    }
  }

  public AlignmentMethod {
    if (kind == Kind.ANCHOR && anchor.isEmpty()) {
      throw new IllegalArgumentException(
          "align 'anchor' needs the anchor: a box around something that every good part shows");
    }
    if (anchor.isPresent() && kind != Kind.ANCHOR && kind != Kind.SHIFT) {
      throw new IllegalArgumentException(
          "align '" + kind.label() + "' has no anchor; 'shift' and 'anchor' have one");
    }
  }

  /**
   * Learns from good frames.
   *
   * @param good at least one; gone through up to three times, and to a hundred frames. The anchor
   *     is drawn on the first
   * @throws IllegalArgumentException with a sentence, if these frames can't be aligned
   */
  public Alignment learn(Iterable<Picture> good) {
    Iterator<Picture> frames = good.iterator();
    if (!frames.hasNext()) {
      throw new IllegalArgumentException("alignment is learned from good frames; there are none");
    }
    return switch (kind) {
      case NONE -> Alignment.NONE;
      case PART -> PartLearner.learn(good);
      case SHIFT, ANCHOR -> PatchLearner.learn(kind, anchor, good);
    };
  }
}
