package org.mekiki.view;

import java.util.Optional;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.Picture;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.padim.map.PatchMask;
import org.mekiki.view.align.Pose;
import org.mekiki.view.align.picture.Affine;
import org.mekiki.view.align.picture.Box;

/** No view: the whole frame, resized and cropped as the backbone's preprocessing says. */
record WholeFrame(ImagePreprocessor preprocessor) implements Viewer {
  private static final Pose.Found AS_IT_IS = new Pose.Found(Affine.IDENTITY, 1);

  @Override
  public boolean isWhole() {
    return true;
  }

  @Override
  public ImageShape wanted() {
    return preprocessor.preprocessing().resized();
  }

  @Override
  public ImageShape mapSize() {
    return preprocessor.preprocessing().resized();
  }

  @Override
  public Optional<PatchMask> patches(Grid grid) {
    return Optional.empty();
  }

  @Override
  public Pose locate(Picture picture) {
    return AS_IT_IS;
  }

  @Override
  public Seen see(Picture picture, Pose.Found pose) {
    return new Whole(
        preprocessor.apply(picture),
        preprocessor.preprocessing().resized(),
        picture.originalWidth(),
        picture.originalHeight());
  }

  /** The whole frame; maps cover it as they are, {@code map} pixels for its width and height. */
  private record Whole(ImageTensor tensor, ImageShape map, int width, int height) implements Seen {
    @Override
    public AnomalyMap frameMap(AnomalyMap same) {
      return same;
    }

    @Override
    public boolean counts(int x, int y) {
      return true;
    }

    @Override
    public Spot spot(Box box) {
      Affine toFrame = Affine.scale((double) width / map.width(), (double) height / map.height());
      return new Spot(Optional.empty(), toFrame.box(box), toFrame.magnification());
    }
  }
}
