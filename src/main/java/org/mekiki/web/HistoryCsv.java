package org.mekiki.web;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.mekiki.web.line.RefusedLog;
import org.mekiki.web.line.Sighting;

/**
 * The history for spreadsheets: RFC 4180 in UTF-8 with a byte-order mark, without which Excel takes
 * it for another encoding. Text that a spreadsheet would take for a formula gets an apostrophe.
 */
final class HistoryCsv {
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final String COLUMNS =
      "time,camera,verdict,frameId,capturedAt,model,modelVersion,score,threshold,regions,frames,"
          + "reason";

  private final ZoneId zone;
  private final StringBuilder text =
      new StringBuilder(BYTE_ORDER_MARK).append(COLUMNS).append("\r\n");

  private HistoryCsv(ZoneId zone) {
    this.zone = zone;
  }

  /**
   * Writes rows.
   *
   * @param zone of the times; each says its distance from UTC
   */
  static byte[] bytes(List<History.Row> rows, ZoneId zone) {
    HistoryCsv csv = new HistoryCsv(zone);
    rows.forEach(csv::row);
    return csv.text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void row(History.Row row) {
    if (row.refused() == null) {
      Sighting frame = row.anomaly().frame();
      line(
          time(row.atMillis()),
          row.camera(),
          row.verdict(),
          frame.frameId(),
          time(frame.capturedAtMillis()),
          frame.model(),
          frame.modelVersion(),
          frame.score(),
          frame.threshold(),
          frame.regions().size(),
          1,
          frame.whyNotMeasured());
    } else {
      RefusedLog.Refused refused = row.refused();
      line(
          time(row.atMillis()),
          row.camera(),
          row.verdict(),
          refused.frameId(),
          "",
          refused.model() == null ? "" : refused.model(),
          "",
          "",
          "",
          "",
          refused.frames(),
          refused.message());
    }
  }

  private String time(long millis) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(Instant.ofEpochMilli(millis).atZone(zone));
  }

  private void line(Object... values) {
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? "" : ",").append(cell(values[i]));
    }
    text.append("\r\n");
  }

  private static String cell(Object value) {
    if (!(value instanceof String string)) {
      return String.valueOf(value);
    }
    boolean formula = !string.isEmpty() && "=+-@\t\r".indexOf(string.charAt(0)) >= 0;
    String safe = formula ? "'" + string : string;
    boolean quoted = safe.chars().anyMatch(c -> ",\"\r\n".indexOf(c) >= 0);
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
