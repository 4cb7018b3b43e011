package org.mekiki.service.parts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.inspect.InFlight;
import org.mekiki.inspect.InFlightFile;
import org.mekiki.lock.HeldFile;
import org.mekiki.stream.run.StreamsRunner;
import org.mekiki.terminal.CommandException;
import org.mekiki.text.FileFault;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;

/**
 * A folder for the local state of one instance. Where none is configured, the first of {@code
 * <temporary>/mekiki/<cluster>/<application id>/0, 1, …} that no other process holds: instances on
 * one machine don't get in each other's way, and one that is started again finds its state. The
 * lock is the operating system's, so a killed process leaves none behind.
 *
 * <p>State is a copy of what topics hold, up to offsets that it names. With another cluster these
 * would be taken for that one's: a folder remembers its cluster, and serves no other.
 */
public final class StateFolder implements AutoCloseable {
  private static final String TEMPORARY = "java.io.tmpdir";
  private static final int MAX_INSTANCES = 1000;
  private static final String CLUSTER_FILE = "cluster";
  private static final String PARTITIONS_FILE = "partitions";

  private final Path folder;
  private final Use use;
  private final HeldFile held;

  /** Who works there: what can be done about a folder depends on it. */
  enum Use {
    SERVICE,
    FILES
  }

  /** Null until it is asked for. */
  private InFlightFile inFlight;

  private StateFolder(Path folder, Use use, HeldFile held) {
    this.folder = folder;
    this.use = use;
    this.held = held;
  }

  /**
   * Claims a folder.
   *
   * @throws CommandException if it can't be made, is in use or another cluster's
   */
  public static StateFolder claim(Optional<Path> configured, String applicationId, Admin admin)
      throws InterruptedException {
    return claim(configured, applicationId, clusterId(admin));
  }

  private static String clusterId(Admin admin) throws InterruptedException {
    try {
      return admin.describeCluster().clusterId().get();
    } catch (ExecutionException e) {
      throw CommandException.failed(
          "the cluster can't be asked for its id: " + e.getCause().getMessage());
    }
  }

  public static StateFolder claim(Optional<Path> configured, String applicationId, String cluster) {
    try {
      if (configured.isPresent()) {
        StateFolder folder =
            tryClaim(configured.get(), Use.SERVICE)
                .orElseThrow(
                    () ->
                        CommandException.failed(
                            "state folder "
                                + configured.get()
                                + " is in use by another process; give each instance its own"));
        folder.requireCluster(cluster);
        return folder;
      }
      return firstFree(
          base(cluster.replaceAll("[^A-Za-z0-9._-]", "_"), applicationId), Use.SERVICE);
    } catch (IOException e) {
      throw unusable(configured.orElse(Path.of(System.getProperty(TEMPORARY))), Use.SERVICE, e);
    }
  }

  /**
   * Claims a folder for work on files.
   *
   * @throws CommandException if it can't be made
   */
  public static StateFolder claim(String kind, Path files) {
    String where = files.toAbsolutePath().normalize().toString();
    Path base = base(kind, Sha256.hex(where.getBytes(StandardCharsets.UTF_8)));
    try {
      return firstFree(base, Use.FILES);
    } catch (IOException e) {
      throw unusable(base, Use.FILES, e);
    }
  }

  /** Where state is if no folder is named; a user's own if another user has made the usual one. */
  private static Path base(String first, String second) {
    return base(Path.of(System.getProperty(TEMPORARY)), Files::isWritable, first, second);
  }

  static Path base(Path temporary, Predicate<Path> mayWrite, String first, String second) {
    Path usual = temporary.resolve("mekiki").resolve(first).resolve(second);
    Path made = usual;
    while (!Files.exists(made) && !made.equals(temporary)) {
      made = made.getParent();
    }
    if (mayWrite.test(made)) {
      return usual;
    }
    String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_");
    return temporary.resolve("mekiki-" + user).resolve(first).resolve(second);
  }

  private static StateFolder firstFree(Path base, Use use) throws IOException {
    for (int instance = 0; instance < MAX_INSTANCES; instance++) {
      Optional<StateFolder> claimed = tryClaim(base.resolve(Integer.toString(instance)), use);
      if (claimed.isPresent()) {
        return claimed.get();
      }
    }
    throw CommandException.failed("all state folders below " + base + " are in use");
  }

  private static Optional<StateFolder> tryClaim(Path folder, Use use) throws IOException {
    Files.createDirectories(folder);
    return HeldFile.of(folder.resolve(".lock")).map(held -> new StateFolder(folder, use, held));
  }

  private void requireCluster(String cluster) throws IOException {
    Path file = folder.resolve(CLUSTER_FILE);
    String known = Files.exists(file) ? Files.readString(file) : "";
    if (known.isEmpty()) {
      Files.writeString(file, cluster);
    } else if (!known.equals(cluster)) {
      close();
      throw CommandException.failed(
          Text.of(
              "state folder %s holds the state of cluster %s, but the brokers are cluster %s; name"
                  + " another folder, or delete this one: nothing is lost, its state is on its"
                  + " cluster as well",
              folder, known, cluster));
    }
  }

  /**
   * Requires that the state is of a topic with this many partitions: behind a change, state of the
   * former ones would be taken for that of others.
   *
   * @throws CommandException if it is not
   */
  public StateFolder ofPartitions(String topic, int partitions) {
    Path file = folder.resolve(PARTITIONS_FILE);
    String now = Integer.toString(partitions);
    try {
      String known = Files.exists(file) ? Files.readString(file).strip() : "";
      if (known.isEmpty()) {
        Files.writeString(file, now);
      } else if (!known.equals(now)) {
        close();
        throw CommandException.failed(
            Text.of(
                "state folder %s is of %s partitions, but %s has %s: 'mekiki topics --grow %s' if"
                    + " you have not run it, then delete this folder on each scorer's machine;"
                    + " alarms begin anew",
                folder, known, topic, now, now));
      }
      return this;
    } catch (IOException e) {
      throw unusable(folder, use, e);
    }
  }

  public Path path() {
    return folder;
  }

  /**
   * Remembers there what is being worked on, until this is closed.
   *
   * @throws CommandException if the folder can't be used
   */
  public synchronized InFlight inFlight() {
    try {
      if (inFlight == null) {
        inFlight = new InFlightFile(folder);
      }
      return inFlight;
    } catch (IOException e) {
      throw unusable(folder, use, e);
    }
  }

  static CommandException unusable(Path folder, Use use, IOException e) {
    return CommandException.failed(
        switch (use) {
          case SERVICE ->
              Text.of("folder %s for local state can't be used: ", folder)
                  + StreamsRunner.advice(e).orElse(e.toString());
          case FILES ->
              Text.of("folder %s for temporary files can't be written: ", folder)
                  + FileFault.unwritten(e)
                  + Text.of(" (-D%s=DIR)", TEMPORARY);
        });
  }

  @Override
  public synchronized void close() throws IOException {
    // Work that takes longer than the end of the service is cut off, and not to blame.
    if (inFlight != null) {
      inFlight.close();
    }
    held.close();
  }
}
