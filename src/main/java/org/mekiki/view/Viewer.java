package org.mekiki.view;

import java.util.List;
import java.util.Optional;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.Picture;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageArea;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.padim.map.PatchMask;
import org.mekiki.view.align.Pose;
import org.mekiki.view.align.picture.Box;

/**
 * Picture of a frame → what the network gets of it, and back. Training and scoring use the same, so
 * that the same picture always gives the same tensor. Safe for use by several threads.
 */
public interface Viewer {
  /** Whether there is no view: all of the frame is seen. */
  default boolean isWhole() {
    return false;
  }

  /** Size to decode a frame at, or larger, as a shape with 3 channels. */
  ImageShape wanted();

  /** Size of maps that cover the frame, as {@link Seen#frameMap} makes them. */
  ImageShape mapSize();

  /** Which patches of the network's grid count; empty if all do. */
  Optional<PatchMask> patches(Grid grid);

  /**
   * Where on the tensor the regions are shown, without their padding: what moves on the frame moves
   * within one of them. Empty if all of the tensor is one picture.
   */
  default List<ImageArea> areas() {
    return List.of();
  }

  /** Whether {@link #locate} has something to find out. */
  default boolean aligns() {
    return false;
  }

  /**
   * Finds out how the part lies.
   *
   * @param picture the whole frame, decoded at {@link #wanted} or larger
   */
  Pose locate(Picture picture);

  /**
   * What the network gets of a frame.
   *
   * @param picture the one that was given to {@link #locate}
   * @param pose of this picture, from {@link #locate}
   */
  Seen see(Picture picture, Pose.Found pose);

  /** What the network gets of a frame, and the way back to the frame. */
  interface Seen {
    /** For the network. */
    ImageTensor tensor();

    /** A map of the tensor's size as one that covers the whole frame. */
    AnomalyMap frameMap(AnomalyMap map);

    /** Whether a pixel of a map of the tensor's size counts. */
    boolean counts(int x, int y);

    /**
     * Where a box of the map lies on the frame.
     *
     * @param box in pixels of a map of the tensor's size, within one region
     */
    Spot spot(Box box);
  }

  /**
   * A place on a frame.
   *
   * @param region name of the view's region that shows it; empty without a view
   * @param box in the frame's pixels, within the frame
   * @param magnification lengths on the frame for a length on the map
   */
  record Spot(Optional<String> region, Box box, double magnification) {}

  /** Sees the whole frame, as the preprocessor makes it: no view at all. */
  static Viewer whole(ImagePreprocessor preprocessor) {
    return new WholeFrame(preprocessor);
  }

  /**
   * Sees a view.
   *
   * @param preprocessor of the network for the canvas' size
   */
  static Viewer of(View view, ImagePreprocessor preprocessor) {
    return new ViewedFrame(view, preprocessor);
  }
}
