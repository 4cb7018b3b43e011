package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.camera.Defect;
import org.mekiki.camera.SimulatedCamera;
import org.mekiki.camera.SimulationOptions;
import org.mekiki.stream.FrameHeaders;
import org.mekiki.stream.FramePublisher;
import org.mekiki.stream.TopicFollower;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long after the frame that raises it an alarm can be read. */
@Timeout(300)
class AlarmLatencyIT {
  private static final Logger LOG = LoggerFactory.getLogger(AlarmLatencyIT.class);
  private static final Duration COMMIT_INTERVAL = Duration.ofMillis(500);

  /** To score the frame, to end the transaction, and for a busy machine. */
  private static final Duration ALLOWANCE = Duration.ofMillis(300);

  private static final int ALARMS = 11;

  @TempDir Path folder;

  /** An alarm as a reader of committed records first saw it. */
  private record Seen(String frame, long atMillis) {}

  @Test
  void anAlarmCanBeReadWithinOneCommitIntervalOfItsFrame() throws Exception {
    String interval = COMMIT_INTERVAL.toMillis() + "ms";
    try (TestLine line =
        new TestLine(
            folder,
            "score.commit-interval",
            interval,
            "alarms.anomalous.frames",
            "2",
            "alarms.anomalous.window",
            "3")) {
      line.train();
      line.teach("part", 3, 12);
      line.score();
      List<Seen> alarms = new ArrayList<>();
      try (TopicFollower topic = line.follow(line.config.topics().alarms().name())) {
        for (int n = 0; n < ALARMS; n++) {
          publish(line, "cam-" + n);
          alarms.add(awaitAlarm(topic));
        }
      }
      Map<String, Long> appended = framesAppended(line);
      List<Long> millis =
          alarms.stream().map(a -> a.atMillis() - appended.get(a.frame())).sorted().toList();
      long median = millis.get(ALARMS / 2);
      LOG.info("alarms were read {} ms after their frames, median {} ms", millis, median);
      assertThat(millis.get(0)).isNotNegative();
      assertThat(Duration.ofMillis(median)).isLessThan(COMMIT_INTERVAL.plus(ALLOWANCE));
    }
  }

  /** Good frames, then one with each kind of defect: two of three anomalous ones are enough. */
  private static void publish(TestLine line, String camera) {
    try (FramePublisher publisher = FramePublisher.toFrames(line.config);
        SimulatedCamera pictures =
            new SimulatedCamera("any", 9, Long.MAX_VALUE, SimulationOptions.DEFAULT)) {
      List<Optional<Defect.Kind>> frames =
          new ArrayList<>(Collections.nCopies(2, Optional.empty()));
      Stream.of(Defect.Kind.values()).map(Optional::of).forEach(frames::add);
      for (int n = 0; n < frames.size(); n++) {
        publisher.send(
            camera,
            pictures.frame(n, frames.get(n)).encoded(),
            Instant.now(),
            Map.of(FrameHeaders.MODEL, "part"),
            FramePublisher.Acknowledgement.IGNORED);
      }
      publisher.flush();
    }
  }

  private static Seen awaitAlarm(TopicFollower topic) throws Exception {
    Instant deadline = Instant.now().plus(TestLine.PATIENCE);
    while (Instant.now().isBefore(deadline)) {
      for (TopicFollower.Entry entry : topic.poll()) {
        long now = System.currentTimeMillis();
        JsonNode alarm = new ObjectMapper().readTree(entry.value());
        if (alarm.get("state").asText().equals("RAISED")) {
          String frame = alarm.get("inputPartition") + "-" + alarm.get("inputOffset");
          return new Seen(frame, now);
        }
      }
    }
    throw new AssertionError("no alarm was raised");
  }

  /** When the brokers had each frame. */
  private static Map<String, Long> framesAppended(TestLine line) {
    Map<String, Long> appended = new HashMap<>();
    for (TopicFollower.Entry entry : line.read(line.config.topics().frames().name(), ALARMS)) {
      appended.put(entry.partition() + "-" + entry.offset(), entry.timestamp());
    }
    return appended;
  }
}
