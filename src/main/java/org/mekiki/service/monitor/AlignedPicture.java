package org.mekiki.service.monitor;

import java.util.List;
import java.util.function.Function;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.Picture;
import org.mekiki.image.file.ImageException;
import org.mekiki.inspect.Frame;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.view.FrameSize;
import org.mekiki.view.Padding;
import org.mekiki.view.View;
import org.mekiki.view.ViewDraft;
import org.mekiki.view.ViewException;
import org.mekiki.view.Viewer;
import org.mekiki.view.align.Aligner;
import org.mekiki.view.align.Alignment;
import org.mekiki.view.align.Pose;
import org.mekiki.view.align.picture.Affine;
import org.mekiki.web.ViewSetup;
import org.mekiki.web.http.Refusal;
import org.mekiki.web.http.RefusedException;

/** The part of a frame as an alignment lays it, for people to draw areas on. */
final class AlignedPicture {
  /** Of the picture that is drawn on; larger ones show no more on a screen. */
  private static final int LONGEST_SIDE = 1024;

  private final FrameSize size;
  private final Alignment alignment;
  private final Aligner aligner;

  /**
   * @param size of the frames that the alignment was learned from
   * @throws ViewException if nothing is aligned
   */
  AlignedPicture(FrameSize size, Alignment alignment) {
    this.size = size;
    this.alignment = alignment;
    this.aligner =
        alignment
            .aligner()
            .orElseThrow(() -> new ViewException(List.of("align is 'none': choose an alignment")));
  }

  /**
   * The first frame that can be read and aligned.
   *
   * @param decoder decodes frames at a size or larger
   * @throws RefusedException if none can, with the reason of the first
   */
  ViewSetup.Aligned of(
      List<Frame.Content> frames, Function<ImageShape, Function<Frame.Content, Picture>> decoder) {
    View whole = whole();
    Preprocessing plain = Preprocessing.unit(whole.canvas().height(), whole.canvas().width());
    Viewer viewer = Viewer.of(whole, new ImagePreprocessor(plain));
    Function<Frame.Content, Picture> decode = decoder.apply(viewer.wanted());
    SeenPictures pictures = new SeenPictures(viewer, plain, decode, LONGEST_SIDE);
    String why = null;
    for (int i = 0; i < frames.size(); i++) {
      Frame.Content frame = frames.get(i);
      String reason;
      try {
        Picture picture = decode.apply(frame);
        Pose pose = viewer.locate(picture);
        if (pose instanceof Pose.Found found) {
          byte[] jpeg = pictures.jpeg(viewer.see(picture, found));
          return new ViewSetup.Aligned(
              aligner.width(),
              aligner.height(),
              alignment.toJson(),
              i,
              toFrame(found, picture),
              jpeg);
        }
        reason = ((Pose.NotAligned) pose).reason();
      } catch (ImageException e) {
        reason = e.getMessage();
      }
      why = why == null ? reason : why;
    }
    throw new RefusedException(Refusal.NOT_ALIGNED, "no frame can be aligned: " + why);
  }

  /** All of the aligned picture, in its own shape. */
  private View whole() {
    ViewDraft all = ViewDraft.WHOLE;
    return new ViewDraft(
            all.frame(),
            all.align(),
            all.learned(),
            Padding.STRETCH,
            all.input(),
            all.regions(),
            all.ignored(),
            all.mask())
        .resolve(size, alignment, new ImageShape(3, LONGEST_SIDE, LONGEST_SIDE));
  }

  private List<Double> toFrame(Pose.Found found, Picture picture) {
    Affine map =
        found
            .alignedToFrame()
            .then(
                Affine.scale(
                    (double) picture.originalWidth() / size.width(),
                    (double) picture.originalHeight() / size.height()));
    return List.of(map.xx(), map.xy(), map.dx(), map.yx(), map.yy(), map.dy());
  }
}
