package org.mekiki.service.monitor;

import java.util.function.Function;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PictureResizer;
import org.mekiki.image.PixelFormat;
import org.mekiki.image.file.ImageException;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Rejection;
import org.mekiki.padim.feature.ChannelOrder;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.view.Viewer;
import org.mekiki.view.align.Pose;
import org.mekiki.web.ViewSetup;

/** Frames as a network gets them, as small pictures for people; what doesn't count is dark. */
final class SeenPictures {
  private static final int LONGEST_SIDE = 360;
  private static final int QUALITY = 85;
  private static final float DARK = 0.35f;
  private static final int COLOURS = 3;

  private final Viewer viewer;
  private final Preprocessing preprocessing;
  private final Function<Frame.Content, Picture> decode;
  private final int longestSide;

  /** As the other one, for many pictures beside each other. */
  SeenPictures(
      Viewer viewer, Preprocessing preprocessing, Function<Frame.Content, Picture> decode) {
    this(viewer, preprocessing, decode, LONGEST_SIDE);
  }

  /**
   * @param decode gives a frame's picture, at the size that the viewer wants
   * @param longestSide of pictures, in pixels
   */
  SeenPictures(
      Viewer viewer,
      Preprocessing preprocessing,
      Function<Frame.Content, Picture> decode,
      int longestSide) {
    this.viewer = viewer;
    this.preprocessing = preprocessing;
    this.decode = decode;
    this.longestSide = longestSide;
  }

  /** A frame through the view, or why it can't be read or aligned. */
  ViewSetup.Seen of(Frame.Content frame) {
    try {
      Picture picture = decode.apply(frame);
      Pose pose = viewer.locate(picture);
      return pose instanceof Pose.Found found
          ? ViewSetup.Seen.shown(jpeg(viewer.see(picture, found)))
          : ViewSetup.Seen.failed(Rejection.NOT_ALIGNED, ((Pose.NotAligned) pose).reason());
    } catch (ImageException e) {
      return ViewSetup.Seen.failed(Rejection.of(e.reason()), e.getMessage());
    }
  }

  /** What is seen, as a JPEG. */
  byte[] jpeg(Viewer.Seen seen) {
    ImageTensor tensor = seen.tensor();
    int width = tensor.shape().width();
    int height = tensor.shape().height();
    byte[] pixels = new byte[width * height * COLOURS];
    for (int i = 0; i < width * height; i++) {
      float light = seen.counts(i % width, i / width) ? 1 : DARK;
      for (int channel = 0; channel < COLOURS; channel++) {
        double value =
            tensor.values()[channel * width * height + i] * preprocessing.std().get(channel)
                + preprocessing.mean().get(channel);
        int colour = preprocessing.order() == ChannelOrder.RGB ? channel : 2 - channel;
        pixels[i * COLOURS + colour] =
            (byte) Math.min(255, Math.max(0, Math.round(255 * light * value)));
      }
    }
    Picture whole = Picture.ofRaw(PixelFormat.RGB8, width, height, 0, pixels);
    double scale = Math.min(1, (double) longestSide / Math.max(width, height));
    int columns = Math.max(1, (int) Math.round(width * scale));
    int rows = Math.max(1, (int) Math.round(height * scale));
    return ImageWriter.jpeg(PictureResizer.resize(whole, columns, rows), QUALITY);
  }
}
