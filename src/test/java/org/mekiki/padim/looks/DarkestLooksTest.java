package org.mekiki.padim.looks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mekiki.padim.looks.DarkestLooks.Culprits;
import org.mekiki.padim.looks.DarkestLooks.Named;

class DarkestLooksTest {
  private static final int GOOD = 100;

  private static final Looks COVERED = new Looks(0, 0, 0);

  /** Lamps that differ a little. */
  private static List<Named<String>> good() {
    Random random = new Random(5);
    List<Named<String>> good = new ArrayList<>();
    for (int i = 0; i < GOOD; i++) {
      good.add(
          new Named<>(
              "good-" + i,
              new Looks(
                  90 + 40 * random.nextDouble(),
                  30 + 10 * random.nextDouble(),
                  6 + 3 * random.nextDouble())));
    }
    return good;
  }

  private static DarkestLooks<String> darkest(List<Named<String>> pictures) {
    DarkestLooks<String> darkest = DarkestLooks.none();
    for (Named<String> one : pictures) {
      darkest = darkest.with(one.name(), one.looks());
    }
    return darkest;
  }

  private static TaughtLooks taught(List<Named<String>> pictures) {
    TaughtLooks taught = TaughtLooks.NONE;
    for (Named<String> one : pictures) {
      taught = taught.with(one.looks());
    }
    return taught;
  }

  private static Culprits<String> culprits(List<Named<String>> pictures) {
    TaughtLooks taught = taught(pictures);
    assertThat(taught.letsBlackPass()).isTrue();
    return darkest(pictures).culprits(taught);
  }

  private static List<Named<String>> with(Looks... others) {
    List<Named<String>> all = good();
    for (Looks other : others) {
      all.add(40 + 2 * (all.size() - GOOD), new Named<>("covered-" + (all.size() - GOOD), other));
    }
    return all;
  }

  @Test
  void namesTheOnePictureOfACoveredLens() {
    assertThat(culprits(with(COVERED))).isEqualTo(new Culprits<>(List.of("covered-0"), true));
    assertThat(culprits(with(new Looks(4, 2, 2.8))).pictures()).containsExactly("covered-0");
  }

  @Test
  void namesAllOfThemAsLongAsTheyAreFew() {
    Looks[] five = new Looks[DarkestLooks.MOST];
    for (int i = 0; i < five.length; i++) {
      five[i] = new Looks(4 - 0.1 * i, 2 - 0.1 * i, 2.8 - 0.1 * i);
    }
    assertThat(culprits(with(five)))
        .isEqualTo(
            new Culprits<>(
                List.of("covered-4", "covered-3", "covered-2", "covered-1", "covered-0"), true));
  }

  @Test
  void saysThatThereAreMoreThanItNames() {
    Looks[] six = Collections.nCopies(DarkestLooks.MOST + 1, COVERED).toArray(new Looks[0]);

    Culprits<String> culprits = culprits(with(six));

    assertThat(culprits.suffice()).isFalse();
    assertThat(culprits.pictures())
        .containsExactly("covered-0", "covered-1", "covered-2", "covered-3", "covered-4");
  }

  @Test
  void aDarkPartIsToldFromACoveredLensByItsContrast() {
    List<Named<String>> dark = new ArrayList<>();
    for (Named<String> one : good()) {
      dark.add(new Named<>(one.name(), new Looks(2, one.looks().contrast(), 7)));
    }
    dark.add(7, new Named<>("covered", COVERED));

    assertThat(culprits(dark)).isEqualTo(new Culprits<>(List.of("covered"), true));
  }

  @Test
  void withoutThePicturesThatItNamesABlackOneDoesNotPass() {
    List<Named<String>> all = with(COVERED, new Looks(3, 1, 1), new Looks(5, 3, 3));
    List<String> names = culprits(all).pictures();

    all.removeIf(one -> names.contains(one.name()));

    assertThat(names).hasSize(3);
    assertThat(taught(all).letsBlackPass()).isFalse();
    assertThat(taught(all).warning(darkest(all))).isEmpty();
  }

  @Test
  void namesNoneIfTheDarkestCameToAnEarlierRelease() {
    List<Named<String>> all = with(COVERED);
    TaughtLooks taught = taught(all);
    all.removeIf(one -> one.name().equals("covered-0"));

    assertThat(darkest(all).culprits(taught)).isEqualTo(new Culprits<>(List.of(), false));
    assertThat(taught.warning(darkest(all))).isPresent().isEqualTo(taught.warning());
    assertThat(taught.warning(DarkestLooks.<String>none())).isEqualTo(taught.warning());
  }

  @Test
  void theOrderInWhichPicturesComeDoesNotMatterAndFewAreKept() {
    List<Named<String>> all = with(COVERED, COVERED, new Looks(3, 1, 1), new Looks(30, 0, 9));
    all.add(new Named<>("covered-0", COVERED));
    DarkestLooks<String> expected = darkest(all);
    Culprits<String> culprits = culprits(all);

    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(all, new Random(seed));
      assertThat(darkest(all)).isEqualTo(expected);
      assertThat(culprits(all)).isEqualTo(culprits);
    }
    assertThat(expected.pictures().size()).isBetween(6, 18);
  }

  @Test
  void aPictureThatIsSentOverAndOverTakesNoMoreRoom() {
    List<Named<String>> all = good();
    all.addAll(Collections.nCopies(500, new Named<>("covered", COVERED)));

    assertThat(darkest(all).pictures()).hasSize(6).containsOnly(new Named<>("covered", COVERED));
  }

  @Test
  void theWarningNamesThem() {
    List<Named<String>> one = with(COVERED);
    assertThat(taught(one).warning(darkest(one)))
        .hasValue(
            "a black picture would pass as good, because the darkest good one has mean grey level"
                + " 0.0 and the flattest contrast 0.0: look at covered-0, and if the lens was"
                + " covered or the lamp off, teach again without it");
    List<Named<String>> two = with(COVERED, COVERED);
    assertThat(taught(two).warning(darkest(two)))
        .get()
        .asString()
        .endsWith(
            ": look at covered-0, covered-1, and if the lens was covered or the lamp off, teach"
                + " again without them");
    List<Named<String>> many = with(Collections.nCopies(9, COVERED).toArray(new Looks[0]));
    assertThat(taught(many).warning(darkest(many)))
        .get()
        .asString()
        .endsWith(
            ": many are like that, covered-0, covered-1, covered-2, covered-3, covered-4 among"
                + " them; if the lens was covered or the lamp off, teach again without all of"
                + " those");
    assertThat(taught(good()).warning(darkest(good()))).isEmpty();
  }
}
