package org.mekiki.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import org.mekiki.inspect.Rejection;
import org.mekiki.stream.avro.Heatmap;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.avro.Verdict;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.codec.RegisteredSchemas;
import org.mekiki.stream.letters.DeadLetters;

/** What lies on the topics, reduced to what the audit looks at. */
final class Found {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Found() {}

  /** Where a frame lies on the topic of frames. */
  record Position(int partition, long offset) {
    @Override
    public String toString() {
      return partition + "-" + offset;
    }
  }

  /** A frame; n is its number in the plan. */
  record Input(Position position, String camera, long n, boolean asPlanned) {}

  /** A record of an output topic about a frame. */
  record About(Position input, String camera, long version, double score) {
    static About ofHeatmap(TopicFollower.Entry entry) throws IOException {
      Heatmap map = AvroCodec.HEATMAP.decode(entry.value());
      return new About(
          new Position(map.getInputPartition(), map.getInputOffset()),
          map.getCamera(),
          map.getModelVersion(),
          map.getMaximum());
    }

    static About ofAnomaly(TopicFollower.Entry entry) throws IOException {
      JsonNode json = JSON.readTree(entry.value());
      return new About(
          new Position(json.get("inputPartition").asInt(), json.get("inputOffset").asLong()),
          json.get("camera").asText(),
          json.get("modelVersion").asLong(),
          json.get("score").asDouble());
    }
  }

  /** A score. */
  record Scored(
      Position input,
      String camera,
      long n,
      long version,
      double score,
      double threshold,
      boolean anomalous,
      Instant at) {
    static Scored of(TopicFollower.Entry entry, RegisteredSchemas schemas) throws IOException {
      Score score = entry.score(schemas);
      return new Scored(
          new Position(score.getInputPartition(), score.getInputOffset()),
          score.getCamera(),
          FramePlan.number(score.getFrameId()),
          score.getModelVersion(),
          score.getScore(),
          score.getThreshold(),
          score.getVerdict() == Verdict.ANOMALOUS,
          score.getScoredAt());
    }

    About about() {
      return new About(input, camera, version, score);
    }
  }

  /** A dead letter. */
  record Dead(Position input, String camera, Rejection why, String message) {
    static Dead of(TopicFollower.Entry entry) {
      String reason = entry.header(DeadLetters.REASON);
      return new Dead(
          new Position(
              Integer.parseInt(entry.header(DeadLetters.PARTITION)),
              Long.parseLong(entry.header(DeadLetters.OFFSET))),
          entry.key(),
          Arrays.stream(Rejection.values())
              .filter(rejection -> rejection.label().equals(reason))
              .findAny()
              .orElseThrow(),
          entry.header(DeadLetters.MESSAGE));
    }
  }

  /** An alarm's beginning or end. */
  record Alarmed(String eventId, String camera, String text) {
    static Alarmed of(TopicFollower.Entry entry) throws IOException {
      JsonNode json = JSON.readTree(entry.value());
      return new Alarmed(
          entry.header("ce_id"),
          json.get("camera").asText(),
          json.get("alarmId").asText() + " " + json.get("state").asText());
    }
  }
}
