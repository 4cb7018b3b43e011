package org.mekiki.view.align;

import java.util.Locale;
import org.mekiki.text.Text;
import org.mekiki.view.align.picture.Affine;

/** How a part lies in one frame, or why that could not be found out. */
public sealed interface Pose {
  /**
   * The part was found.
   *
   * @param alignedToFrame from the aligned picture's pixels to those of the frame at its original
   *     size, whatever size it was decoded at
   * @param quality correlation with what was learned, 0…1; 1 is the same picture
   */
  record Found(Affine alignedToFrame, double quality) implements Pose {
    public Found {
      if (!(quality >= 0 && quality <= 1)) {
        throw new IllegalArgumentException(
            Text.of("pose of quality %s: it must be in 0…1", quality));
      }
    }
  }

  /**
   * The frame can't be aligned: no part, a part of another size, several of them.
   *
   * @param reason a sentence with the figures, for people
   */
  record NotAligned(String reason) implements Pose {
    public NotAligned {
      if (reason.isBlank()) {
        throw new IllegalArgumentException("a frame that isn't aligned needs a reason");
      }
    }

    static NotAligned of(String format, Object... figures) {
      return new NotAligned(String.format(Locale.ROOT, format, figures));
    }
  }
}
