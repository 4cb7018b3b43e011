package org.mekiki.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.view.Viewer;
import org.mekiki.view.align.picture.Box;

class BlindSpotPictureTest {
  private static final int SIDE = 40;

  /** A map of 40×40 over the middle of a frame of 200×120; what lies above its diagonal counts. */
  private record Triangle() implements Viewer.Seen {
    @Override
    public ImageTensor tensor() {
      throw new UnsupportedOperationException("nothing is scored here");
    }

    @Override
    public AnomalyMap frameMap(AnomalyMap map) {
      return map;
    }

    @Override
    public boolean counts(int x, int y) {
      return x > y;
    }

    @Override
    public Viewer.Spot spot(Box box) {
      Box onFrame = new Box(60 + 2 * box.x(), 20 + 2 * box.y(), 2 * box.width(), 2 * box.height());
      return new Viewer.Spot(Optional.empty(), onFrame, 2);
    }
  }

  @Test
  void coloursWhatTheModelSeesAndNothingElse() {
    Picture frame = Picture.ofRaw(PixelFormat.GRAY8, 200, 120, 0, new byte[200 * 120]);
    Look look =
        new Look(
            new Surface(frame, new Triangle(), SIDE, SIDE),
            new AnomalyMap(SIDE, SIDE, new float[SIDE * SIDE]));
    List<BlindSpots.Cell> cells =
        List.of(
            new BlindSpots.Cell(0, 0, 80, 40, new Share(3, 3)),
            new BlindSpots.Cell(1, 0, 120, 40, new Share(0, 3)),
            new BlindSpots.Cell(1, 1, 120, 80, new Share(3, 3)));

    Picture map = BlindSpotPicture.draw(look, 2, 2, cells);

    assertThat(map.width()).isEqualTo(200);
    assertThat(isBlue(map, 85, 25)).as("found, at the top left").isTrue();
    assertThat(isOrange(map, 125, 40)).as("missed, at the top right").isTrue();
    assertThat(isBlue(map, 130, 70)).as("found, at the bottom right").isTrue();
    int coloured = 0;
    for (int y = 0; y < 120; y++) {
      for (int x = 0; x < 200; x++) {
        boolean seen = x >= 60 && x < 140 && y >= 20 && y < 100 && (x - 60) / 2 > (y - 20) / 2;
        boolean painted = isBlue(map, x, y) || isOrange(map, x, y);
        assertThat(!painted || seen).as("%d, %d is not seen", x, y).isTrue();
        coloured += painted ? 1 : 0;
      }
    }
    assertThat(coloured).as("of 3120 pixels, but for gaps").isBetween(2300, 3000);
  }

  private static boolean isBlue(Picture map, int x, int y) {
    return map.sample(x, y, 2) > map.sample(x, y, 0);
  }

  private static boolean isOrange(Picture map, int x, int y) {
    return map.sample(x, y, 0) > map.sample(x, y, 2);
  }
}
