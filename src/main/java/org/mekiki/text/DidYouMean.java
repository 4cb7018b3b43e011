package org.mekiki.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the name that somebody most likely meant.
 *
 * <p>Names of settings and variables have parts. A part that is valid where it stands is what was
 * meant: {@code topics.models.retention} is no slip for another topic's retention.
 */
public final class DidYouMean {
  private static final Pattern BETWEEN_PARTS = Pattern.compile("[._]");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[._-]");
  private static final int SLIPS = 2;

  /** More of them help nobody. */
  private static final int MOST_NAMED = 8;

  private DidYouMean() {}

  /**
   * The nearest of the valid names.
   *
   * @return empty if none is near: more than a third of a part's letters would have to change, or
   *     of the whole name's where no part tells which names are meant
   */
  public static Optional<String> nearest(String written, Collection<String> valid) {
    String[] parts = BETWEEN_PARTS.split(written);
    Collection<String> left = valid;
    Collection<String> last = valid;
    for (int i = 0; i < parts.length && !left.isEmpty(); i++) {
      last = left;
      Collection<String> right = with(parts[i], i, left, 0);
      left = right.isEmpty() ? with(parts[i], i, left, tolerated(parts[i])) : right;
    }
    Collection<String> possible = left.isEmpty() ? last : left;
    boolean noPartIsWrongAfterOneThatTells = !left.isEmpty() || last.size() == valid.size();
    return left.stream()
        .filter(name -> BETWEEN_PARTS.split(name).length == parts.length)
        .min(Comparator.comparingInt(name -> distance(written, name)))
        .or(() -> otherwiseDivided(written, parts.length, valid))
        // "threads" for "score.threads".
        .or(() -> valid.stream().filter(name -> name.endsWith("." + written)).findFirst())
        .or(() -> noPartIsWrongAfterOneThatTells ? asAWhole(written, possible) : Optional.empty());
  }

  /**
   * {@code score.threads} for {@code scoring.threads}: no part of it leads to some of the names.
   */
  private static Optional<String> asAWhole(String written, Collection<String> names) {
    return names.stream()
        .filter(name -> distance(written, name) <= tolerated(written))
        .min(Comparator.comparingInt(name -> distance(written, name)));
  }

  private static int tolerated(String part) {
    return Math.max(SLIPS, part.length() / 3);
  }

  /** Names whose part at this place is this one, or differs in so few letters. */
  private static List<String> with(
      String part, int place, Collection<String> names, int tolerated) {
    return names.stream()
        .filter(
            name -> {
              String[] parts = BETWEEN_PARTS.split(name);
              return place < parts.length && distance(part, parts[place]) <= tolerated;
            })
        .toList();
  }

  /** {@code score.state.dir} for {@code score.state-dir}. */
  private static Optional<String> otherwiseDivided(
      String written, int parts, Collection<String> valid) {
    String letters = BETWEEN_WORDS.matcher(written).replaceAll("");
    return valid.stream()
        .filter(name -> BETWEEN_PARTS.split(name).length != parts)
        .filter(name -> distance(letters, BETWEEN_WORDS.matcher(name).replaceAll("")) <= SLIPS)
        .min(Comparator.comparingInt(name -> distance(written, name)));
  }

  /**
   * To hang on a sentence: {@code ; did you mean x?}, or the names that begin with the parts that
   * are right, or nothing.
   */
  public static String hint(String written, Collection<String> valid) {
    return nearest(written, valid)
        .map(name -> "; did you mean " + name + "?")
        .or(() -> under(written, valid))
        .orElse("");
  }

  /** What there is under the longest beginning that is right. */
  private static Optional<String> under(String written, Collection<String> valid) {
    for (int end = written.length() - 1; end > 0; end--) {
      if (BETWEEN_PARTS.matcher(written.substring(end, end + 1)).matches()) {
        String start = written.substring(0, end + 1);
        List<String> names = valid.stream().filter(name -> name.startsWith(start)).toList();
        if (!names.isEmpty()) {
          return names.size() > MOST_NAMED
              ? Optional.empty()
              : Optional.of(
                  "; valid under " + written.substring(0, end) + ": " + String.join(", ", names));
        }
      }
    }
    return Optional.empty();
  }

  /** The known names that differ in the fewest letters, whatever their case, in quotes. */
  public static String quoted(String name, Collection<String> known, int most) {
    String written = name.toLowerCase(Locale.ROOT);
    return known.stream()
        .distinct()
        .sorted(Comparator.comparingInt(each -> distance(written, each.toLowerCase(Locale.ROOT))))
        .limit(most)
        .map(each -> "'" + each + "'")
        .collect(Collectors.joining(", "));
  }

  /** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(Math.min(current[j - 1], last[j]) + 1, last[j - 1] + replace);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          current[j] = Math.min(current[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = current;
      current = free;
    }
    return last[b.length()];
  }
}
