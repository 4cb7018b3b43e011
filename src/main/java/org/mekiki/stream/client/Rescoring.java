package org.mekiki.stream.client;

import java.util.List;
import java.util.function.Predicate;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.Inspector;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.codec.FrameReader;
import org.mekiki.stream.codec.InputRecord;

/** Scores frames with one model, for a report and for nobody's alarms. Not thread-safe. */
public final class Rescoring implements FrameSpan.Reader {
  private final Inspector inspector;
  private final InspectionModel model;
  private final FrameReader reader;
  private final Predicate<Frame> wanted;
  private final List<Output> outputs;
  private long scored;
  private long anomalous;
  private long rejected;
  private long left;

  /** Where the results go. */
  public interface Output {
    /**
     * A frame has a score.
     *
     * @throws UnscorableException if that can't be written
     */
    void scored(InputRecord record, Frame frame, Inspection found);

    /**
     * A frame can't be scored.
     *
     * @param frame null where it could not be read
     */
    void rejected(InputRecord record, Frame frame, UnscorableException why);
  }

  /**
   * @param reader of the frames' own origin, so that those without an id get the same one as in
   *     their scores
   * @param wanted which frames are scored; others are left out
   * @param outputs in this order; one that refuses a score costs those behind it that score
   */
  public Rescoring(
      Inspector inspector,
      InspectionModel model,
      FrameReader reader,
      Predicate<Frame> wanted,
      List<Output> outputs) {
    this.inspector = inspector;
    this.model = model;
    this.reader = reader;
    this.wanted = wanted;
    this.outputs = List.copyOf(outputs);
  }

  /** Scores a frame, or says why it can't be scored: whatever a record holds costs one result. */
  @Override
  public void read(InputRecord record) {
    Frame frame = null;
    try {
      frame = reader.read(record);
      if (!wanted.test(frame)) {
        left++;
        return;
      }
      Inspection found = inspector.inspect(frame, model);
      for (Output output : outputs) {
        output.scored(record, frame, found);
      }
      scored++;
      anomalous += found.anomalous() ? 1 : 0;
    } catch (UnscorableException e) {
      rejected++;
      for (Output output : outputs) {
        output.rejected(record, frame, e);
      }
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
