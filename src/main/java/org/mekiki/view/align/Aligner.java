package org.mekiki.view.align;

import org.mekiki.image.Picture;

/**
 * Finds out how the part lies in a frame. Safe for use by several threads; the same picture always
 * gives the same pose.
 */
public interface Aligner {
  /** Columns of the aligned picture, in pixels of the frames that it was learned from. */
  int width();

  /** Rows of the aligned picture, in pixels of the frames that it was learned from. */
  int height();

  /**
   * Where the aligned picture lies in this frame.
   *
   * @param picture the whole frame; it may have been decoded at a reduced size
   */
  Pose locate(Picture picture);
}
