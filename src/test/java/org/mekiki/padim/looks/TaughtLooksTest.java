package org.mekiki.padim.looks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaughtLooksTest {
  private static final TaughtLooks LAMP =
      TaughtLooks.NONE
          .with(new Looks(92, 40, 8))
          .with(new Looks(131, 31, 6.2))
          .with(new Looks(100, 35, 8.9))
          .withAll(Collections.nCopies(97, new Looks(110, 36, 7)));

  @Test
  void knowsTheRangeOfGoodPicturesInWhateverOrderTheyCome() {
    assertThat(LAMP)
        .isEqualTo(new TaughtLooks(100, new Looks(92, 31, 6.2), new Looks(131, 40, 8.9)));
    Looks one = new Looks(1, 2, 3);
    Looks other = new Looks(3, 1, 2);
    assertThat(TaughtLooks.NONE.with(one).with(other))
        .isEqualTo(TaughtLooks.NONE.with(other).with(one));
  }

  @Test
  void saysWithFiguresWhyAPictureIsUnlike() {
    assertThat(LAMP.unlike(new Looks(3, 2, 2.8)))
        .hasValue(
            "the picture is far darker than the good ones: its mean grey level is 3.0, theirs are"
                + " 92 to 131");
    assertThat(LAMP.unlike(new Looks(255, 0, 0)))
        .hasValue(
            "the picture is far flatter than the good ones: its grey levels deviate by 0.0, theirs"
                + " by 31 to 40");
    assertThat(LAMP.unlike(new Looks(110, 33, 2)))
        .hasValue(
            "the picture is far less sharp than the good ones: its neighbouring pixels differ by"
                + " 2.0, theirs by 6.2 to 8.9");
    TaughtLooks dark = TaughtLooks.NONE.with(new Looks(40, 5, 5));
    assertThat(dark.unlike(new Looks(200, 30, 5)))
        .hasValue(
            "the picture is far brighter than the good ones: its mean grey level is 200, theirs are"
                + " 40 to 40");
  }

  @Test
  void aPictureWithinTwiceTheRangeMayBeGood() {
    assertThat(LAMP.unlike(new Looks(47, 16, 3.2))).isEmpty();
    assertThat(LAMP.unlike(new Looks(45, 16, 3.2))).isPresent();
    assertThat(LAMP.unlike(new Looks(255, 16, 3.2))).isEmpty();
    assertThat(LAMP.unlike(new Looks(110, 120, 100))).as("a defect may be bright").isEmpty();
  }

  @Test
  void fewPicturesThatDifferMuchSayLittleOfOthers() {
    List<Looks> varied = List.of(new Looks(50, 30, 6), new Looks(200, 30, 6));
    Looks dim = new Looks(20, 30, 6);
    TaughtLooks few = TaughtLooks.NONE.with(new Looks(90, 30, 6)).withAll(varied);
    TaughtLooks many = few.withAll(Collections.nCopies(200, new Looks(90, 30, 6)));

    assertThat(few.unlike(dim)).isEmpty();
    assertThat(many.unlike(dim)).isPresent();
  }

  @Test
  void whereNothingIsKnownNoPictureIsUnlike() {
    assertThat(TaughtLooks.NONE.unlike(new Looks(0, 0, 0))).isEmpty();
    assertThat(TaughtLooks.NONE.warning()).isEmpty();
    assertThat(TaughtLooks.NONE.withAll(List.of(new Looks(90, 30, 6)))).isEqualTo(TaughtLooks.NONE);
  }

  @Test
  void warnsIfABlackPictureWasTaught() {
    assertThat(LAMP.warning()).isEmpty();
    assertThat(LAMP.with(new Looks(0, 0, 0)).warning())
        .hasValue(
            "a black picture would pass as good, because the darkest good one has mean grey level"
                + " 0.0 and the flattest contrast 0.0: if the lens was covered or the lamp off,"
                + " teach again without those pictures");
    assertThat(TaughtLooks.NONE.with(new Looks(0, 0, 0)).warning()).isPresent();
  }

  @Test
  void warnsIfACoveredLensWithALittleNoiseWasTaught() {
    TaughtLooks covered = LAMP.with(new Looks(4, 2, 2.8));

    assertThat(covered.unlike(new Looks(5, 3, 4))).as("what the warning is about").isEmpty();
    assertThat(covered.warning())
        .get()
        .asString()
        .contains("mean grey level 4.0 and the flattest contrast 2.0");
  }

  @Test
  void aDimLampAloneIsNoReasonToWarn() {
    assertThat(LAMP.with(new Looks(20, 10, 3)).warning()).isEmpty();
  }

  @Test
  void refusesWhatIsNoRange() {
    for (Looks wrong :
        List.of(new Looks(Double.NaN, 1, 1), new Looks(1, -1, 1), new Looks(1, 1, 1.0 / 0))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TaughtLooks.NONE.with(wrong))
          .withMessageStartingWith("looks of 1 good pictures from Looks[")
          .withMessageEndingWith(" are not valid: numbers of 0 or more are");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TaughtLooks(2, new Looks(5, 1, 1), new Looks(4, 1, 1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TaughtLooks(-1, new Looks(1, 1, 1), new Looks(1, 1, 1)));
  }
}
