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

  /** What the network gets of a picture; one that can't be aligned counts as unreadable. */
  static Viewer.Seen see(Viewer viewer, Picture picture) throws UnreadableException {
    Pose pose = viewer.locate(picture);
    if (pose instanceof Pose.Found found) {
      return viewer.see(picture, found);
    }
    throw new UnreadableException("not aligned: " + ((Pose.NotAligned) pose).reason(), null);
  }
}
