package org.mekiki.app;

import java.lang.reflect.AnnotatedElement;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mekiki.app.common.InRange;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Runs a command whose numbers lie in their ranges. */
final class NumberRanges extends RunLast {
  /**
   * @throws ParameterException for the first number that does not
   */
  @Override
  protected List<Object> handle(ParseResult typed) {
    for (ParseResult command = typed; command != null; command = command.subcommand()) {
      for (ArgSpec argument : command.matchedArgs()) {
        check(command, argument);
      }
    }
    return super.handle(typed);
  }

  private static void check(ParseResult command, ArgSpec argument) {
    Optional<InRange> range = of(argument);
    if (range.isPresent()
        && argument.getValue() instanceof Number number
        && !holds(range.get(), number.doubleValue())) {
      throw new ParameterException(
          command.commandSpec().commandLine(),
          WrongArgument.notValid(argument, number.toString()),
          argument,
          number.toString());
    }
  }

  /** Not for NaN. */
  private static boolean holds(InRange range, double value) {
    return value >= range.from()
        && value <= range.to()
        && value > range.above()
        && value < range.below();
  }

  /** The bounds, such as {@code from 1 to 64}; empty if there are none. */
  static String words(ArgSpec argument) {
    return of(argument).map(NumberRanges::words).orElse("");
  }

  private static String words(InRange range) {
    List<String> words = new ArrayList<>();
    add("from", range.from(), words);
    add("above", range.above(), words);
    add("to", range.to(), words);
    add(words.isEmpty() ? "below" : "to below", range.below(), words);
    return String.join(" ", words);
  }

  private static void add(String word, double bound, List<String> words) {
    if (Double.isFinite(bound)) {
      words.add(word + " " + BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString());
    }
  }

  private static Optional<InRange> of(ArgSpec argument) {
    return argument.userObject() instanceof AnnotatedElement annotated
        ? Optional.ofNullable(annotated.getAnnotation(InRange.class))
        : Optional.empty();
  }
}
