package org.mekiki.evaluate.report;

import java.util.Locale;
import java.util.stream.Stream;
import org.mekiki.evaluate.metric.Figure;
import org.mekiki.text.Plain;
import org.mekiki.text.Text;

/** How the reports write numbers and paths: the same on every machine. */
final class Texts {
  private Texts() {}

  /** A figure with three decimals, or a dash. */
  static String figure(Figure figure) {
    return figure.defined() ? Text.of("%.3f", figure.value()) : "–";
  }

  /** A share as per cent, or a dash. */
  static String percent(Figure figure) {
    return figure.defined() ? Text.of("%.1f %%", 100 * figure.value()) : "–";
  }

  static String score(double score) {
    return Text.of("%.4g", score);
  }

  /** A format in HTML with its values; these are escaped, the format is not. */
  static String filled(String format, Object... values) {
    Object[] escaped = Stream.of(values).map(value -> html(String.valueOf(value))).toArray();
    return String.format(Locale.ROOT, format, escaped);
  }

  /** Text in HTML and SVG, also within quoted attributes; what comes from outside is plain. */
  static String html(String text) {
    return Plain.line(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
