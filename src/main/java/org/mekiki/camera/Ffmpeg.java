package org.mekiki.camera;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mekiki.text.Text;

/** The {@code ffmpeg} program of this machine. */
final class Ffmpeg {
  /** The first with {@code -fps_mode}. */
  private static final int OLDEST_MAJOR = 5;

  private static final int OLDEST_MINOR = 1;
  private static final int SECONDS = 30;
  private static final Pattern VERSION = Pattern.compile("^ffmpeg version n?(\\d+)\\.(\\d+)");

  private Ffmpeg() {}

  /** Why RTSP cameras can't be read here, as a sentence; empty if they can. */
  static Optional<String> problem() throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("ffmpeg", "-version")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String text;
      try (InputStream out = process.getInputStream()) {
        text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      }
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return problem(text);
    } catch (IOException e) {
      return Optional.of(
          Text.of(
              "RTSP needs the program ffmpeg, %s.%s or newer, in the PATH; it is not there",
              OLDEST_MAJOR, OLDEST_MINOR));
    }
  }

  /**
   * As {@link #problem()}, for what {@code ffmpeg -version} prints. Builds from its repository have
   * no number and are taken to be new.
   */
  static Optional<String> problem(String printed) {
    Matcher version = VERSION.matcher(printed);
    if (!version.find()) {
      return Optional.empty();
    }
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    return major > OLDEST_MAJOR || major == OLDEST_MAJOR && minor >= OLDEST_MINOR
        ? Optional.empty()
        : Optional.of(
            Text.of(
                "RTSP needs ffmpeg %s.%s or newer; the one in the PATH is %s.%s",
                OLDEST_MAJOR, OLDEST_MINOR, major, minor));
  }
}
