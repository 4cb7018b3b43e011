package org.mekiki.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.mekiki.text.Text;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;

/**
 * Says what is wrong with the value of an option or parameter, or that it is missing, twice or
 * excluded: the thing as people write it, its value, and the valid values.
 *
 * <p>picocli tells some of it only in its own sentences ("Invalid value for positional parameter at
 * index 0 (DIR): …"), which are taken apart here and nowhere else.
 */
final class WrongArgument {
  /** Before the sentence of a converter. */
  private static final Pattern PREFIX = Pattern.compile("(?s)^Invalid value for .*?: (.*)$");

  /** {@code --set (KEY=VALUE) should be in KEY=VALUE format but was a}. */
  private static final Pattern PAIR =
      Pattern.compile("(?s)^Value for option .* should be in (.*) format but was (.*)$");

  private static final Pattern EXCLUDING =
      Pattern.compile("(?s)^Error: (.*) are mutually exclusive.*$");

  private static final Pattern FOUND =
      Pattern.compile("(?s)^Expected parameter .* but found '(.*)'$");

  private WrongArgument() {}

  /** A sentence without a full stop. */
  static String sentence(ParameterException e) {
    if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return missing(missing);
    }
    if (e instanceof OverwrittenOptionException twice) {
      return written(twice.getOverwritten()) + " is given more than once; give it once";
    }
    Matcher excluding = EXCLUDING.matcher(e.getMessage());
    if (e instanceof MutuallyExclusiveArgsException && excluding.matches()) {
      return and(List.of(excluding.group(1).replace('=', ' ').split(", ")))
          + " exclude each other; give one of them";
    }
    return e.getArgSpec() == null ? plain(e) : value(e, e.getArgSpec());
  }

  private static String plain(ParameterException e) {
    return e.getMessage().replaceFirst("^Error: ", "");
  }

  private static String missing(MissingParameterException e) {
    List<ArgSpec> missing = e.getMissing();
    ArgSpec first = missing.get(0);
    Matcher found = FOUND.matcher(e.getMessage());
    if (found.matches()) {
      return Text.of("%s is missing before '%s'", whole(first), found.group(1)) + valid(first);
    }
    if (e.getMessage().startsWith("Missing required parameter for option")) {
      return written(first) + " has no value; write " + whole(first) + valid(first);
    }
    List<String> names = missing.stream().map(WrongArgument::whole).toList();
    if (e.getMessage().contains("specify one of these")) {
      return String.join(" or ", names) + " is missing";
    }
    return names.size() == 1
        ? names.get(0) + " is missing" + valid(first)
        : and(names) + " are missing";
  }

  private static String value(ParameterException e, ArgSpec argument) {
    Matcher pair = PAIR.matcher(e.getMessage());
    if (pair.matches()) {
      return Text.of("%s '%s' is not valid; valid: ", written(argument), pair.group(2))
          + pair.group(1);
    }
    Matcher prefix = PREFIX.matcher(e.getMessage());
    if (!prefix.matches()) {
      return plain(e);
    }
    // A converter of ours begins with the value; picocli's know no valid values.
    String rest = prefix.group(1);
    boolean ours = rest.startsWith("'") && !rest.contains("' is not a");
    if (rest.equals(PathArgument.EMPTY)) {
      boolean folder = argument.paramLabel().equals("DIR");
      return Text.of("%s %s; ", written(argument), rest)
          + (folder ? "write . for the current folder" : "name a file");
    }
    if (ours || rest.contains("; ")) {
      return written(argument) + " " + rest;
    }
    if (isWhole(argument) && e.getValue().matches("\\+?[0-9]+")) {
      int bits = isLong(argument) ? Long.SIZE : Integer.SIZE;
      return Text.of(
          "%s '%s' is too large; valid: a whole number below 2^%d",
          written(argument), e.getValue(), bits - 1);
    }
    return notValid(argument, e.getValue());
  }

  /** Names an argument, a value that it can't have, and what is valid. */
  static String notValid(ArgSpec argument, String value) {
    return Text.of("%s '%s' is not valid", written(argument), value) + valid(argument);
  }

  /** {@code ; valid: a, b}, or what kind of value; empty if any text is. */
  private static String valid(ArgSpec argument) {
    return kind(argument).map(kind -> "; valid: " + kind).orElse("");
  }

  private static Optional<String> kind(ArgSpec argument) {
    if (argument.completionCandidates() != null) {
      String names =
          StreamSupport.stream(argument.completionCandidates().spliterator(), false)
              .collect(Collectors.joining(", "));
      if (!names.isEmpty()) {
        return Optional.of(names);
      }
    }
    Class<?> type = argument.auxiliaryTypes()[0];
    String range = NumberRanges.words(argument);
    if (isWhole(argument)) {
      return Optional.of(("a whole number " + range).strip());
    }
    if (type == double.class || type == Double.class) {
      return Optional.of(range.isEmpty() ? "a number, such as 2.5" : "a number " + range);
    }
    return type == boolean.class || type == Boolean.class
        ? Optional.of("true, false")
        : Optional.empty();
  }

  private static boolean isWhole(ArgSpec argument) {
    Class<?> type = argument.auxiliaryTypes()[0];
    return type == int.class || type == Integer.class || isLong(argument);
  }

  private static boolean isLong(ArgSpec argument) {
    Class<?> type = argument.auxiliaryTypes()[0];
    return type == long.class || type == Long.class;
  }

  /** {@code --model} or {@code DIR}. */
  private static String written(ArgSpec argument) {
    if (argument instanceof OptionSpec option) {
      return option.longestName();
    }
    return ((PositionalParamSpec) argument).paramLabel();
  }

  /** {@code --model KEY} or {@code DIR}. */
  private static String whole(ArgSpec argument) {
    boolean withValue = argument.isOption() && argument.arity().max() > 0;
    return written(argument) + (withValue ? " " + argument.paramLabel() : "");
  }

  private static String and(List<String> names) {
    List<String> most = new ArrayList<>(names);
    String last = most.remove(most.size() - 1);
    return String.join(", ", most) + " and " + last;
  }
}
