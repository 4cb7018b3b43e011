package org.mekiki.camera;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/** Pictures from an {@code ffmpeg} process, which knows RTSP and the video codecs. */
final class FfmpegCamera implements Connection {
  private static final int MAX_BYTES = 64 << 20;
  private static final int END_SECONDS = 5;

  private final UnaryOperator<String> scrub;
  private final Process process;
  private final JpegStream stream;
  private final Thread messages;
  private volatile String lastMessage = "";

  /**
   * Starts the process.
   *
   * @param input ffmpeg's options up to and with {@code -i …}
   * @param scrub takes secrets out of its messages
   * @param damaged see {@link Connection.Opener#open}
   */
  FfmpegCamera(List<String> input, UnaryOperator<String> scrub, LongConsumer damaged)
      throws IOException {
    this.scrub = scrub;
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-hide_banner"));
    command.addAll(List.of("-loglevel", "error"));
    command.addAll(input);
    // Every frame once, as it comes: neither doubled nor dropped to keep a constant rate.
    command.addAll(List.of("-an", "-fps_mode", "passthrough"));
    command.addAll(List.of("-c:v", "mjpeg", "-q:v", "2", "-f", "mjpeg", "-"));
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException e) {
      // Its message would show the command line.
      throw new IOException("ffmpeg can't be started; is it installed?");
    }
    stream = new JpegStream(process.getInputStream(), MAX_BYTES, damaged);
    messages = new Thread(this::readMessages, "mekiki-ffmpeg-messages");
    messages.setDaemon(true);
    messages.start();
  }

  /** An RTSP camera, over TCP: a lost packet would be a damaged picture. */
  static FfmpegCamera rtsp(CameraAddress address, long patienceMillis, LongConsumer damaged)
      throws IOException {
    return new FfmpegCamera(
        List.of(
            "-rtsp_transport",
            "tcp",
            "-timeout",
            Long.toString(patienceMillis * 1000),
            "-i",
            address.full()),
        address::scrub,
        damaged);
  }

  @Override
  public Optional<byte[]> next() throws IOException {
    Optional<byte[]> picture = stream.next();
    if (picture.isEmpty()) {
      end();
    }
    return picture;
  }

  /** Its output is over: says why if it failed. */
  private void end() throws IOException {
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      messages.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (!process.isAlive() && process.exitValue() != 0) {
      throw new IOException(
          "ffmpeg ended with " + process.exitValue() + ": " + scrub.apply(lastMessage));
    }
  }

  private void readMessages() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        lastMessage = line;
      }
    } catch (IOException e) {
      // The process is gone.
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
