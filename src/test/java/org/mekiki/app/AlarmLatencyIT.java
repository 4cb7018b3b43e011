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
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.camera.Defect;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.camera.simulated.SimulationOptions;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.client.FramePublisher;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.codec.FrameHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An alarm can be read as soon as the score that raised it: they are in one transaction. */
class AlarmLatencyIT {
  private static final Logger LOG = LoggerFactory.getLogger(AlarmLatencyIT.class);

  /**
   * Long, to tell one stage from two whatever else the machine does: a service behind the scores
   * would commit its alarms half an interval later on average, and a whole one at worst.
   */
  private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(2);

  private static final int ALARMS = 7;

  @TempDir Path folder;

  /**
   * When a reader of committed records first saw the same frame's score and alarm.
   *
   * @param frame its partition and offset
   */
  private record Seen(String frame, long scoreMillis, long alarmMillis) {}

  @Test
  void anAlarmCanBeReadWithTheScoreThatRaisedIt() throws Exception {
    try (TestLine line =
        new TestLine(
            folder,
            "score.commit-interval",
            COMMIT_INTERVAL.toMillis() + "ms",
            "alarms.anomalous.frames",
            "2",
            "alarms.anomalous.window",
            "3")) {
      line.train();
      line.teach("part", 3, 12);
      line.score();
      List<Seen> alarms = new ArrayList<>();
      try (TopicFollower scores = line.follow(line.config.topics().scores().name());
          TopicFollower topic = line.follow(line.config.topics().alarms().name())) {
        for (int n = 0; n < ALARMS; n++) {
          publish(line, "cam-" + n);
          alarms.add(awaitAlarm(scores, topic));
        }
      }
      Map<String, Long> appended = framesAppended(line);
      LOG.info(
          "alarms were read {} ms after their frames, {} ms after their scores",
          alarms.stream().map(a -> a.alarmMillis() - appended.get(a.frame())).sorted().toList(),
          behindScores(alarms));
      long median = behindScores(alarms).get(ALARMS / 2);
      assertThat(Duration.ofMillis(median)).isLessThan(COMMIT_INTERVAL.dividedBy(4));
    }
  }

  private static List<Long> behindScores(List<Seen> alarms) {
    return alarms.stream().map(a -> a.alarmMillis() - a.scoreMillis()).sorted().toList();
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

  private static Seen awaitAlarm(TopicFollower scores, TopicFollower alarms) throws Exception {
    Map<String, Long> scored = new HashMap<>();
    String frame = null;
    long alarmed = 0;
    Instant deadline = Instant.now().plus(TestLine.PATIENCE);
    while (Instant.now().isBefore(deadline)) {
      for (TopicFollower.Entry entry : scores.poll()) {
        Score score = entry.score();
        scored.put(
            score.getInputPartition() + "-" + score.getInputOffset(), System.currentTimeMillis());
      }
      for (TopicFollower.Entry entry : alarms.poll()) {
        JsonNode alarm = new ObjectMapper().readTree(entry.value());
        if (alarm.get("state").asText().equals("RAISED")) {
          frame = alarm.get("inputPartition") + "-" + alarm.get("inputOffset");
          alarmed = System.currentTimeMillis();
        }
      }
      if (frame != null && scored.containsKey(frame)) {
        return new Seen(frame, scored.get(frame), alarmed);
      }
    }
    throw new AssertionError(
        "no alarm was raised, or not by a frame that was scored; the last alarm's frame: "
            + frame
            + ", scored: "
            + scored.keySet());
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
