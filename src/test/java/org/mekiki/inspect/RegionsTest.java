package org.mekiki.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mekiki.padim.map.AnomalyMap;

class RegionsTest {
  private static final double THRESHOLD = 5;

  @Test
  void pixelsThatTouchAtACornerAreOneRegion() {
    AnomalyMap map = map(4, 9, 0, 0, 0, 0, 5, 0, 7, 0, 0, 0, 0);

    List<Region> regions = Regions.find(map, THRESHOLD, 4, 3, 16);

    assertThat(regions)
        .containsExactly(new Region(0, 0, 2, 2, 9, 2 / 12.0), new Region(3, 1, 1, 1, 7, 1 / 12.0));
  }

  /** The left arm is found from below: neighbours above and to the left count as well. */
  @Test
  void aRegionThatTurnsBackIsOne() {
    AnomalyMap map =
        map(
            4, //
            0, 0, 0, 9, //
            6, 0, 0, 8, //
            0, 7, 8, 0);

    assertThat(Regions.find(map, THRESHOLD, 4, 3, 16))
        .containsExactly(new Region(0, 0, 4, 3, 9, 5 / 12.0));
  }

  @Test
  void aPixelAtTheThresholdCountsAndOneBelowDoesNot() {
    assertThat(Regions.find(map(2, 5, 4.999f), THRESHOLD, 2, 1, 16))
        .containsExactly(new Region(0, 0, 1, 1, 5, 0.5));
    assertThat(Regions.find(map(2, 1, 2), THRESHOLD, 2, 1, 16)).isEmpty();
  }

  @Test
  void boxesAreRoundedOutwardsToPixelsOfThePicture() {
    AnomalyMap map = map(3, 0, 9, 0);

    // The middle third of 10 columns is 3.33 to 6.67; of 2 columns 0.67 to 1.33.
    assertThat(Regions.find(map, THRESHOLD, 10, 7, 1))
        .containsExactly(new Region(3, 0, 4, 7, 9, 1 / 3.0));
    assertThat(Regions.find(map, THRESHOLD, 2, 1, 1))
        .containsExactly(new Region(0, 0, 2, 1, 9, 1 / 3.0));
  }

  @Test
  void theRegionsWithTheHighestPeaksStay() {
    AnomalyMap map = map(5, 6, 0, 8, 0, 7);

    assertThat(Regions.find(map, THRESHOLD, 5, 1, 2))
        .extracting(Region::peak)
        .containsExactly(8.0, 7.0);
    assertThat(Regions.find(map, THRESHOLD, 5, 1, 0)).isEmpty();
  }

  private static AnomalyMap map(int width, float... values) {
    return new AnomalyMap(values.length / width, width, values);
  }
}
