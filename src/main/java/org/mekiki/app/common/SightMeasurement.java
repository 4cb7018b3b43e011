package org.mekiki.app.common;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.mekiki.detect.Detectability;
import org.mekiki.detect.DetectionSettings;
import org.mekiki.detect.Detector;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.Picture;
import org.mekiki.image.SampleBits;
import org.mekiki.image.file.ImageException;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.PictureRules;
import org.mekiki.padim.Padim;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Progress;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Text;

/** Measures what a published model can see, with a bar that shows how far it is. */
public final class SightMeasurement {
  /** However long it takes. */
  public static final Duration ANY_TIME = Duration.ofSeconds(Long.MAX_VALUE);

  private static final int ALL_BITS = 16;

  /** Before that, the time that a painting takes is not known well. */
  private static final double MOMENT_SECONDS = 5;

  private static final double NANOS_PER_SECOND = 1e9;

  /** That follow on frames that are learned, about; each takes as long as a frame or a copy. */
  private static final int PAINTINGS = 650;

  private final Terminal terminal;
  private final InspectionModel scorer;
  private final boolean whole;
  private final int bits;

  /**
   * @param rules of the line's scorers
   * @param bits that the camera uses of samples of 16, asked if the model doesn't know; {@link
   *     SampleBits#UNKNOWN} for all
   */
  public SightMeasurement(
      Terminal terminal, InspectionModel scorer, PictureRules rules, IntSupplier bits) {
    this.terminal = terminal;
    this.scorer = scorer;
    this.whole = rules.unlike() == PictureRules.Unlike.ANOMALOUS;
    int known = scorer.pictures().bits();
    int used = known == SampleBits.UNKNOWN ? bits.getAsInt() : known;
    this.bits = used == SampleBits.UNKNOWN ? ALL_BITS : used;
  }

  /**
   * A frame as the model looks at it.
   *
   * @throws ImageException if it is no picture that can be read
   */
  public Picture decode(ImageDecoder decoder, byte[] encoded) {
    int width = scorer.viewer().wanted().width();
    int height = scorer.viewer().wanted().height();
    return decoder.decode(encoded, width, height, bits);
  }

  /**
   * Paints and counts.
   *
   * @param pictures good frames that the model has not learned
   * @throws CommandException if there is nothing to paint on, or the command is asked to end
   */
  public Detectability measure(List<Picture> pictures, DetectionSettings settings) {
    return measure(pictures, settings, ANY_TIME);
  }

  /**
   * The same.
   *
   * @param atMost gives up as soon as it is seen to take longer
   * @throws CommandException also if it takes longer
   */
  public Detectability measure(
      List<Picture> pictures, DetectionSettings settings, Duration atMost) {
    try (Steps steps = steps(atMost)) {
      return measure(scorer.padim(), pictures, settings, steps);
    }
  }

  /**
   * What another model sees through the same view, at the same threshold.
   *
   * @param pictures good frames that it has not learned
   * @param steps of this measurement, which may have begun
   */
  public Detectability measure(
      Padim padim, List<Picture> pictures, DetectionSettings settings, Steps steps) {
    Detector detector = new Detector(padim, scorer.viewer(), scorer.threshold(), whole, settings);
    try {
      return detector.measure(new ArrayList<>(pictures), steps);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed(e.getMessage());
    }
  }

  /**
   * Steps of one measurement, for which a bar is shown.
   *
   * @param atMost they end as soon as they are seen to take longer
   */
  public Steps steps(Duration atMost) {
    return new Steps(terminal, atMost, System::nanoTime);
  }

  /**
   * The steps of one measurement: a bar for each phase, and one clock for all. Steps come from
   * several threads.
   */
  public static final class Steps implements Detector.Progress, AutoCloseable {
    private final Terminal terminal;
    private final Duration atMost;
    private final LongSupplier nanos;
    private Progress bar;
    private long began;
    private long rateFrom;
    private int left;
    private int done;
    private boolean painting;
    private double paintings;
    private double fit;

    /** The clock starts with the first phase. */
    Steps(Terminal terminal, Duration atMost, LongSupplier nanos) {
      this.terminal = terminal;
      this.atMost = atMost;
      this.nanos = nanos;
    }

    /**
     * That frames will be learned before anything is painted.
     *
     * @param copies of each frame that are learned with it
     * @param fitSeconds that the fit will take afterwards, about
     */
    public synchronized void beginLearning(int frames, int copies, double fitSeconds) {
      begin("second model", frames, true);
      painting = false;
      paintings = PAINTINGS / (1.0 + copies);
      fit = fitSeconds;
    }

    @Override
    public synchronized boolean begin(int paintings) {
      boolean blindSpots = painting;
      left = paintings;
      OptionalDouble all = blindSpots ? tooSlow() : OptionalDouble.empty();
      if (all.isPresent()) {
        terminal.tell(
            "the map of blind spots is left out: with it this would take about %.0f s; --detect"
                + " takes that time",
            all.getAsDouble());
        return false;
      }
      painting = true;
      begin("paint", paintings, !blindSpots);
      return true;
    }

    private void begin(String what, int steps, boolean otherRate) {
      if (bar == null) {
        began = nanos.getAsLong();
      }
      if (otherRate) {
        rateFrom = nanos.getAsLong();
        done = 0;
      }
      close();
      left = steps;
      bar = new Progress(terminal, what, steps);
    }

    /**
     * One more is done.
     *
     * @throws CommandException if all takes too long, or the command is asked to end
     */
    @Override
    public synchronized void step() {
      if (terminal.lifecycle().isStopping()) {
        throw CommandException.failed("stopped before it was measured");
      }
      bar.step();
      done++;
      left--;
      OptionalDouble all = tooSlow();
      if (all.isPresent()) {
        throw CommandException.failed(
            Text.of(
                "it would take about %.0f s with this network on this machine; --detect takes that"
                    + " time",
                all.getAsDouble()));
      }
    }

    /** Seconds that all takes, if that is too long; empty as long as it is not known to be. */
    private OptionalDouble tooSlow() {
      double rated = (nanos.getAsLong() - rateFrom) / NANOS_PER_SECOND;
      double passed = (nanos.getAsLong() - began) / NANOS_PER_SECOND;
      double later = painting ? left : left + paintings;
      double all = passed + later * rated / Math.max(1, done) + (painting ? 0 : fit);
      return rated > MOMENT_SECONDS && all > atMost.toSeconds()
          ? OptionalDouble.of(all)
          : OptionalDouble.empty();
    }

    @Override
    public synchronized void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
