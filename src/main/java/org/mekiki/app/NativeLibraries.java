package org.mekiki.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mekiki.text.FileFault;
import org.mekiki.text.Text;

/**
 * Why a native library can't be loaded. ONNX Runtime, OpenCV and RocksDB unpack theirs into folders
 * of this machine first, which may be full or forbid to run what lies there.
 */
final class NativeLibraries {
  /** OpenCV's own; a property of JavaCPP. */
  private static final String OPEN_CV_FOLDER = "org.bytedeco.javacpp.cachedir";

  private NativeLibraries() {}

  /** A sentence that says why, and what to do; empty if it is about something else. */
  static Optional<String> sentence(LinkageError failure) {
    return why(failure)
        .map(
            why ->
                Text.of(
                    "a native library can't be loaded: %s. %s and %s need 160 MB, and must not be"
                        + " mounted noexec: make room there, or name other folders by"
                        + " -Djava.io.tmpdir and -D%s",
                    why,
                    System.getProperty("java.io.tmpdir"),
                    System.getProperty(OPEN_CV_FOLDER, userFolder().toString()),
                    OPEN_CV_FOLDER));
  }

  /** What its files' disk is wrong with, wherever that is said; otherwise what the linker says. */
  private static Optional<String> why(Throwable failure) {
    String linker = null;
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof IOException && FileFault.ofDisk(e).isPresent()) {
        return Optional.of(e.getMessage());
      }
      if (e instanceof UnsatisfiedLinkError) {
        linker = e.getMessage();
      }
    }
    return Optional.ofNullable(linker);
  }

  private static Path userFolder() {
    return Path.of(System.getProperty("user.home"), ".javacpp", "cache");
  }
}
