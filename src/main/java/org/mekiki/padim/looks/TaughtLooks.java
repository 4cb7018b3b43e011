package org.mekiki.padim.looks;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.mekiki.text.Text;

/**
 * What good pictures are like as a whole, and which others are too far from them to be good,
 * whatever their maps say.
 *
 * <p>Only pictures far outside count as unlike: below half of the least brightness, contrast or
 * sharpness that good ones have, or above twice their most brightness. More contrast or sharpness
 * is for the map: a bright defect on a flat part has it too. Where few good pictures differ by more
 * than that, others may as well, so the limits are further out: by the good ones' range of
 * logarithms times {@code 1/2 + 5/frames}. A grey level is added to all values, for it says nothing
 * beside none.
 *
 * @param frames number of good pictures; 0 where nothing is known of them
 * @param least smallest of each value
 * @param most largest of each value
 */
public record TaughtLooks(long frames, Looks least, Looks most) {
  private static final double FACTOR = 2;

  private static final Trait DARKER =
      new Trait("darker", Looks::brightness, "its mean grey level is", "theirs are");

  static final Trait FLATTER =
      new Trait("flatter", Looks::contrast, "its grey levels deviate by", "theirs by");

  private static final Trait LESS_SHARP =
      new Trait("less sharp", Looks::sharpness, "its neighbouring pixels differ by", "theirs by");

  static final List<Trait> TRAITS = List.of(DARKER, FLATTER, LESS_SHARP);

  private static final Trait BRIGHTER =
      new Trait("brighter", Looks::brightness, "its mean grey level is", "theirs are");

  private static final Looks BLACK = new Looks(0, 0, 0);

  /** A covered lens as a camera with a little noise shows it. */
  private static final Looks NOISY_BLACK = new Looks(5, 3, 4);

  /** Nothing is known: no picture is unlike. */
  public static final TaughtLooks NONE = new TaughtLooks(0, BLACK, BLACK);

  /** What a value says, for people. */
  record Trait(String how, ToDoubleFunction<Looks> of, String own, String theirs) {}

  /** Checks them. */
  public TaughtLooks {
    Objects.requireNonNull(least, "least");
    Objects.requireNonNull(most, "most");
    for (Trait trait : TRAITS) {
      double from = trait.of().applyAsDouble(least);
      double to = trait.of().applyAsDouble(most);
      if (!(frames >= 0 && from >= 0 && from <= to && to < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            Text.of(
                "looks of %d good pictures from %s to %s are not valid: numbers of 0 or more are",
                frames, least, most));
      }
    }
  }

  /**
   * With one more good picture; the order does not matter.
   *
   * @throws IllegalArgumentException if it has a value that is not a number
   */
  public TaughtLooks with(Looks good) {
    return frames == 0
        ? new TaughtLooks(1, good, good)
        : new TaughtLooks(frames + 1, least.least(good), most.most(good));
  }

  /** With more good pictures; the same if nothing is known of these. */
  public TaughtLooks withAll(List<Looks> good) {
    TaughtLooks all = this;
    for (Looks one : frames == 0 ? List.<Looks>of() : good) {
      all = all.with(one);
    }
    return all;
  }

  /** Why a picture is unlike the good ones, a sentence without its end; empty if it is not. */
  public Optional<String> unlike(Looks other) {
    if (frames == 0) {
      return Optional.empty();
    }
    for (Trait trait : TRAITS) {
      double value = StrictMath.log1p(trait.of().applyAsDouble(other));
      if (value < StrictMath.log1p(trait.of().applyAsDouble(least)) - margin(trait)) {
        return Optional.of(sentence(trait, other));
      }
    }
    double light = StrictMath.log1p(other.brightness());
    return light > StrictMath.log1p(most.brightness()) + margin(BRIGHTER)
        ? Optional.of(sentence(BRIGHTER, other))
        : Optional.empty();
  }

  private double margin(Trait trait) {
    double from = StrictMath.log1p(trait.of().applyAsDouble(least));
    double to = StrictMath.log1p(trait.of().applyAsDouble(most));
    return Math.max(StrictMath.log(FACTOR), (to - from) * (0.5 + 5.0 / frames));
  }

  private String sentence(Trait trait, Looks other) {
    return Text.of(
        "the picture is far %s than the good ones: %s %s, %s %s to %s",
        trait.how(),
        trait.own(),
        text(trait.of().applyAsDouble(other)),
        trait.theirs(),
        text(trait.of().applyAsDouble(least)),
        text(trait.of().applyAsDouble(most)));
  }

  private static String text(double value) {
    return Text.of(value < 10 ? "%.1f" : "%.0f", value);
  }

  /**
   * What a person should know: a black picture among the good ones, with or without noise, takes
   * the protection away. A part of a sentence, without an end.
   */
  public Optional<String> warning() {
    return warning("if the lens was covered or the lamp off, teach again without those pictures");
  }

  /** As the other one, with the names of the pictures that let a black one pass. */
  public <T extends Comparable<T>> Optional<String> warning(DarkestLooks<T> darkest) {
    return letsBlackPass() ? warning(darkest.culprits(this)) : Optional.empty();
  }

  /** As the other one, with the pictures that let a black one pass. */
  public <T> Optional<String> warning(DarkestLooks.Culprits<T> culprits) {
    String names = culprits.pictures().stream().map(Object::toString).collect(joining(", "));
    if (names.isEmpty()) {
      return warning();
    }
    if (!culprits.suffice()) {
      return warning(
          Text.of(
              "many are like that, %s among them; if the lens was covered or the lamp off, teach"
                  + " again without all of those",
              names));
    }
    return warning(
        Text.of(
            "look at %s, and if the lens was covered or the lamp off, teach again without %s",
            names, culprits.pictures().size() == 1 ? "it" : "them"));
  }

  private Optional<String> warning(String what) {
    return letsBlackPass()
        ? Optional.of(
            Text.of(
                "a black picture would pass as good, because the darkest good one has mean grey"
                    + " level %s and the flattest contrast %s: %s",
                text(least.brightness()), text(least.contrast()), what))
        : Optional.empty();
  }

  /** Whether a covered lens would not be noticed. */
  boolean letsBlackPass() {
    return frames > 0 && (unlike(BLACK).isEmpty() || unlike(NOISY_BLACK).isEmpty());
  }

  /**
   * Without some pictures, as far as one value tells.
   *
   * @param count number of those that are left out, the least of that value
   * @param next the least of the others
   */
  TaughtLooks without(int count, Trait trait, Looks next) {
    double value = trait.of().applyAsDouble(next);
    Looks others =
        new Looks(
            trait == DARKER ? value : least.brightness(),
            trait == FLATTER ? value : least.contrast(),
            trait == LESS_SHARP ? value : least.sharpness());
    return new TaughtLooks(frames - count, others, most);
  }

  /** Ranges, for people. */
  public String text() {
    return Text.of(
        "mean grey level %s to %s, contrast %s to %s, sharpness %s to %s",
        text(least.brightness()),
        text(most.brightness()),
        text(least.contrast()),
        text(most.contrast()),
        text(least.sharpness()),
        text(most.sharpness()));
  }
}
