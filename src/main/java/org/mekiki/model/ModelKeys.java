package org.mekiki.model;

import java.util.regex.Pattern;
import org.mekiki.text.Text;

/**
 * What a model may be called: it becomes part of a record's key, of a file name and of a metric.
 */
public final class ModelKeys {
  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9._-]{1,200}");

  private ModelKeys() {}

  /** Whether a model may be called so. */
  public static boolean legal(String model) {
    return LEGAL.matcher(model).matches();
  }

  /**
   * The model's key, checked.
   *
   * @throws IllegalArgumentException if it is not valid
   */
  public static String check(String model) {
    if (!legal(model)) {
      String shown = Text.start(model, 60);
      throw new IllegalArgumentException(
          "model key '"
              + shown
              + "' is not valid; valid: 1 to 200 of the characters A-Z a-z 0-9 . _ -");
    }
    return model;
  }
}
