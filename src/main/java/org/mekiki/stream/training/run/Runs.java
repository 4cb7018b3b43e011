package org.mekiki.stream.training.run;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.mekiki.stream.avro.RunEnd;
import org.mekiki.stream.avro.RunEnded;
import org.mekiki.stream.avro.TileResult;
import org.mekiki.stream.codec.TraceContext;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingOutput;
import org.mekiki.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The teaching runs that one task of one step of training works on, kept from harming each other:
 *
 * <ul>
 *   <li>Whatever the data of a run makes a step throw ends this run, and no other. Nothing of what
 *       the step had to say goes out; what it kept is forgotten, and the assembling is told why.
 *       Only failures of Kafka itself get past here, to the thread.
 *   <li>What still comes of a run that has ended is dropped.
 *   <li>A run that nothing has been heard of for long enough is ended like one that failed.
 * </ul>
 *
 * <p>Of one task, like its processor. Time is the wall clock's: see docs/RATIONALE.md.
 */
public final class Runs {
  private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

  /** Of the expiry: how exactly the last sign is written down, and how often it is looked at. */
  private static final int PARTS = 24;

  private static final Duration LONGEST_BETWEEN_LOOKS = Duration.ofMinutes(1);

  /** Networks' own messages may be pages. */
  private static final int LONGEST_REASON = 500;

  /** After a start what waited on the topics is read first. */
  private static final Duration LONGEST_GRACE = Duration.ofHours(1);

  private final String doing;
  private final ProcessorContext<byte[], TrainingOutput> context;
  private final Optional<RunStore> store;
  private final Step step;
  private final List<Record<byte[], TrainingOutput>> output = new ArrayList<>();
  private boolean working;

  /** Of the message in work, as long as the work is about this accumulation. */
  private Optional<TraceContext> trace = Optional.empty();

  private String traced = "";
  private final long expiryMillis;
  private final long started;

  /** A step of training, as its runs see it. */
  public interface Step {
    /** Forgets all that it keeps of an accumulation. */
    void forget(String accumulation);

    /** A run has to end, and is forgotten next; by default the assembling hears of it. */
    default void end(Runs runs, String accumulation, RunEnded ended) {
      Accumulation named = Accumulation.parse(accumulation);
      runs.forward(
          TrainingOutput.result(
              named.model(), new TileResult(accumulation, -1, ended), ended.getAt()));
    }
  }

  /**
   * @param doing what the step does, for sentences: "learning the frames"
   * @param store of the step's runs; empty for a step that keeps nothing
   * @param expiry after which a run that is not heard of is ended
   */
  public Runs(
      String doing,
      ProcessorContext<byte[], TrainingOutput> context,
      Optional<RunStore> store,
      Duration expiry,
      Step step) {
    this.doing = doing;
    this.context = context;
    this.store = store;
    this.step = step;
    this.expiryMillis = expiry.toMillis();
    this.started = context.currentSystemTimeMs();
    if (store.isPresent()) {
      long every = Math.min(expiryMillis / PARTS + 1, LONGEST_BETWEEN_LOOKS.toMillis());
      context.schedule(Duration.ofMillis(every), PunctuationType.WALL_CLOCK_TIME, this::sweep);
    }
  }

  /** The trace that the message in work belongs to, and all that is made of it. */
  public Optional<TraceContext> trace() {
    return trace;
  }

  /** Whether what comes of this accumulation is to be dropped. */
  public boolean hasEnded(String accumulation) {
    return store.flatMap(s -> s.find(accumulation)).map(RunStore.Entry::ended).orElse(false);
  }

  /** Sends something on; what is part of a run's work only when that is done and has not failed. */
  public void forward(Record<byte[], TrainingOutput> record) {
    trace.ifPresent(of -> of.write(record.headers()));
    if (working) {
      output.add(record);
    } else {
      context.forward(record);
    }
  }

  /**
   * Does a step's work for one message of an accumulation; if it fails, the run ends. By an error
   * too, where no memory is left, say: what it left half done is of this run, and is forgotten with
   * it.
   *
   * @param at when the message was sent, milliseconds since 1970
   */
  public void work(String accumulation, long at, Runnable work) {
    tryWork(
        accumulation,
        at,
        () -> {
          try {
            work.run();
          } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
            throw new StepError(e);
          }
        });
  }

  /**
   * As {@link #work}, for one frame. An error gets past here to the thread: what is known to be in
   * flight tells after the second time that it is this frame's, which then costs the frame alone.
   */
  public void workOnFrame(String accumulation, long at, Runnable work) {
    tryWork(accumulation, at, work);
  }

  private static final class StepError extends RuntimeException {
    private static final long serialVersionUID = 1;

    StepError(Error cause) {
      super(cause.toString(), cause);
    }

    @Override
    public String toString() {
      return getMessage();
    }
  }

  private void tryWork(String accumulation, long at, Runnable work) {
    output.clear();
    working = true;
    if (traced.isEmpty()) {
      traced = accumulation;
    } else if (!traced.equals(accumulation)) {
      trace = Optional.empty(); // another run's turn
    }
    try {
      heard(accumulation);
      work.run();
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      output.clear();
      working = false;
      end(accumulation, RunEnd.FAILED, failure(e), reason(accumulation, e), at);
      return;
    } finally {
      working = false;
    }
    List<Record<byte[], TrainingOutput>> sending = List.copyOf(output);
    output.clear();
    sending.forEach(context::forward);
  }

  /**
   * Reads a message that another step sent.
   *
   * @return empty if it is unreadable: it is dropped then
   */
  public <M> Optional<M> read(Record<byte[], byte[]> record, Function<byte[], M> read) {
    trace = TraceContext.of(record.headers());
    traced = "";
    try {
      return Optional.of(read.apply(record.value()));
    } catch (RuntimeException e) {
      LOG.error(
          "a message for {} was dropped, because another release wrote it or it is damaged; the"
              + " run that it is part of will fail or expire. Its key is '{}'",
          doing,
          record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8),
          e);
      return Optional.empty();
    }
  }

  private static RunFailure failure(RuntimeException e) {
    return e instanceof RunRefusedException refused ? refused.failure() : RunFailure.INTERNAL_ERROR;
  }

  private String reason(String accumulation, RuntimeException e) {
    if (e instanceof RunRefusedException) {
      return e.getMessage();
    }
    LOG.error("{} failed, and ends run '{}'", doing, accumulation, e);
    String words = e.toString().replaceAll("\\s+", " ");
    return Text.of(
        "%s failed: %s; the trainer's log has more. Teach again, and report it if it comes again",
        doing, Text.cut(words, LONGEST_REASON));
  }

  /** Ends a run here: forgets what the step keeps of it, and drops what still comes. */
  void end(String accumulation, RunEnd how, RunFailure failure, String reason, long at) {
    step.end(this, accumulation, new RunEnded(how, reason, at, failure.label()));
    step.forget(accumulation);
    drop(accumulation);
    context.commit();
  }

  /**
   * From now on what comes of it is dropped. Not where frames name no run: those that come later
   * are of the next one.
   */
  public void drop(String accumulation) {
    if (Accumulation.parse(accumulation).run().isEmpty()) {
      done(accumulation);
    } else {
      store.ifPresent(
          s -> s.put(new RunStore.Entry(accumulation, context.currentSystemTimeMs(), true)));
    }
  }

  /** The step has nothing more to do with an accumulation. */
  public void done(String accumulation) {
    store.ifPresent(s -> s.delete(accumulation));
  }

  /** There is state of an accumulation, of an earlier release perhaps: it expires like others. */
  public void found(String accumulation) {
    if (store.isPresent() && store.get().find(accumulation).isEmpty()) {
      heard(accumulation);
    }
  }

  /** Another step has heard of a run; nothing happens where this one has no part in it any more. */
  public void alive(String accumulation) {
    if (store.flatMap(s -> s.find(accumulation)).filter(known -> !known.ended()).isPresent()) {
      write(accumulation);
    }
  }

  /**
   * Whether the next sign of a run is written down: the last one was long ago, or there is none.
   */
  public boolean isDue(String accumulation) {
    Optional<RunStore.Entry> known = store.orElseThrow().find(accumulation);
    return known.isEmpty()
        || !known.get().ended()
            && context.currentSystemTimeMs() - known.get().heard() > expiryMillis / PARTS;
  }

  private void heard(String accumulation) {
    if (store.isPresent() && isDue(accumulation)) {
      write(accumulation);
    }
  }

  private void write(String accumulation) {
    store.orElseThrow().put(new RunStore.Entry(accumulation, context.currentSystemTimeMs(), false));
  }

  private void sweep(long now) {
    if (now - started < Math.min(expiryMillis, LONGEST_GRACE.toMillis())) {
      return;
    }
    trace = Optional.empty();
    for (RunStore.Entry entry : store.orElseThrow().all()) {
      if (now - entry.heard() <= expiryMillis) {
        continue;
      }
      if (entry.ended()) {
        done(entry.accumulation());
      } else {
        String reason =
            Text.of(
                "nothing was heard of this run for %s, so it was given up and its frames were"
                    + " forgotten; teach again",
                text(expiryMillis));
        LOG.warn("run '{}' ends: {}", entry.accumulation(), reason);
        end(entry.accumulation(), RunEnd.EXPIRED, RunFailure.EXPIRED, reason, now);
      }
    }
  }

  private static String text(long millis) {
    long seconds = millis / 1000;
    long minutes = seconds / 60;
    return minutes >= 120
        ? minutes / 60 + " h"
        : seconds >= 120 ? minutes + " min" : seconds + " s";
  }
}
