package org.mekiki.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mekiki.chaos.Found.Dead;
import org.mekiki.chaos.Found.Position;
import org.mekiki.chaos.Found.Scored;
import org.mekiki.inspect.alarm.Alarm;
import org.mekiki.inspect.alarm.AlarmRules;
import org.mekiki.inspect.alarm.CameraWatch;
import org.mekiki.inspect.alarm.FrameOutcome;
import org.mekiki.inspect.alarm.FramePosition;

/** Works the alarms out again from what became of the frames, without Kafka. */
final class AlarmReplay {
  private AlarmReplay() {}

  /** By camera, in order: alarm id and state. */
  static Map<String, List<String>> events(
      List<Scored> scores,
      List<Dead> deadLetters,
      AlarmRules rules,
      String topic,
      String topicTag) {
    List<FrameOutcome> outcomes = new ArrayList<>();
    scores.forEach(score -> outcomes.add(outcome(score, topic, topicTag)));
    deadLetters.forEach(letter -> outcomes.add(outcome(letter, topic, topicTag)));
    outcomes.sort(
        Comparator.<FrameOutcome>comparingInt(o -> o.position().partition())
            .thenComparingLong(o -> o.position().offset()));
    Map<String, CameraWatch> watches = new HashMap<>();
    Map<String, List<String>> events = new TreeMap<>();
    for (FrameOutcome outcome : outcomes) {
      CameraWatch watch =
          watches.computeIfAbsent(outcome.camera(), camera -> new CameraWatch(camera, rules));
      for (Alarm alarm : watch.frame(outcome, 0)) {
        events
            .computeIfAbsent(alarm.camera(), camera -> new ArrayList<>())
            .add(alarm.id() + " " + alarm.state());
      }
    }
    return events;
  }

  private static FrameOutcome outcome(Scored score, String topic, String topicTag) {
    return new FrameOutcome(
        score.camera(),
        position(score.input(), topic, topicTag),
        new FrameOutcome.Scored(
            FramePlan.MODEL,
            score.version(),
            score.score(),
            score.threshold(),
            score.anomalous(),
            Optional.empty()));
  }

  private static FrameOutcome outcome(Dead letter, String topic, String topicTag) {
    return new FrameOutcome(
        letter.camera(),
        position(letter.input(), topic, topicTag),
        new FrameOutcome.Rejected(letter.why()));
  }

  private static FramePosition position(Position input, String topic, String topicTag) {
    return new FramePosition(topic, input.partition(), input.offset(), "", topicTag);
  }
}
