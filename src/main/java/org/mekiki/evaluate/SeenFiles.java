package org.mekiki.evaluate;

import java.nio.file.Path;
import java.util.List;
import org.mekiki.evaluate.data.ImageFiles;
import org.mekiki.evaluate.data.ImageFiles.UnreadableException;
import org.mekiki.evaluate.data.Mask;
import org.mekiki.image.Picture;
import org.mekiki.view.Viewer;
import org.mekiki.view.align.Pose;

/** What a network gets of pictures in files. Thread-safe. */
record SeenFiles(ImageFiles files, Viewer viewer) {
  /** A picture can't be aligned; the message says why. Good ones count as unreadable. */
  static final class NotAlignedException extends UnreadableException {
    private static final long serialVersionUID = 1;

    private final String why;

    NotAlignedException(String why) {
      super("not aligned: " + why, null);
      this.why = why;
    }

    String why() {
      return why;
    }
  }

  /** See {@link ImageFiles#learnBits}. */
  void learnBits(List<Path> good) {
    files.learnBits(good);
  }

  /** See {@link ImageFiles#picture}. */
  Picture picture(Path file) throws UnreadableException {
    return files.picture(file);
  }

  /** See {@link ImageFiles#mask}. */
  Mask mask(Path file) throws UnreadableException {
    return files.mask(file);
  }

  /** What the network gets of a file. */
  Viewer.Seen see(Path file) throws UnreadableException {
    return see(files.picture(file));
  }

  /** What the network gets of a picture. */
  Viewer.Seen see(Picture picture) throws UnreadableException {
    return see(viewer, picture);
  }

  /**
   * What the network gets of a picture.
   *
   * @throws NotAlignedException if it can't be aligned
   */
  static Viewer.Seen see(Viewer viewer, Picture picture) throws NotAlignedException {
    Pose pose = viewer.locate(picture);
    if (pose instanceof Pose.Found found) {
      return viewer.see(picture, found);
    }
    throw new NotAlignedException(((Pose.NotAligned) pose).reason());
  }
}
