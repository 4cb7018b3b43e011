package org.mekiki.text;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A constant of an enum with a name for settings, metrics, topics and people. */
public interface Labelled {
  /** The constant's. */
  String name();

  /** The constant's name in lower case, with dashes, e.g. {@code no-frames}. */
  default String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constant with this label; empty if there is none. */
  static <E extends Enum<E> & Labelled> Optional<E> find(Class<E> type, String label) {
    return Stream.of(type.getEnumConstants())
        .filter(each -> each.label().equals(label))
        .findFirst();
  }

  /** All labels in their order, with this between them. */
  static <E extends Enum<E> & Labelled> String all(Class<E> type, String between) {
    return Stream.of(type.getEnumConstants())
        .map(Labelled::label)
        .collect(Collectors.joining(between));
  }
}
