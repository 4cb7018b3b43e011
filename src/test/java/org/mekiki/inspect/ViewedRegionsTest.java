package org.mekiki.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.view.Viewer;
import org.mekiki.view.align.picture.Box;

class ViewedRegionsTest {
  private static final double THRESHOLD = 5;
  private static final Picture FRAME =
      Picture.ofRaw(PixelFormat.GRAY8, 20, 10, 0, new byte[20 * 10]);

  /**
   * A map pixel is 2.5 pixels of the frame, the map's corner lies at 3, 1; column 0 doesn't count.
   */
  private static final Viewer.Seen SEEN =
      new Viewer.Seen() {
        @Override
        public ImageTensor tensor() {
          throw new UnsupportedOperationException("regions are found on the map");
        }

        @Override
        public AnomalyMap frameMap(AnomalyMap map) {
          throw new UnsupportedOperationException("regions are found on the map");
        }

        @Override
        public boolean counts(int x, int y) {
          return x > 0;
        }

        @Override
        public Viewer.Spot spot(Box box) {
          return new Viewer.Spot(
              Optional.of(box.x() < 4 ? "left" : "right"),
              new Box(3 + 2.5 * box.x(), 1 + 2.5 * box.y(), 2.5 * box.width(), 2.5 * box.height()),
              2.5);
        }
      };

  private static ViewedRegions find(int limit, float... values) {
    return ViewedRegions.find(new AnomalyMap(2, 6, values), THRESHOLD, SEEN, FRAME, limit);
  }

  @Test
  void regionsLieInTheFramesPixelsRoundedOutwards() {
    ViewedRegions found =
        find(
            8, //
            99, 6, 0, 0, 0, 0, //
            99, 7, 0, 0, 9, 0);

    // Columns 1 and 4 begin at 5.5 and 13; rows 0 and 1 at 1 and 3.5.
    assertThat(found.regions())
        .containsExactly(
            new Region(13, 3, 3, 3, 9, 6.25 / 200), new Region(5, 1, 3, 5, 7, 12.5 / 200));
    assertThat(found.worst()).contains("right");
  }

  @Test
  void theWorstRegionIsNamedEvenIfNoneIsListed() {
    ViewedRegions found = find(0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    assertThat(found.regions()).isEmpty();
    assertThat(found.worst()).contains("left");
  }

  @Test
  void whatDoesNotCountIsNoRegion() {
    ViewedRegions found = find(8, 99, 0, 0, 0, 0, 0, 99, 0, 0, 0, 0, 0);

    assertThat(found.regions()).isEmpty();
    assertThat(found.worst()).isEmpty();
  }

  @Test
  void aRegionStaysWithinTheFrame() {
    Picture small = Picture.ofRaw(PixelFormat.GRAY8, 17, 5, 0, new byte[17 * 5]);
    AnomalyMap map = new AnomalyMap(2, 6, new float[] {0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 9});

    // Column 5 would end at 18, row 1 at 6.
    assertThat(ViewedRegions.find(map, THRESHOLD, SEEN, small, 8).regions())
        .containsExactly(new Region(15, 1, 2, 4, 9, 12.5 / 85));
  }
}
