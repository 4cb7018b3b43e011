package org.mekiki.padim.threshold;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mekiki.text.Text;

/**
 * A threshold and what is known of it.
 *
 * @param threshold raw score from which on an image counts as anomalous
 * @param normalizer scale of the normalised score
 * @param falseAlarms what to expect of good images
 * @param odd good images that look unlike the rest and did not count for the threshold, the largest
 *     score first
 * @param unusual the good images with the largest scores, the largest first, {@code odd} among
 *     them: if something wrong is among the good images, it is most likely here
 */
public record Calibrated(
    double threshold,
    MinMaxNormalizer normalizer,
    FalseAlarms falseAlarms,
    List<Image> odd,
    List<Image> unusual,
    List<String> warnings) {
  public Calibrated {
    odd = List.copyOf(odd);
    unusual = List.copyOf(unusual);
    warnings = List.copyOf(warnings);
  }

  /**
   * A good image.
   *
   * @param position among the good images, counted from 0
   * @param score its raw score
   */
  public record Image(int position, double score) {}

  /** The same with images by other positions: those that stand at these. */
  public Calibrated at(int[] positions) {
    return new Calibrated(
        threshold,
        normalizer,
        falseAlarms,
        odd.stream().map(i -> new Image(positions[i.position()], i.score())).toList(),
        unusual.stream().map(i -> new Image(positions[i.position()], i.score())).toList(),
        warnings);
  }

  /** The same with one more sentence for people. */
  public Calibrated with(String warning) {
    List<String> more = new ArrayList<>(warnings);
    more.add(warning);
    return new Calibrated(threshold, normalizer, falseAlarms, odd, unusual, more);
  }

  /** What a person should do about odd images; empty if there are none. */
  public Optional<String> aboutOdd() {
    return aboutOdd(odd.size(), falseAlarms.frames());
  }

  /**
   * A sentence about odd images, if there are any.
   *
   * @param frames good images in all
   */
  public static Optional<String> aboutOdd(int odd, int frames) {
    return odd == 0
        ? Optional.empty()
        : Optional.of(
            Text.of(
                "%d of %d good frames %s unlike the rest and did not count for the threshold; %s",
                odd,
                frames,
                odd == 1 ? "looks" : "look",
                odd == 1
                    ? "it may be good: look at it before you remove it"
                    : "about half of them may be good: look at them before you remove them"));
  }
}
