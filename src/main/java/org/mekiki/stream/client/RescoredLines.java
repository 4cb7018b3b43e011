package org.mekiki.stream.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.Region;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.ScoreAttributes;

/**
 * A JSON object on a line for each frame that is scored again, with the same names as on the topic
 * of scores; what can't be scored has a reason instead. Times are left out: a frame has the same
 * line each time it is scored with a model.
 */
public final class RescoredLines implements Rescoring.Output {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Consumer<String> lines;

  /**
   * @param lines takes each line, without its end
   */
  public RescoredLines(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void scored(InputRecord record, Frame frame, Inspection found) {
    ObjectNode json = about(record, frame);
    json.put("model", found.model());
    json.put("modelVersion", found.modelVersion());
    json.put("score", found.score());
    json.put("normalizedScore", found.normalizedScore());
    json.put("threshold", found.threshold());
    json.put("verdict", found.anomalous() ? "ANOMALOUS" : "GOOD");
    json.put("imageWidth", found.imageWidth());
    json.put("imageHeight", found.imageHeight());
    ArrayNode regions = json.putArray("regions");
    for (Region region : found.regions()) {
      regions.add(MAPPER.<ObjectNode>valueToTree(region));
    }
    ObjectNode attributes = json.putObject("attributes");
    new TreeMap<>(ScoreAttributes.of(frame, found)).forEach(attributes::put);
    write(json);
  }

  @Override
  public void rejected(InputRecord record, Frame frame, UnscorableException why) {
    ObjectNode json = about(record, frame);
    json.put("reason", why.rejection().label());
    json.put("message", why.getMessage());
    write(json);
  }

  private static ObjectNode about(InputRecord record, Frame frame) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("camera", frame == null ? record.keyText() : frame.camera());
    if (frame != null) {
      json.put("frameId", frame.id());
      json.put("capturedAt", frame.capturedAt().toString());
    }
    json.put("inputTopic", record.topic());
    json.put("inputPartition", record.partition());
    json.put("inputOffset", record.offset());
    return json;
  }

  private void write(ObjectNode json) {
    lines.accept(json.toString());
  }
}
