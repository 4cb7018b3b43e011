package org.mekiki.view.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mekiki.view.align.picture.Affine;
import org.mekiki.view.align.picture.Box;

class AffineTest {
  private static final double EXACT = 1e-9;

  @Test
  void aMapAndItsInverseGiveEveryPointOfALargeFrameBack() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1000; i++) {
      Affine map = random(random);
      double x = random.nextDouble(5000);
      double y = random.nextDouble(5000);
      assertThat(map.invert().x(map.x(x, y), map.y(x, y))).isCloseTo(x, within(EXACT));
      assertThat(map.invert().y(map.x(x, y), map.y(x, y))).isCloseTo(y, within(EXACT));
    }
  }

  @Test
  void mapsComposeFromTheFirstToTheNext() {
    SplittableRandom random = new SplittableRandom(2);
    Affine first = random(random);
    Affine next = random(random);
    Affine both = first.then(next);
    assertThat(both.x(3, 4)).isCloseTo(next.x(first.x(3, 4), first.y(3, 4)), within(EXACT));
    assertThat(both.y(3, 4)).isCloseTo(next.y(first.x(3, 4), first.y(3, 4)), within(EXACT));
    assertThat(Affine.shift(10, 0).then(Affine.scale(2, 2)).x(1, 0)).isEqualTo(22);
  }

  @Test
  void aTurnIsClockwiseOnAPicture() {
    Affine quarter = Affine.turn(Math.PI / 2);
    assertThat(quarter.x(1, 0)).isCloseTo(0, within(EXACT));
    assertThat(quarter.y(1, 0)).isCloseTo(1, within(EXACT));
  }

  @Test
  void theBoxOfATurnedBoxHoldsItsFourCornersAndNoMore() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 100; i++) {
      Affine map = random(random);
      Box box = new Box(random.nextDouble(9), 7, 20, 1 + random.nextDouble(30));
      double left = Double.MAX_VALUE;
      double bottom = -Double.MAX_VALUE;
      for (double x : new double[] {box.x(), box.right()}) {
        for (double y : new double[] {box.y(), box.bottom()}) {
          left = Math.min(left, map.x(x, y));
          bottom = Math.max(bottom, map.y(x, y));
        }
      }
      assertThat(map.box(box).x()).isCloseTo(left, within(EXACT));
      assertThat(map.box(box).bottom()).isCloseTo(bottom, within(EXACT));
    }
  }

  @Test
  void aMapThatFlattensThePlaneIsRefused() {
    assertThatThrownBy(() -> new Affine(1, 2, 0, 2, 4, 0))
        .hasMessageContaining("determinant 0.0: it must be finite and not 0");
    assertThatThrownBy(() -> Affine.shift(Double.NaN, 0)).hasMessageContaining("finite");
  }

  private static Affine random(SplittableRandom random) {
    return Affine.scale(0.3 + random.nextDouble(), 0.3 + random.nextDouble())
        .then(Affine.turn(random.nextDouble(7)))
        .then(Affine.shift(random.nextDouble(4000), random.nextDouble(4000)));
  }
}
