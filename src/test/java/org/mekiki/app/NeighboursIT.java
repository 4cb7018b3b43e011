package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.stream.client.FramePublisher;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.terminal.ExitCodes;

/** Installations that share brokers, and differ by nothing but {@code topics.prefix}. */
class NeighboursIT {
  private static final int FRAMES = 30;
  private static final int CAMERAS = 6;

  @TempDir Path folder;

  @Test
  void twoInstallationsThatDifferByPrefixBothScoreAllTheirFrames() throws Exception {
    try (TestLine ours = new TestLine(folder);
        TestLine theirs = ours.beside("line2.")) {
      for (TestLine line : List.of(ours, theirs)) {
        line.train();
        line.teach("part", 3, 12);
      }
      ours.score();
      theirs.score();
      publish(ours);
      publish(theirs);

      assertThat(timesScored(ours)).hasSize(FRAMES).allSatisfy(this::isOnce);
      assertThat(timesScored(theirs)).hasSize(FRAMES).allSatisfy(this::isOnce);
      refusesTheGroupOfOthers(theirs, ours);
    }
  }

  private void isOnce(String frame, int times) {
    assertThat(times).as(frame).isEqualTo(1);
  }

  private static void refusesTheGroupOfOthers(TestLine line, TestLine others) {
    FakeTerminal terminal = new FakeTerminal();
    int exit =
        terminal.run(
            line.arguments(
                "score",
                "--set",
                "topics.prefix=line2.",
                "--set",
                "score.application-id=" + others.config.score().applicationId()));
    assertThat(exit).as(terminal.err()).isEqualTo(ExitCodes.FAILED);
    assertThat(terminal.err())
        .contains("group mekiki-score belongs to other topics: it has ")
        .contains(
            " members that read mekiki.frames, but this installation reads line2.frames; give each"
                + " installation its own topics.prefix, or another score.application-id");
  }

  private static void publish(TestLine line) {
    try (FramePublisher publisher = FramePublisher.toFrames(line.config);
        SimulatedCamera pictures = TestLine.goodCamera(7, FRAMES)) {
      for (int n = 0; n < FRAMES; n++) {
        publisher.send(
            "cam-" + n % CAMERAS,
            pictures.frame(n, java.util.Optional.empty()).encoded(),
            Instant.now(),
            Map.of(FrameHeaders.MODEL, "part"),
            FramePublisher.Acknowledgement.IGNORED);
      }
      publisher.flush();
    }
  }

  /** By position of the frame. */
  private static Map<String, Integer> timesScored(TestLine line) throws Exception {
    List<String> frames = new ArrayList<>();
    for (TopicFollower.Entry entry : line.read(line.config.topics().scores().name(), FRAMES)) {
      frames.add(entry.score().getInputPartition() + "-" + entry.score().getInputOffset());
    }
    return TestLine.counts(frames);
  }
}
