package org.mekiki.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mekiki.evaluate.data.ImageFiles.UnreadableException;
import org.mekiki.inspect.InFlight;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.text.Text;

/** Does work on files, and remembers which one is in work, in case it kills the process. */
final class GuardedWork {
  private final InFlight inFlight;

  GuardedWork(InFlight inFlight) {
    this.inFlight = inFlight;
  }

  /** Work on a file that may fail, or kill the process. */
  @FunctionalInterface
  interface FileWork<T> {
    Loaded<T> run() throws UnreadableException;
  }

  <T> Loaded<T> on(Path file, FileWork<T> work) {
    try {
      return inFlight.work(
          name(file),
          () -> {
            try {
              return work.run();
            } catch (UnreadableException e) {
              return Loaded.problem(file, e.getMessage());
            }
          });
    } catch (UnscorableException e) {
      return Loaded.problem(file, e.getMessage());
    }
  }

  /** A file that is replaced by another one has another name here. */
  static String name(Path file) {
    try {
      return Text.of("%s (%d bytes, %s)", file, Files.size(file), Files.getLastModifiedTime(file));
    } catch (IOException e) {
      return file.toString();
    }
  }
}
