package org.mekiki.stream.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.Inspector;
import org.mekiki.inspect.Region;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.codec.FrameReader;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.Origin;

/**
 * Scores frames with one model, for a report and for nobody's alarms: a JSON object on a line for
 * each frame, with the same names as on the topic of scores. Not thread-safe.
 */
public final class Rescoring implements FrameSpan.Reader {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Inspector inspector;
  private final InspectionModel model;
  private final FrameReader reader;
  private final Predicate<Frame> wanted;
  private final Consumer<String> lines;
  private long scored;
  private long anomalous;
  private long rejected;
  private long left;

  /**
   * @param origin of the frames, so that those without an id get the same one as in their scores
   * @param wanted which frames are scored; others are left out
   * @param lines takes each line, without its end
   */
  public Rescoring(
      Inspector inspector,
      InspectionModel model,
      Origin origin,
      Predicate<Frame> wanted,
      Consumer<String> lines) {
    this.inspector = inspector;
    this.model = model;
    this.reader = new FrameReader(origin);
    this.wanted = wanted;
    this.lines = lines;
  }

  /** Scores a frame, or says why it can't be scored: whatever a record holds costs one line. */
  @Override
  public void read(InputRecord record) {
    Frame frame = null;
    ObjectNode json = MAPPER.createObjectNode();
    try {
      frame = reader.read(record);
      if (!wanted.test(frame)) {
        left++;
        return;
      }
      about(json, record, frame);
      Inspection found = inspector.inspect(frame, model);
      scored++;
      anomalous += found.anomalous() ? 1 : 0;
      add(json, found);
    } catch (UnscorableException e) {
      rejected++;
      json.removeAll();
      about(json, record, frame);
      json.put("reason", e.rejection().label());
      json.put("message", e.getMessage());
    }
    write(json);
  }

  private static void about(ObjectNode json, InputRecord record, Frame frame) {
    json.put("camera", frame == null ? record.keyText() : frame.camera());
    if (frame != null) {
      json.put("frameId", frame.id());
      json.put("capturedAt", frame.capturedAt().toString());
    }
    json.put("inputTopic", record.topic());
    json.put("inputPartition", record.partition());
    json.put("inputOffset", record.offset());
  }

  private static void add(ObjectNode json, Inspection found) {
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
  }

  private void write(ObjectNode json) {
    try {
      lines.accept(MAPPER.writeValueAsString(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree could not be written", e);
    }
  }

  /** Frames that got a score. */
  public long scored() {
    return scored;
  }

  /** Of these, those at or over the threshold. */
  public long anomalous() {
    return anomalous;
  }

  /** Records that could not be scored. */
  public long rejected() {
    return rejected;
  }

  /** Frames that nobody asked for. */
  public long left() {
    return left;
  }
}
