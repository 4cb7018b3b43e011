package org.mekiki.web.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Misplacement;
import org.mekiki.inspect.RejectedFrame;
import org.mekiki.inspect.Rejection;
import org.mekiki.web.Shots;

/** What is remembered of the line, and what isn't. */
class LineViewTest {
  private long millis = 1_000_000;
  private final Clock steps =
      ((InstantSource) () -> Instant.ofEpochMilli(millis)).withZone(ZoneOffset.UTC);

  private static final long FRAME_BYTES = (long) Shots.jpeg().length + Shots.MAP.png().length;

  private final LineView line = view(new LineLimits(3, 4, 2, 1 << 20, 1 << 20, 1 << 20, 1 << 20));

  private static LineView view(LineLimits limits) {
    return new LineView(limits, Shots.clock());
  }

  @Test
  void showsTheLatestFrameOfEachCameraByName() {
    line.scored(Shots.frame("b"), Shots.good());
    line.scored(Shots.frame("a"), Shots.bad());
    line.scored(Shots.frame("b"), Shots.inspection(7, false));

    List<CameraRow> rows = line.cameras(0, 10);
    assertThat(rows).extracting(CameraRow::camera).containsExactly("a", "b");
    assertThat(rows.get(1).latest().score()).isEqualTo(7);
    assertThat(rows.get(1).latest().sequence()).isEqualTo(3);
    assertThat(rows.get(1).good()).isEqualTo(2);
    assertThat(rows.get(0).anomalous()).isEqualTo(1);
    assertThat(rows.get(0).lastAnomalyAtMillis()).isEqualTo(Shots.NOW.toEpochMilli());
    assertThat(rows).allSatisfy(row -> assertThat(row.hasPicture()).isTrue());
  }

  @Test
  void givesOnlyWhatCameAfterWhatTheReaderKnows() {
    line.scored(Shots.frame("a"), Shots.good());
    line.scored(Shots.frame("b"), Shots.good());
    long known = line.sequence();
    line.scored(Shots.frame("b"), Shots.bad());
    line.scored(Shots.frame("b"), Shots.good());

    List<CameraRow> changed = line.cameras(known, 10);
    assertThat(changed).extracting(CameraRow::camera).containsExactly("b");
    assertThat(changed.get(0).points().sequence()).containsExactly(3, 4);
    assertThat(changed.get(0).points().anomalous()).containsExactly(true, false);
    assertThat(line.anomalies(known)).hasSize(1);
    assertThat(line.cameras(line.sequence(), 10)).isEmpty();
  }

  @Test
  void keepsTheLastScoresOnlyAndInOrder() {
    for (int i = 1; i <= 6; i++) {
      line.scored(Shots.frame("a"), Shots.inspection(i, false));
    }
    Points all = line.camera("a").orElseThrow().points();
    assertThat(all.score()).containsExactly(3, 4, 5, 6);
    assertThat(all.threshold()).containsOnly((float) Shots.THRESHOLD);
    assertThat(line.cameras(0, 2).get(0).points().score()).containsExactly(5, 6);
  }

  @Test
  void theCameraSilentForLongestMakesRoom() {
    line.scored(Shots.frame("a"), Shots.good());
    line.scored(Shots.frame("b"), Shots.good());
    line.scored(Shots.frame("c"), Shots.good());
    line.rejected("a", Rejection.NO_MODEL);
    line.scored(Shots.frame("d"), Shots.good());

    assertThat(line.cameras(0, 1)).extracting(CameraRow::camera).containsExactly("a", "c", "d");
    assertThat(line.latestShot("b")).isEmpty();
    assertThat(line.summary().cameras()).isEqualTo(3);
    assertThat(line.summary().scored()).isEqualTo(4);
  }

  @Test
  void theOldestPicturesMakeRoomButNumbersStay() {
    LineView small = view(new LineLimits(10, 4, 10, 2 * FRAME_BYTES, FRAME_BYTES, 0, 0));
    for (String camera : List.of("a", "b", "c")) {
      small.scored(Shots.frame(camera), Shots.bad());
    }
    assertThat(small.cameras(0, 1))
        .extracting(CameraRow::hasPicture)
        .containsExactly(false, true, true);
    assertThat(small.anomalies(0))
        .extracting(AnomalyRow::hasPicture)
        .containsExactly(true, false, false);
    assertThat(small.pictureBytes()).isEqualTo(3 * FRAME_BYTES);
  }

  @Test
  void aPictureLargerThanTheBudgetIsNotKept() {
    LineView small = view(new LineLimits(10, 4, 10, FRAME_BYTES - 1, 0, 0, 0));
    small.scored(Shots.frame("a"), Shots.bad());
    assertThat(small.pictureBytes()).isZero();
    assertThat(small.camera("a").orElseThrow().hasPicture()).isFalse();
  }

  @Test
  void keepsTheLastAnomaliesNewestFirst() {
    for (int i = 0; i < 3; i++) {
      line.scored(Shots.frame("a", "bad-" + i, Shots.NOW), Shots.bad());
      line.scored(Shots.frame("a"), Shots.good());
    }
    assertThat(line.anomalies(0)).extracting(row -> row.frame().sequence()).containsExactly(5L, 3L);
    assertThat(line.anomalyShot("a/bad-0")).isEmpty();
    assertThat(line.anomaly("a/bad-0")).isEmpty();
    assertThat(line.anomaly("a/bad-1")).isPresent();
    assertThat(line.anomalyShot("a/bad-1").orElseThrow().facts().camera()).isEqualTo("a");
  }

  @Test
  void countsMisplacedFramesByReason() {
    line.scored(Shots.frame("a"), Shots.good());
    assertThat(line.camera("a").orElseThrow().misplaced()).isEmpty();
    line.misplaced("a", Misplacement.OTHER_PARTITION);
    assertThat(line.camera("a").orElseThrow().misplaced()).containsEntry("other-partition", 1L);
  }

  @Test
  void countsRejectionsByReason() {
    line.scored(Shots.frame("a"), Shots.good());
    line.rejected("a", Rejection.TRUNCATED_IMAGE);
    line.rejected("a", Rejection.NO_MODEL);
    line.rejected("", Rejection.NO_CAMERA);

    CameraRow row = line.camera("a").orElseThrow();
    assertThat(row.rejected().total()).isEqualTo(2);
    assertThat(row.rejected().byReason()).isEqualTo(Map.of("truncated-image", 1L, "no-model", 1L));
    assertThat(row.rejected().reason()).isEqualTo("no-model");
    assertThat(row.rejected().newest()).isTrue();
    assertThat(line.summary().rejected()).isEqualTo(3);
    assertThat(line.summary().rejectedByReason()).containsEntry("no-camera", 1L);

    line.scored(Shots.frame("a"), Shots.good());
    assertThat(line.camera("a").orElseThrow().rejected().newest()).isFalse();
  }

  @Test
  void aCameraWithoutAnyScoredFrameIsShownToo() {
    line.rejected("new", Rejection.NO_MODEL);
    CameraRow row = line.camera("new").orElseThrow();
    assertThat(row.latest()).isNull();
    assertThat(row.hasPicture()).isFalse();
    assertThat(row.points().score()).isEmpty();
  }

  @Test
  void anAbsurdlyLongCameraIdIsCountedButNotKept() {
    String camera = "x".repeat(100_000);
    line.scored(Shots.frame(camera), Shots.good());
    line.rejected(camera, Rejection.NO_MODEL);
    assertThat(line.cameras(0, 1)).isEmpty();
    assertThat(line.summary().frames()).isEqualTo(2);
  }

  @Test
  void summarisesTheLine() {
    line.scored(Shots.frame("a"), Shots.good());
    line.scored(Shots.frame("b"), Shots.bad());
    line.learned("part");
    line.learned("part");

    LineSummary summary = line.summary();
    assertThat(summary.good()).isEqualTo(1);
    assertThat(summary.anomalous()).isEqualTo(1);
    assertThat(summary.learned()).isEqualTo(Map.of("part", 2L));
    assertThat(summary.latencyP50Millis()).isEqualTo(40);
    assertThat(summary.latencyP99Millis()).isEqualTo(40);
  }

  @Test
  void hasNoLatencyBeforeTheFirstFrame() {
    assertThat(line.summary().latencyP50Millis()).isNull();
  }

  @Test
  void isCompleteUpToTheSequenceThatAReaderSees() throws Exception {
    LineView busy = view(new LineLimits(100, 20_000, 10, 0, 0, 0, 0));
    int threads = 4;
    int frames = 2_000;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        Frame frame = Shots.frame("cam-" + t);
        writers.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < frames; i++) {
                    busy.scored(frame, Shots.good());
                  }
                }));
      }
      long known = 0;
      long seen = 0;
      while (known < (long) threads * frames) {
        long until = busy.sequence();
        for (CameraRow row : busy.cameras(known, 20_000)) {
          for (long sequence : row.points().sequence()) {
            seen += sequence <= until ? 1 : 0;
          }
        }
        known = until;
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      assertThat(seen).isEqualTo((long) threads * frames);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void memoryIsBoundedWithAThousandCameras() {
    LineView large = view(new LineLimits(1000, 10, 200, 64 * FRAME_BYTES, 16 * FRAME_BYTES, 0, 0));
    for (int i = 0; i < 10_000; i++) {
      large.scored(
          Shots.frame("cam-" + i % 1500, "f" + i, Shots.NOW),
          i % 3 == 0 ? Shots.bad() : Shots.good());
    }
    assertThat(large.cameras(0, 0)).hasSize(1000);
    assertThat(large.anomalies(0)).hasSize(200);
    assertThat(large.pictureBytes()).isEqualTo(80 * FRAME_BYTES);
  }

  @Test
  void refusesLimitsThatMakeNoSense() {
    assertThatThrownBy(() -> new LineLimits(0, 1, 1, 0, 0, 0, 0))
        .hasMessage("cameras 0: 1 or more is valid");
    assertThatThrownBy(() -> new LineLimits(1, 1, 1, -1, 0, 0, 0))
        .hasMessage("frameBytes -1: 0 or more is valid");
  }

  /** A line of 30 frames a second would else show the same part twenty times. */
  @Test
  void ofEachCameraTwentyFramesAreKeptThatAreASecondApart() {
    LineView fast = new LineView(LineLimits.DEFAULT, steps);
    for (int i = 0; i < 100; i++) {
      fast.scored(Shots.frame("a"), i % 2 == 0 ? Shots.good() : Shots.bad());
      fast.rejected(refused("b", i));
      millis += 500;
    }
    List<RecentFrame> recent = fast.recent("a");
    assertThat(recent).hasSize(20).allMatch(f -> f.verdict() == RecentFrame.Verdict.GOOD);
    for (int i = 1; i < recent.size(); i++) {
      assertThat(recent.get(i - 1).atMillis() - recent.get(i).atMillis()).isEqualTo(1000);
    }
    assertThat(fast.recent("b"))
        .as("a camera without a model has frames too")
        .hasSize(20)
        .allMatch(f -> f.verdict() == RecentFrame.Verdict.REFUSED && f.model().equals("part-8"));
    fast.retire("a");
    assertThat(fast.recent("a")).isEmpty();
    assertThat(fast.recent("b")).hasSize(20);
  }

  @Test
  void recentFramesStayWithinTheirBudgetAndTheOldestGo() {
    long frame = Shots.jpeg().length;
    LineView small = new LineView(new LineLimits(10, 4, 10, 0, 0, 0, 3 * frame), steps);
    for (int i = 0; i < 8; i++) {
      small.scored(Shots.frame(i % 2 == 0 ? "a" : "b"), Shots.good());
      millis += 1000;
    }
    assertThat(small.recent("a")).extracting(RecentFrame::sequence).containsExactly(7L);
    assertThat(small.recent("b")).extracting(RecentFrame::sequence).containsExactly(8L, 6L);
    assertThat(small.pictureBytes()).isEqualTo(3 * frame);
  }

  private static RejectedFrame refused(String camera, int number) {
    return new RejectedFrame(
        camera,
        camera + "-" + number,
        Optional.of("part-8"),
        Rejection.NO_MODEL,
        "camera " + camera + " wants model 'part-8'",
        Optional.of(new Frame.Encoded(Shots.jpeg())));
  }
}
