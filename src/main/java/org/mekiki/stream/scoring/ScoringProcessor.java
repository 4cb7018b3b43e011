package org.mekiki.stream.scoring;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.Misplacement;
import org.mekiki.inspect.RejectedFrame;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.inspect.alarm.FrameOutcome;
import org.mekiki.inspect.alarm.FramePosition;
import org.mekiki.inspect.alarm.Gap;
import org.mekiki.inspect.alarm.ScoreReference;
import org.mekiki.model.ModelLease;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.codec.FrameReader;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.OffsetFollower;
import org.mekiki.stream.codec.TraceContext;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One frame in; a score, a heatmap and perhaps an anomaly out, or else one dead letter. Either way
 * its outcome goes to the watch over the cameras.
 *
 * <p>Order matters: everything that can fail for this frame comes first, serialisation included;
 * then the records are forwarded. Kafka Streams frees the raw input at the first {@code forward},
 * and an error after it would leave a frame that is both scored and a dead letter.
 */
final class ScoringProcessor implements Processor<byte[], byte[], byte[], Object> {
  private static final Logger LOG = LoggerFactory.getLogger(ScoringProcessor.class);

  private final ScoringParts parts;
  private final CameraPlaces places;
  private final FrameRecords records;
  private final ScoreReferences references = new ScoreReferences();
  private ProcessorContext<byte[], Object> context;
  private OffsetFollower offsets;

  /** Offsets that are missing before the record in work; kept while it is tried again. */
  private Optional<Gap> gap = Optional.empty();

  /**
   * @param places shared by all tasks of the process
   */
  ScoringProcessor(ScoringParts parts, CameraPlaces places) {
    this.parts = parts;
    this.places = places;
    this.records = new FrameRecords(parts.surroundings().origin(), parts.formats());
  }

  @Override
  public void init(ProcessorContext<byte[], Object> processorContext) {
    this.context = processorContext;
    this.offsets = new OffsetFollower(parts.gaps(), processorContext.taskId().partition());
    this.gap = Optional.empty();
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InputRecord input = InputRecord.of(context, record);
    gap = offsets.read(input.offset()).or(() -> gap);
    FrameTracing.Work work = parts.tracing().begin(input);
    Attempt attempt = new Attempt(input, work);
    Output output;
    try {
      attempt.picture = picture(input);
      output = parts.inFlight().work(input.identity(), attempt::score);
    } catch (InterruptException | TimeoutException e) {
      work.failed(e);
      throw e;
    } catch (RuntimeException e) {
      UnscorableException why = DeadLetters.classify(e);
      reject(input, attempt.frame, why);
      work.failed(why);
      reportGap(input);
      return;
    }
    Frame frame = output.frame();
    tell(listener -> listener.scored(output.frame(), output.inspection()));
    output.results().forEach(result -> context.forward(result.record(), result.sink()));
    watch(attempt.outgoing, frame.camera(), frame.id(), output.verdict());
    work.scored(frame, output.inspection());
    reportGap(input);
  }

  /** Brings it under a note of its own: it may be more than memory can hold. */
  private Optional<byte[]> picture(InputRecord input) {
    return parts.reader().refers(input)
        ? parts.inFlight().work(input.identity() + " picture", () -> parts.reader().fetch(input))
        : Optional.empty();
  }

  private void reportGap(InputRecord input) {
    gap.ifPresent(
        missing ->
            context.forward(
                new Record<>(new byte[0], missing, Math.max(0, input.timestamp())),
                ScoringTopology.WATCH));
    gap = Optional.empty();
  }

  /** All that may fail for a record. */
  private final class Attempt {
    private final InputRecord input;
    private final FrameTracing.Work work;
    private final InputRecord outgoing;
    private Optional<byte[]> picture = Optional.empty();

    /** Null until it has been read. */
    private Frame frame;

    Attempt(InputRecord input, FrameTracing.Work work) {
      this.input = input;
      this.work = work;
      this.outgoing = work.outgoing(input);
    }

    Output score() {
      frame = parts.reader().read(input, picture);
      Judged judged = inspect(frame);
      work.inspected(judged.inspection());
      return ScoringProcessor.this.output(outgoing, frame, judged);
    }
  }

  private void reject(InputRecord input, Frame frame, UnscorableException why) {
    String camera = frame == null ? camera(input) : frame.camera();
    Record<byte[], byte[]> deadLetter = parts.deadLetters().of(input, why);
    RejectedFrame rejected = rejected(input, frame, camera, why);
    tell(listener -> listener.rejected(rejected));
    context.forward(deadLetter, ScoringTopology.DEAD_LETTERS);
    if (!camera.isEmpty()) {
      String id = frame == null ? "" : frame.id();
      watch(input, camera, id, new FrameOutcome.Rejected(why.rejection()));
    }
  }

  /** What can't be read as a frame may still be a picture, which tells people more. */
  private static RejectedFrame rejected(
      InputRecord input, Frame frame, String camera, UnscorableException why) {
    return frame == null
        ? new RejectedFrame(
            camera,
            input.position(),
            Optional.empty(),
            why.rejection(),
            why.getMessage(),
            FrameReader.image(input))
        : new RejectedFrame(
            camera,
            frame.id(),
            Optional.of(frame.model()),
            why.rejection(),
            why.getMessage(),
            Optional.of(frame.picture()));
  }

  /** Somebody who only looks on must not cost the frame, and with it the thread. */
  private void tell(Consumer<InspectionListener> what) {
    try {
      what.accept(parts.listener());
    } catch (RuntimeException e) {
      LOG.warn("a frame is missing from metrics or page: a listener failed", e);
    }
  }

  private void watch(InputRecord input, String camera, String id, FrameOutcome.Verdict verdict) {
    if (input.header(FrameHeaders.REPLAYED) != null) {
      return; // of yesterday: today's alarms, drift and silence don't go by it
    }
    for (Misplacement why : places.look(camera, input)) {
      tell(listener -> listener.misplaced(camera, why));
    }
    FramePosition position =
        new FramePosition(
            input.topic(),
            input.partition(),
            input.offset(),
            id,
            parts.surroundings().origin().topicTag());
    Headers headers = new RecordHeaders();
    TraceContext.of(input.headers()).ifPresent(trace -> trace.write(headers));
    context.forward(
        new Record<>(
            camera.getBytes(StandardCharsets.UTF_8),
            new FrameOutcome(camera, position, verdict),
            Math.max(0, input.timestamp()),
            headers),
        ScoringTopology.WATCH);
  }

  private record Output(
      Frame frame,
      Inspection inspection,
      FrameOutcome.Scored verdict,
      List<FrameRecords.Result> results) {}

  /** What the model said, and what good frames scored when it was made. */
  private record Judged(Inspection inspection, Optional<ScoreReference> reference) {}

  private Output output(InputRecord input, Frame frame, Judged judged) {
    Inspection found = judged.inspection();
    return new Output(
        frame,
        found,
        new FrameOutcome.Scored(
            found.model(),
            found.modelVersion(),
            found.score(),
            found.threshold(),
            found.anomalous(),
            judged.reference()),
        records.of(input, frame, found, parts.clock().instant()));
  }

  /** A model whose file can't be read comes from the topic once more, into the heap. */
  private Judged inspect(Frame frame) {
    try {
      return inspectOnce(frame);
    } catch (MahalanobisDistance.UnreadableException e) {
      return inspectOnce(frame);
    }
  }

  private Judged inspectOnce(Frame frame) {
    try (ModelLease<InspectionModel> lease = model(frame)) {
      try {
        Inspection found = parts.inspector().inspect(frame, lease.scorer());
        return new Judged(found, references.of(lease.manifest(), found.threshold()));
      } catch (MahalanobisDistance.UnreadableException e) {
        parts.models().lose(lease, e);
        throw e;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException("stopped while waiting for model '" + frame.model() + "'", e);
    }
  }

  /**
   * A model that is there but not in memory is waited for.
   *
   * @throws UnscorableException if there is none
   * @throws TimeoutException if it did not come in time: the frame is read again later
   */
  private ModelLease<InspectionModel> model(Frame frame) throws InterruptedException {
    Duration wait = parts.surroundings().modelWait();
    Optional<ModelLease<InspectionModel>> lease = parts.models().acquire(frame.model());
    if (lease.isEmpty()) {
      lease = parts.models().acquire(frame.model(), wait);
      // What has waited once has little time left in this transaction.
      context.commit();
    }
    if (lease.isEmpty() && parts.models().isAnnounced(frame.model())) {
      throw new TimeoutException(
          Text.of(
              "model '%s' is published but did not come from the models topic within %d s; its"
                  + " frames wait",
              frame.model(), wait.toSeconds()));
    }
    return lease.orElseThrow(() -> noModel(frame));
  }

  private UnscorableException noModel(Frame frame) {
    Optional<String> refusal = parts.models().refusal(frame.model());
    if (refusal.isPresent()) {
      return new UnscorableException(
          Rejection.MODEL_REFUSED,
          Text.of(
              "camera %s wants model '%s', but this scorer can't use it: %s",
              frame.camera(), frame.model(), refusal.get()));
    }
    return new UnscorableException(
        Rejection.NO_MODEL,
        Text.of(
            "camera %s wants model '%s', which nobody has taught; teach it with 'mekiki teach DIR"
                + " --model %s'",
            frame.camera(), frame.model(), frame.model()));
  }

  private static String camera(InputRecord input) {
    String key = input.keyText();
    return key == null || key.length() > FrameReader.LONGEST_CAMERA ? "" : key;
  }
}
