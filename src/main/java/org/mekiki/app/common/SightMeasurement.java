package org.mekiki.app.common;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.mekiki.detect.Detectability;
import org.mekiki.detect.DetectionSettings;
import org.mekiki.detect.Detector;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.Picture;
import org.mekiki.image.SampleBits;
import org.mekiki.image.file.ImageException;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Progress;
import org.mekiki.terminal.Terminal;

/** Measures what a published model can see, with a bar that shows how far it is. */
public final class SightMeasurement {
  private static final int ALL_BITS = 16;

  private final Terminal terminal;
  private final InspectionModel scorer;
  private final int bits;

  /**
   * @param scorer the model
   * @param bits that the camera uses of samples of 16, asked if the model doesn't know; {@link
   *     SampleBits#UNKNOWN} for all
   */
  public SightMeasurement(Terminal terminal, InspectionModel scorer, IntSupplier bits) {
    this.terminal = terminal;
    this.scorer = scorer;
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
    try (Painting painting = new Painting(terminal)) {
      return new Detector(scorer.padim(), scorer.viewer(), scorer.threshold(), settings)
          .measure(new ArrayList<>(pictures), painting);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed(e.getMessage());
    }
  }

  /** A bar for each phase; steps come from several threads. */
  private static final class Painting implements Detector.Progress, AutoCloseable {
    private final Terminal terminal;
    private Progress bar;

    Painting(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public synchronized void begin(int paintings) {
      close();
      bar = new Progress(terminal, "paint", paintings);
    }

    @Override
    public synchronized void step() {
      if (terminal.lifecycle().isStopping()) {
        throw CommandException.failed("stopped while defects were painted");
      }
      bar.step();
    }

    @Override
    public synchronized void close() {
      if (bar != null) {
        bar.close();
        bar = null;
      }
    }
  }
}
