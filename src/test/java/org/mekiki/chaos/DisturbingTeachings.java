package org.mekiki.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.mekiki.stream.client.Teaching;
import org.mekiki.stream.codec.FrameRoles;
import org.mekiki.stream.training.message.TrainingEvent;

/**
 * Teachings that go wrong beside the good ones: pictures of a frozen camera, a run that is
 * cancelled, one of the line's own model that is given up without a word. And two healthy runs of
 * one model, the younger within the older.
 */
final class DisturbingTeachings {
  private static final int FEW = 8;

  private final Teacher teacher;
  private final Duration patience;
  private final BooleanSupplier atWork;
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final AtomicInteger givenUp = new AtomicInteger();
  private final AtomicInteger overlapping = new AtomicInteger();

  DisturbingTeachings(Teacher teacher, Duration patience, BooleanSupplier atWork) {
    this.teacher = teacher;
    this.patience = patience;
    this.atWork = atWork;
  }

  /**
   * One of each.
   *
   * @throws IllegalStateException if one does not end as it should
   */
  void all() {
    giveUp();
    freeze();
    cancel();
    overlap();
  }

  private TimeAtWork patience() {
    return new TimeAtWork(patience, atWork);
  }

  private void giveUp() {
    try (Teaching teaching = teacher.begin(FramePlan.MODEL)) {
      Teacher.send(teaching, 1, 0, FEW);
      givenUp.incrementAndGet();
    }
  }

  private void freeze() {
    try (Teaching teaching = teacher.begin("frozen")) {
      for (int n = 0; n < FEW; n++) {
        teaching.send(Pictures.good(1), FrameRoles.TRAIN, "f" + n, Instant.now());
      }
      teaching.fit(1, null);
      require(teaching, TrainingEvent.Kind.FAILED, "is the camera frozen?");
      refused.incrementAndGet();
    }
  }

  private void cancel() {
    try (Teaching teaching = teacher.begin("cancelled")) {
      Teacher.send(teaching, 0, 0, FEW);
      teaching.cancel();
      require(teaching, TrainingEvent.Kind.CANCELLED, "cancelled");
      cancelled.incrementAndGet();
    }
  }

  private void require(Teaching teaching, TrainingEvent.Kind kind, String words) {
    TrainingEvent end = Teacher.end(teaching, patience());
    if (end.event() != kind || !end.message().contains(words)) {
      throw new IllegalStateException(
          "run " + teaching.run() + " did not end as " + kind + ", but: " + end);
    }
  }

  private void overlap() {
    try (Teaching older = teacher.begin("overlap");
        Teaching younger = teacher.begin("overlap")) {
      Teacher.send(older, 0, 0, Teacher.PICTURES / 2);
      Teacher.send(younger, 1, 0, FEW);
      younger.fit(1, null);
      Teacher.send(older, 0, Teacher.PICTURES / 2, Teacher.PICTURES);
      older.fit(1, null);
      long first = Teacher.published(younger, patience()).frames();
      long second = Teacher.published(older, patience()).frames();
      if (first != FEW || second != Teacher.PICTURES) {
        throw new IllegalStateException(
            "overlapping runs have " + first + " and " + second + " frames");
      }
      overlapping.incrementAndGet();
    }
  }

  Map<String, Object> figures() {
    Map<String, Object> figures = new TreeMap<>();
    figures.put("frozenRefused", refused.get());
    figures.put("cancelled", cancelled.get());
    figures.put("givenUp", givenUp.get());
    figures.put("overlapping", overlapping.get());
    return figures;
  }
}
