package org.mekiki.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Utils;

/**
 * A process that can be killed, ended, paused and started again, always with the same command and
 * the same log. For one thread; others may ask how it is.
 */
final class Child implements AutoCloseable {
  private static final long DEATH_SECONDS = 30;

  private final String name;
  private final List<String> command;
  private final Path folder;
  private final Path log;
  private final Path temporary;
  private volatile Process process;
  private volatile boolean paused;
  private volatile long logStart;

  private Child(String name, Path folder, List<String> command) {
    this.name = name;
    this.command = List.copyOf(command);
    this.folder = folder;
    this.log = folder.resolve(name + ".log");
    this.temporary = temporary(folder, name);
  }

  /** What libraries unpack lies here, so that a killed process's remains go with the test's. */
  private static Path temporary(Path folder, String name) {
    return folder.resolve("tmp-" + name);
  }

  /** A JVM with this class path, not yet started. */
  static Child java(String name, Path folder, List<String> jvm, Class<?> main, String... args) {
    return java(name, folder, List.of(), jvm, main, args);
  }

  /**
   * A JVM with this class path, not yet started.
   *
   * @param before what starts it, e.g. a shell that sets limits
   */
  static Child java(
      String name,
      Path folder,
      List<String> before,
      List<String> jvm,
      Class<?> main,
      String... args) {
    List<String> all = new ArrayList<>(before);
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of("--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC"));
    all.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "-XX:ErrorFile=" + folder + "/hs_err_%p"));
    all.add("-Djava.io.tmpdir=" + temporary(folder, name));
    all.addAll(jvm);
    all.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    all.addAll(List.of(args));
    return new Child(name, folder, all);
  }

  /** A process with this command, not yet started. */
  static Child command(String name, Path folder, List<String> command) {
    return new Child(name, folder, command);
  }

  Child start() {
    if (isAlive()) {
      throw new IllegalStateException(name + " runs already");
    }
    try {
      Utils.delete(temporary.toFile());
      Files.createDirectories(temporary);
      logStart = Files.exists(log) ? Files.size(log) : 0;
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      paused = false;
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(name + " does not start", e);
    }
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  boolean isPaused() {
    return paused;
  }

  /** Its exit code, if it has ended. */
  OptionalInt exitCode() {
    return process == null || process.isAlive()
        ? OptionalInt.empty()
        : OptionalInt.of(process.exitValue());
  }

  /** SIGKILL; returns when it is gone. */
  void kill() {
    if (process != null) {
      process.destroyForcibly();
      await(Duration.ofSeconds(DEATH_SECONDS));
    }
  }

  /** SIGTERM; returns when it is gone, with how long that took. */
  Duration terminate(Duration atMost) {
    resume();
    long start = System.nanoTime();
    process.destroy();
    if (await(atMost).isEmpty()) {
      throw new IllegalStateException(
          name + " did not end within " + atMost.toSeconds() + " s of SIGTERM:\n" + tail());
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** SIGSTOP. */
  void pause() {
    if (isAlive()) {
      signal("-STOP");
      paused = true;
    }
  }

  /** SIGCONT; nothing happens to a process that isn't paused. */
  void resume() {
    if (isAlive() && paused) {
      signal("-CONT");
    }
    paused = false;
  }

  /** Has a JVM write its threads' stacks into its log. */
  void dumpThreads() {
    if (isAlive()) {
      signal("-QUIT");
    }
  }

  private void signal(String signal) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("kill is not here", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for its end; empty if it goes on. */
  OptionalInt await(Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)
          ? OptionalInt.of(process.exitValue())
          : OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  /** What it has printed since it was started last. */
  String output() {
    try {
      byte[] all = Files.readAllBytes(log);
      int from = (int) Math.min(logStart, all.length);
      return new String(all, from, all.length - from, java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  /** The last lines that it printed. */
  String tail() {
    List<String> lines = output().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  @Override
  public String toString() {
    return name + (isAlive() ? "" : ", which has ended") + ":\n" + tail();
  }

  @Override
  public void close() {
    kill();
  }
}
