package org.mekiki.app.teach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
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
 * Where the frames of one teaching run come from. Each source is sent once; some frames are read
 * once more when it is measured what the model can see.
 *
 * @param goods how many the source has
 * @param some at least the good ones at some places, from the first on, each time
 * @param validation good ones that only the threshold is chosen by
 * @param defects for a threshold that needs them
 * @param painted places of good ones to paint defects on: of {@code validation}, else of {@code
 *     good}
 */
record TeachSources(
    FrameSource good,
    int goods,
    Function<Set<Long>, FrameSource> some,
    Optional<FolderSource> validation,
    Optional<FolderSource> defects,
    Set<Long> painted) {
  /** With fewer good images than these the threshold is little more than a guess. */
  private static final int FEW = 30;

  /** With fewer, a second model would have learned too little. */
  private static final int LEAST_TO_PAINT_ON = 2 * DetectionSettings.FRAMES;

  /** More say little more, and a second model reads all of them once more. */
  private static final int MOST_OTHERS = 1000;

  /**
   * Opens them.
   *
   * @param good all good ones
   * @param some at least those at some places, from the first on, each time
   * @param validation null for none
   * @param defects null for none
   * @param detect whether to paint defects; null for where there are enough good ones
   * @throws CommandException if there are too few for that
   */
  static TeachSources of(
      FrameSource good,
      int goods,
      Function<Set<Long>, FrameSource> some,
      FolderSource validation,
      FolderSource defects,
      Boolean detect) {
    return new TeachSources(
        good,
        goods,
        some,
        Optional.ofNullable(validation),
        Optional.ofNullable(defects),
        painted(goods, validation, detect));
  }

  private static Set<Long> painted(int goods, FolderSource validation, Boolean detect) {
    boolean enough = validation != null || goods >= LEAST_TO_PAINT_ON;
    if (!enough && Boolean.TRUE.equals(detect)) {
      throw CommandException.badUsage(
          Text.of(
              "--detect paints defects on %s of the good images, and %s are too few for that: at"
                  + " least %s, or name others by --validation",
              DetectionSettings.FRAMES, goods, LEAST_TO_PAINT_ON));
    }
    return !enough || Boolean.FALSE.equals(detect)
        ? Set.of()
        : EvenPlaces.of(
            places(validation == null ? goods : validation.size()), DetectionSettings.FRAMES);
  }

  private static List<Long> places(int of) {
    return LongStream.range(0, of).boxed().toList();
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
    session.send(good, FrameRoles.TRAIN, frame -> learns(frame, without));
    if (validation.isPresent()) {
      session.send(validation.get(), FrameRoles.VALIDATION);
    }
    if (defects.isPresent()) {
      session.send(defects.get(), FrameRoles.DEFECT);
    }
  }

  private static boolean learns(CapturedFrame frame, Set<String> without) {
    return !without.contains(frame.frameId().orElse(""));
  }

  /**
   * By which frames is measured what the model can see; empty if it is not measured.
   *
   * @param without ids of good ones that were left out
   */
  Optional<SightFrames> sight(Set<String> without) {
    if (painted.isEmpty()) {
      return Optional.empty();
    }
    if (validation.isPresent()) {
      Stream<byte[]> unknown = read(validation.get().only(painted), painted, Set.of());
      return Optional.of(new SightFrames(painted.size(), unknown, Optional.empty()));
    }
    List<Long> others = places(goods).stream().filter(place -> !painted.contains(place)).toList();
    Set<Long> chosen = EvenPlaces.of(others, MOST_OTHERS);
    return Optional.of(
        new SightFrames(
            painted.size(),
            read(some.apply(painted), painted, without),
            Optional.of(
                new SightFrames.Others(chosen.size(), read(some.apply(chosen), chosen, without)))));
  }

  private static Stream<byte[]> read(FrameSource source, Set<Long> places, Set<String> without) {
    return Stream.generate(() -> next(source))
        .takeWhile(Optional::isPresent)
        .map(Optional::get)
        .filter(frame -> places.contains(frame.sequence()) && learns(frame, without))
        .map(CapturedFrame::encoded);
  }

  /** The next one that can be read. What can't be read was told when it was to be sent. */
  private static Optional<CapturedFrame> next(FrameSource source) {
    while (true) {
      try {
        return source.next();
      } catch (IOException toldBefore) {
        // The call after that tries the next one.
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
