package org.mekiki.app.common;

import java.util.Locale;
import org.mekiki.padim.feature.Preprocessing;

/** How frames become a network's input, for people. */
public final class PreprocessingText {
  private PreprocessingText() {}

  /** In one line. */
  public static String of(Preprocessing input) {
    return String.format(
        Locale.ROOT,
        "%dx%d%s, %s, mean %s, std %s",
        input.shape().width(),
        input.shape().height(),
        input.crops()
            ? String.format(
                Locale.ROOT,
                " cropped from %dx%d",
                input.resized().width(),
                input.resized().height())
            : "",
        input.order(),
        input.mean(),
        input.std());
  }
}
