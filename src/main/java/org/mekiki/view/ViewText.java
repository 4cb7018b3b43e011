package org.mekiki.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parts of a view as people write them on a command line. */
public final class ViewText {
  private static final Pattern INPUT = Pattern.compile("(\\d{1,5})(?:x(\\d{1,5}))?");

  private ViewText() {}

  /** Whether this is meant to be an area: digits, dots, signs and commas only. */
  public static boolean looksLikeArea(String text) {
    return text.matches("[-+0-9.,% ]+");
  }

  /**
   * An area: {@code x,y,width,height}, or {@code x,y} of each corner of a polygon; pixels, or per
   * cent with a {@code %}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static ViewDraft.Shape area(String text) {
    List<ViewDraft.Length> lengths = new ArrayList<>();
    for (String length : text.split(",", -1)) {
      lengths.add(ViewReader.length(length));
    }
    return new ViewDraft.Shape(lengths.size() == 4, lengths);
  }

  /**
   * The size of an input: {@code 224}, or {@code 448x224} for columns and rows.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static ViewDraft.Input input(String text) {
    Matcher sides = INPUT.matcher(text);
    if (!sides.matches()) {
      throw new IllegalArgumentException(
          "input '" + text + "' is not valid: 224 and 448x224 (columns x rows) are, say");
    }
    int width = Integer.parseInt(sides.group(1));
    return new ViewDraft.Input(
        width, sides.group(2) == null ? width : Integer.parseInt(sides.group(2)));
  }

  /**
   * A region: an area, perhaps with a name before it and an input behind it, {@code
   * left=10%,10%,30%,50%@224}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static ViewDraft.Region region(String text) {
    int name = text.indexOf('=');
    int at = text.indexOf('@');
    Optional<ViewDraft.Input> input =
        at < 0 ? Optional.empty() : Optional.of(input(text.substring(at + 1)));
    String area = text.substring(name + 1, at < 0 ? text.length() : at);
    return new ViewDraft.Region(
        name < 0 ? Optional.empty() : Optional.of(text.substring(0, name)), area(area), input);
  }
}
