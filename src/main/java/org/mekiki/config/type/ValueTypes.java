package org.mekiki.config.type;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mekiki.text.Labelled;
import org.mekiki.text.Text;

/** The types that settings have. Durations and sizes are written with their unit. */
public final class ValueTypes {
  private static final Pattern GRID = Pattern.compile("([1-9]\\d{0,3})x([1-9]\\d{0,3})");
  private static final Pattern HOST_PORT = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\s]+):(\\d+)");
  private static final int MAX_PORT = 65_535;
  private static final int MIN_SECRET = 16;

  private ValueTypes() {}

  private record Type<T>(String legal, Function<String, T> parser) implements ValueType<T> {
    @Override
    public T parse(String text) {
      return parser.apply(text);
    }
  }

  private static IllegalArgumentException illegal(String text) {
    return new IllegalArgumentException('"' + text + "\" is not valid");
  }

  private static <T extends Comparable<? super T>> T inRange(String text, T value, T min, T max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw illegal(text);
    }
    return value;
  }

  public static ValueType<Integer> integer(int min, int max) {
    return new Type<>(
        Text.of("a whole number from %d to %d", min, max),
        text -> inRange(text, Integer.parseInt(text), min, max));
  }

  public static ValueType<Long> longInteger(long min, long max) {
    return new Type<>(
        Text.of("a whole number from %d to %d", min, max),
        text -> inRange(text, Long.parseLong(text), min, max));
  }

  /** Any whole number: seeds. */
  public static ValueType<Long> anyLong() {
    return new Type<>("a whole number of 64 bits", Long::parseLong);
  }

  public static ValueType<Integer> oddInteger(int min, int max) {
    return new Type<>(
        Text.of("an odd number from %d to %d", min, max),
        text -> {
          int value = inRange(text, Integer.parseInt(text), min, max);
          if (value % 2 == 0) {
            throw illegal(text);
          }
          return value;
        });
  }

  public static ValueType<Double> real(String min, String max) {
    double least = Double.parseDouble(min);
    double most = Double.parseDouble(max);
    // By way of BigDecimal, for which "NaN", "Infinity" and "1d" are no numbers.
    return new Type<>(
        Text.of("a number from %s to %s", min, max),
        text -> inRange(text, new BigDecimal(text).doubleValue(), least, most));
  }

  public static ValueType<Boolean> bool() {
    return new Type<>(
        "true or false",
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw illegal(text);
            });
  }

  public static ValueType<Duration> duration(String min, String max) {
    Duration least = Units.parseDuration(min);
    Duration most = Units.parseDuration(max);
    return new Type<>(
        Text.of("a duration from %s to %s, with its unit ms, s, m, h or d", min, max),
        text -> inRange(text, Units.parseDuration(text), least, most));
  }

  public static ValueType<Long> bytes(String min, String max) {
    long least = Units.parseBytes(min);
    long most = Units.parseBytes(max);
    return new Type<>(
        Text.of(
            "a size from %s to %s, in bytes or with its unit KB, MB, GB, KiB, MiB or GiB",
            min, max),
        text -> inRange(text, Units.parseBytes(text), least, most));
  }

  /** A size, or empty for the word {@code auto}. */
  public static ValueType<Optional<Long>> bytesOrAuto(String min, String max) {
    ValueType<Long> bytes = bytes(min, max);
    return new Type<>(
        "auto, or " + bytes.legal(),
        text -> text.equals("auto") ? Optional.empty() : Optional.of(bytes.parse(text)));
  }

  /** One value of an enum. */
  public static <E extends Enum<E> & Labelled> ValueType<E> choice(Class<E> type) {
    return new Type<>(
        Labelled.all(type, " or "),
        text -> Labelled.find(type, text).orElseThrow(() -> illegal(text)));
  }

  /** Valid words between commas, none twice; no text is an empty list. */
  public static <E extends Enum<E> & Labelled> ValueType<List<E>> choices(Class<E> type) {
    ValueType<E> one = choice(type);
    ValueType<List<String>> words = list("any of " + one.legal().replace(" or ", ", "));
    return new Type<>(words.legal(), text -> words.parse(text).stream().map(one::parse).toList());
  }

  /** A number of features per patch, or {@code auto}. */
  public static ValueType<DimensionsSetting> dimensions() {
    ValueType<Integer> number = integer(1, DimensionsSetting.MOST);
    return new Type<>(
        "auto, or " + number.legal(),
        text ->
            text.equals("auto")
                ? DimensionsSetting.AUTO
                : new DimensionsSetting(number.parse(text)));
  }

  public static ValueType<GridSetting> grid() {
    return new Type<>(
        "HEIGHTxWIDTH with sides from 1 to "
            + GridSetting.MAX_SIDE
            + ", or first-feature (also called paper)",
        text -> {
          if (text.equals("first-feature") || text.equals("paper")) {
            return GridSetting.FIRST_FEATURE;
          }
          Matcher matcher = GRID.matcher(text);
          if (!matcher.matches()) {
            throw illegal(text);
          }
          return new GridSetting(
              Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        });
  }

  /** Words between commas, none twice; no text is an empty list. */
  public static ValueType<List<String>> list(String of) {
    return new Type<>(
        of + " separated by commas, none twice",
        text -> {
          if (text.isEmpty()) {
            return List.of();
          }
          List<String> parts = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
          if (parts.contains("") || parts.stream().distinct().count() < parts.size()) {
            throw illegal(text);
          }
          return parts;
        });
  }

  /**
   * Pairs {@code name=number} between commas, no name twice; no text is an empty map.
   *
   * @param max the largest valid number; the smallest is 0
   */
  public static ValueType<Map<String, Double>> numbersByName(String of, String max) {
    return byName(of, real("0", max), "0", max);
  }

  /** Whole numbers by name, as in {@code cam-1=12}. */
  public static ValueType<Map<String, Integer>> integersByName(String of, int min, int max) {
    return byName(of, integer(min, max), "" + min, "" + max);
  }

  private static <N> ValueType<Map<String, N>> byName(
      String of, ValueType<N> number, String min, String max) {
    ValueType<List<String>> pairs = list(of);
    return new Type<>(
        Text.of("%s, no name twice, each number from %s to %s", pairs.legal(), min, max),
        text -> {
          Map<String, N> values = new LinkedHashMap<>();
          for (String pair : pairs.parse(text)) {
            int sign = pair.lastIndexOf('=');
            if (sign < 1) {
              throw illegal(text);
            }
            N value = number.parse(pair.substring(sign + 1).strip());
            if (values.put(pair.substring(0, sign).strip(), value) != null) {
              throw illegal(text);
            }
          }
          return values;
        });
  }

  /** Text that matches a pattern. */
  public static ValueType<String> text(String legal, String regex) {
    Pattern pattern = Pattern.compile(regex);
    return new Type<>(
        legal,
        text -> {
          if (!pattern.matcher(text).matches()) {
            throw illegal(text);
          }
          return text;
        });
  }

  /** The built-in network or a file, or two of them with a plus between. */
  public static ValueType<BackboneSetting> backbone() {
    return new Type<>(
        BackboneSetting.BUILT_IN + " or a file",
        text -> {
          if (text.isEmpty()) {
            throw illegal(text);
          }
          return BackboneSetting.of(text);
        });
  }

  /** Something that is hard to guess; no text is an empty value. */
  public static ValueType<Optional<Secret>> secret() {
    Pattern valid = Pattern.compile("[\\x21-\\x7e]{" + MIN_SECRET + ",512}");
    return new Type<>(
        MIN_SECRET + " to 512 printable characters of ASCII without spaces, or nothing",
        text -> {
          if (text.isEmpty()) {
            return Optional.empty();
          }
          if (!valid.matcher(text).matches()) {
            throw new IllegalArgumentException("this secret is not valid");
          }
          return Optional.of(new Secret(text));
        });
  }

  /** A password that somebody else has chosen; no text is an empty value. */
  public static ValueType<Optional<Secret>> password() {
    return new Type<>(
        "a password, or nothing",
        text -> text.isEmpty() ? Optional.empty() : Optional.of(new Secret(text)));
  }

  /** A file; no text is an empty value. */
  public static ValueType<Optional<Path>> optionalFile() {
    return new Type<>(
        "a file, or nothing",
        text -> text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text)));
  }

  /** Files between commas, none twice; no text is an empty list. */
  public static ValueType<List<Path>> files(String of) {
    ValueType<List<String>> names = list(of);
    return new Type<>(names.legal(), text -> names.parse(text).stream().map(Path::of).toList());
  }

  /** A folder; no text is an empty value. */
  public static ValueType<Optional<Path>> optionalFolder() {
    return new Type<>(
        "a folder, or nothing",
        text -> text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text)));
  }

  /** Kafka's list of brokers. */
  public static ValueType<String> hostPorts() {
    return new Type<>(
        "HOST:PORT, several separated by commas, with ports from 1 to " + MAX_PORT,
        text -> {
          for (String address : text.split(",", -1)) {
            Matcher matcher = HOST_PORT.matcher(address.strip());
            if (!matcher.matches()) {
              throw illegal(text);
            }
            inRange(text, Integer.parseInt(matcher.group(2)), 1, MAX_PORT);
          }
          return text;
        });
  }
}
