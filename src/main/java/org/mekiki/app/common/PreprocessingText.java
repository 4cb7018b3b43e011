package org.mekiki.app.common;

import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.text.Text;

/** How frames become a network's input, for people. */
public final class PreprocessingText {
  private PreprocessingText() {}

  /** In one line. */
  public static String of(Preprocessing input) {
    return Text.of(
        "%dx%d%s, %s, mean %s, std %s",
        input.shape().width(),
        input.shape().height(),
        input.crops()
            ? Text.of(" cropped from %dx%d", input.resized().width(), input.resized().height())
            : "",
        input.order(),
        input.mean(),
        input.std());
  }
}
