package org.mekiki.web.line;

import java.util.Map;
import java.util.TreeMap;
import org.mekiki.inspect.Rejection;

/** Enum-keyed counts as the API writes them. */
final class Labels {
  private Labels() {}

  static Map<String, Long> byReason(Map<Rejection, Long> counts) {
    Map<String, Long> labels = new TreeMap<>();
    counts.forEach((reason, count) -> labels.put(reason.label(), count));
    return labels;
  }
}
