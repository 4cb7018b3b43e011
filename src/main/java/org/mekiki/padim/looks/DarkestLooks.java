package org.mekiki.padim.looks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The good pictures of least brightness, contrast and sharpness, by name: those that may let a
 * black picture pass. Which ones are kept does not depend on the order in which they come.
 *
 * @param <T> how pictures are named
 * @param pictures at most {@value #KEPT} for each of the three values
 */
public record DarkestLooks<T extends Comparable<T>>(List<Named<T>> pictures) {
  /** Most pictures that are named. */
  public static final int MOST = 5;

  /** With the one that would be least without them. */
  private static final int KEPT = MOST + 1;

  /** A good picture. */
  public record Named<T extends Comparable<T>>(T name, Looks looks) {}

  /**
   * Which pictures let a black one pass.
   *
   * @param pictures the darkest first
   * @param suffice whether a black one would not pass without them; if not, there are more of them
   */
  public record Culprits<T>(List<T> pictures, boolean suffice) {
    public Culprits {
      pictures = List.copyOf(pictures);
    }
  }

  public DarkestLooks {
    pictures = List.copyOf(pictures);
  }

  /** Of no pictures. */
  public static <T extends Comparable<T>> DarkestLooks<T> none() {
    return new DarkestLooks<>(List.of());
  }

  /** With one more good picture. */
  public DarkestLooks<T> with(T name, Looks looks) {
    List<Named<T>> all = new ArrayList<>(pictures);
    all.add(new Named<>(name, looks));
    // A picture that came twice counts twice.
    Set<Named<T>> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    for (TaughtLooks.Trait trait : TaughtLooks.TRAITS) {
      kept.addAll(least(all, trait));
    }
    all.removeIf(one -> !kept.contains(one));
    all.sort(Comparator.comparing(Named::name));
    return new DarkestLooks<>(all);
  }

  private static <T extends Comparable<T>> List<Named<T>> least(
      List<Named<T>> all, TaughtLooks.Trait trait) {
    Comparator<Named<T>> byValue =
        Comparator.comparingDouble(one -> trait.of().applyAsDouble(one.looks()));
    return all.stream().sorted(byValue.thenComparing(Named::name)).limit(KEPT).toList();
  }

  /**
   * The fewest pictures without which a black one would not pass: the least of that value which
   * then tells it apart. If more than {@link #MOST} let it pass, the flattest ones. None if it is
   * not known which ones are the least: pictures that came to an earlier release are not kept here.
   *
   * @param taught with all good pictures; a black one passes
   */
  public Culprits<T> culprits(TaughtLooks taught) {
    if (!hasLeastOf(taught)) {
      return new Culprits<>(List.of(), false);
    }
    for (int count = 1; count <= MOST; count++) {
      for (TaughtLooks.Trait trait : TaughtLooks.TRAITS) {
        List<Named<T>> least = least(pictures, trait);
        if (count < least.size()
            && !taught.without(count, trait, least.get(count).looks()).letsBlackPass()) {
          return new Culprits<>(names(least.subList(0, count)), true);
        }
      }
    }
    List<Named<T>> flattest = least(pictures, TaughtLooks.FLATTER);
    return new Culprits<>(names(flattest.subList(0, Math.min(MOST, flattest.size()))), false);
  }

  /** Whether the least picture of each value is among these. */
  private boolean hasLeastOf(TaughtLooks taught) {
    return TaughtLooks.TRAITS.stream()
        .allMatch(
            trait -> {
              double wanted = trait.of().applyAsDouble(taught.least());
              return pictures.stream()
                  .anyMatch(one -> trait.of().applyAsDouble(one.looks()) == wanted);
            });
  }

  private static <T extends Comparable<T>> List<T> names(List<Named<T>> pictures) {
    return pictures.stream().map(Named::name).toList();
  }
}
