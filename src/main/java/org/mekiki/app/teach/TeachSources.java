package org.mekiki.app.teach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.mekiki.camera.CapturedFrame;
import org.mekiki.camera.FolderSource;
import org.mekiki.camera.FrameSource;
import org.mekiki.detect.DetectionSettings;
import org.mekiki.stream.codec.FrameRoles;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Text;

/**
 * Where the frames of one teaching run come from, each source read once.
 *
 * @param goods how many the source has
 * @param again the same good ones, from the first on
 * @param validation good ones that only the threshold is chosen by
 * @param defects for a threshold that needs them
 * @param painted good ones to paint defects on: of {@code validation}, else of {@code good}
 */
record TeachSources(
    FrameSource good,
    int goods,
    Supplier<FrameSource> again,
    Optional<FolderSource> validation,
    Optional<FolderSource> defects,
    HeldBack painted) {
  /** With fewer good images than these the threshold is little more than a guess. */
  private static final int FEW = 30;

  /** With fewer, a second model would have learned too little. */
  private static final int LEAST_TO_PAINT_ON = 2 * DetectionSettings.FRAMES;

  /** More say little more, and a second model reads all of them once more. */
  private static final int MOST_OTHERS = 1000;

  /**
   * Opens them.
   *
   * @param good gives the good ones from the first on, each time
   * @param validation null for none
   * @param defects null for none
   * @param detect whether to paint defects; null for where there are enough good ones
   * @throws CommandException if there are too few for that
   */
  static TeachSources of(
      Supplier<FrameSource> good,
      int goods,
      FolderSource validation,
      FolderSource defects,
      Boolean detect) {
    return new TeachSources(
        good.get(),
        goods,
        good,
        Optional.ofNullable(validation),
        Optional.ofNullable(defects),
        painted(goods, validation, detect));
  }

  private static HeldBack painted(int goods, FolderSource validation, Boolean detect) {
    boolean enough = validation != null || goods >= LEAST_TO_PAINT_ON;
    if (!enough && Boolean.TRUE.equals(detect)) {
      throw CommandException.badUsage(
          Text.of(
              "--detect paints defects on %s of the good images, and %s are too few for that: at"
                  + " least %s, or name others by --validation",
              DetectionSettings.FRAMES, goods, LEAST_TO_PAINT_ON));
    }
    return !enough || Boolean.FALSE.equals(detect)
        ? HeldBack.NONE
        : HeldBack.evenly(validation == null ? goods : validation.size(), DetectionSettings.FRAMES);
  }

  /**
   * A folder.
   *
   * @throws CommandException if it is none, or holds no picture
   */
  static FolderSource folder(Path path, String model, Terminal terminal) throws IOException {
    if (!Files.isDirectory(path)) {
      throw CommandException.badUsage("'" + path + "' is not a folder");
    }
    FolderSource source = FolderSource.ofCamera(path, model);
    source.leftOut().forEach(sentence -> terminal.tell("%s", sentence));
    if (source.size() == 0) {
      throw CommandException.failed("folder " + path + " holds no picture that can be read");
    }
    return source;
  }

  /**
   * How many good ones are learned, if all can be read.
   *
   * @param without ids of those that are left out
   */
  int learned(Set<String> without) {
    return goods - without.size();
  }

  int sent(Set<String> without) {
    return learned(without)
        + validation.map(FolderSource::size).orElse(0)
        + defects.map(FolderSource::size).orElse(0);
  }

  void send(TeachingSession session, Set<String> without) {
    session.send(
        good,
        FrameRoles.TRAIN,
        frame -> {
          boolean learned = learns(frame, without);
          if (learned && validation.isEmpty()) {
            painted.see(frame);
          }
          return learned;
        });
    if (validation.isPresent()) {
      session.send(
          validation.get(),
          FrameRoles.VALIDATION,
          frame -> {
            painted.see(frame);
            return true;
          });
    }
    if (defects.isPresent()) {
      session.send(defects.get(), FrameRoles.DEFECT);
    }
  }

  private static boolean learns(CapturedFrame frame, Set<String> without) {
    return !without.contains(frame.frameId().orElse(""));
  }

  /**
   * By which frames is measured what the model can see.
   *
   * @param without ids of good ones that were left out
   */
  SightFrames sight(Set<String> without) {
    return new SightFrames(
        painted.frames(),
        validation.isPresent() || painted.frames().isEmpty()
            ? Optional.empty()
            : Optional.of(others(without)));
  }

  private SightFrames.Others others(Set<String> without) {
    Set<Long> chosen = HeldBack.places(goods, MOST_OTHERS);
    FrameSource source = again.get();
    return new SightFrames.Others(
        Math.min(goods - without.size(), MOST_OTHERS) - painted.frames().size(),
        Stream.generate(() -> next(source))
            .takeWhile(Optional::isPresent)
            .map(Optional::get)
            .filter(frame -> chosen.contains(frame.sequence()))
            .filter(frame -> learns(frame, without) && !painted.has(frame))
            .map(CapturedFrame::encoded));
  }

  /** The next one that can be read; of the others was told when they were to be sent. */
  private static Optional<CapturedFrame> next(FrameSource source) {
    while (true) {
      try {
        return source.next();
      } catch (IOException e) {
        continue;
      }
    }
  }

  /** A warning if there are too few images to learn from. */
  static Optional<String> tooFew(int images) {
    return images >= FEW
        ? Optional.empty()
        : Optional.of(
            images
                + (images == 1 ? " good image is" : " good images are")
                + " too few for a threshold that can be trusted: it may lie far too high, and"
                + " defects are then missed. Teach with "
                + FEW
                + " or more");
  }
}
