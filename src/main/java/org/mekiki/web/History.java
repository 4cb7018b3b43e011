package org.mekiki.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.mekiki.inspect.Feedback;
import org.mekiki.text.Labelled;
import org.mekiki.web.line.AnomalyRow;
import org.mekiki.web.line.LineView;
import org.mekiki.web.line.RefusedLog;

/** Anomalies and frames that could not be scored, as far as they are remembered, newest first. */
final class History {
  private final LineView line;

  /** What a person asks for. */
  enum Verdict implements Labelled {
    ALL,
    /** Over the threshold. */
    ANOMALOUS,
    /** Of those, the ones of which nobody said anything. */
    UNMARKED,
    /** Marked as really bad. */
    DEFECT,
    /** Marked as good. */
    GOOD,
    /** Not scored. */
    REFUSED
  }

  /**
   * What is asked for.
   *
   * @param camera its id, or empty for all
   * @param toMillis before this moment
   */
  record Query(String camera, Verdict verdict, long fromMillis, long toMillis) {}

  /**
   * Something that happened to a frame; either an anomaly or why it was not scored.
   *
   * @param verdict as in the API: {@code anomalous}, {@code defect}, {@code good}, {@code refused}
   */
  record Row(
      String verdict,
      String camera,
      long atMillis,
      AnomalyRow anomaly,
      RefusedLog.Refused refused) {
    static Row of(AnomalyRow anomaly) {
      Feedback.Verdict said = anomaly.feedback();
      return new Row(
          said == null ? "anomalous" : said.name().toLowerCase(Locale.ROOT),
          anomaly.frame().camera(),
          anomaly.frame().seenAtMillis(),
          anomaly,
          null);
    }

    static Row of(RefusedLog.Refused refused) {
      return new Row("refused", refused.camera(), refused.atMillis(), null, refused);
    }
  }

  History(LineView line) {
    this.line = line;
  }

  List<Row> rows(Query query) {
    List<Row> rows = new ArrayList<>();
    Stream.concat(line.allAnomalies().stream().map(Row::of), line.refused().stream().map(Row::of))
        .filter(row -> query.camera().isEmpty() || query.camera().equals(row.camera()))
        .filter(row -> row.atMillis() >= query.fromMillis() && row.atMillis() < query.toMillis())
        .filter(row -> matches(row, query.verdict()))
        .sorted(Comparator.comparingLong(Row::atMillis).reversed())
        .forEach(rows::add);
    return rows;
  }

  /** Cameras of which there is something. */
  List<String> cameras() {
    return rows(new Query("", Verdict.ALL, 0, Long.MAX_VALUE)).stream()
        .map(Row::camera)
        .filter(camera -> !camera.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }

  private static boolean matches(Row row, Verdict wanted) {
    boolean refused = row.refused() != null;
    return switch (wanted) {
      case ALL -> true;
      case ANOMALOUS -> !refused;
      case UNMARKED -> !refused && row.anomaly().feedback() == null;
      case DEFECT -> !refused && row.anomaly().feedback() == Feedback.Verdict.DEFECT;
      case GOOD -> !refused && row.anomaly().feedback() == Feedback.Verdict.GOOD;
      case REFUSED -> refused;
    };
  }
}
