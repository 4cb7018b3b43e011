package org.mekiki.app.teach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
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
 * @param validation good ones that only the threshold is chosen by
 * @param defects for a threshold that needs them
 * @param unlearned good ones to paint defects on: of {@code validation}, or held back from {@code
 *     good}
 */
record TeachSources(
    FrameSource good,
    int goods,
    Optional<FolderSource> validation,
    Optional<FolderSource> defects,
    HeldBack unlearned) {
  /** With fewer good images than these the threshold is little more than a guess. */
  private static final int FEW = 30;

  /** With fewer, the model would miss those that are held back. */
  private static final int LEAST_TO_HOLD_BACK = 16;

  /**
   * Opens them.
   *
   * @param validation null for none
   * @param defects null for none
   * @param detect whether some are needed that are not learned
   * @throws CommandException if there are too few for that
   */
  static TeachSources of(
      FrameSource good, int goods, FolderSource validation, FolderSource defects, boolean detect) {
    return new TeachSources(
        good,
        goods,
        Optional.ofNullable(validation),
        Optional.ofNullable(defects),
        detect ? unlearned(goods, validation) : HeldBack.NONE);
  }

  private static HeldBack unlearned(int goods, FolderSource validation) {
    if (validation == null && goods < LEAST_TO_HOLD_BACK) {
      throw CommandException.badUsage(
          Text.of(
              "--detect holds back %s good images, and %s are too few for that: at least %s, or"
                  + " name others by --validation",
              DetectionSettings.FRAMES, goods, LEAST_TO_HOLD_BACK));
    }
    return HeldBack.evenly(
        validation == null ? goods : validation.size(), DetectionSettings.FRAMES);
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
    return goods - without.size() - (validation.isPresent() ? 0 : unlearned.size());
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
        frame ->
            !without.contains(frame.frameId().orElse(""))
                && (validation.isPresent() || !unlearned.takes(frame)));
    if (validation.isPresent()) {
      session.send(
          validation.get(),
          FrameRoles.VALIDATION,
          frame -> {
            unlearned.takes(frame);
            return true;
          });
    }
    if (defects.isPresent()) {
      session.send(defects.get(), FrameRoles.DEFECT);
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
