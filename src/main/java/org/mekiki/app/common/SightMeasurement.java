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
    Detector detector =
        new Detector(scorer.padim(), scorer.viewer(), scorer.threshold(), whole, settings);
    try (Painting painting = new Painting(terminal, atMost, System::nanoTime)) {
      return detector.measure(new ArrayList<>(pictures), painting);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed(e.getMessage());
    }
  }

  /**
   * The paintings of one measurement: a bar for each phase, and one clock for all. Steps come from
   * several threads.
   */
  static final class Painting implements Detector.Progress, AutoCloseable {
    private final Terminal terminal;
    private final Duration atMost;
    private final LongSupplier nanos;
    private Progress bar;
    private long began;
    private int left;
    private int done;

    /** The clock starts with the first phase. */
    Painting(Terminal terminal, Duration atMost, LongSupplier nanos) {
      this.terminal = terminal;
      this.atMost = atMost;
      this.nanos = nanos;
    }

    @Override
    public synchronized boolean begin(int paintings) {
      if (bar == null) {
        began = nanos.getAsLong();
      }
      close();
      left = paintings;
      OptionalDouble all = tooSlow();
      if (all.isPresent()) {
        terminal.tell(
            "the map of blind spots is left out: with it this would take about %.0f s; --detect"
                + " takes that time",
            all.getAsDouble());
        return false;
      }
      bar = new Progress(terminal, "paint", paintings);
      return true;
    }

    /**
     * One more is done.
     *
     * @throws CommandException if all takes too long, or the command is asked to end
     */
    @Override
    public synchronized void step() {
      if (terminal.lifecycle().isStopping()) {
        throw CommandException.failed("stopped while defects were painted");
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
      double seconds = (nanos.getAsLong() - began) / NANOS_PER_SECOND;
      double all = seconds + left * seconds / Math.max(1, done);
      return seconds > MOMENT_SECONDS && all > atMost.toSeconds()
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
