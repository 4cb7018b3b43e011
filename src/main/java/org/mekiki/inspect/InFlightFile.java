package org.mekiki.inspect;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link InFlight} in two files of a folder that outlives the process.
 *
 * <p>{@code in-flight} is mapped into memory: {@value #SLOTS} slots of {@value #SLOT_BYTES} bytes,
 * each the length of a name as a 32-bit number and the name in UTF-8; length 0 for a free slot. To
 * write one costs no system call. The system keeps what was written when the process dies, however
 * it dies. It is not forced to the disk: when the whole machine dies, no input is to blame.
 *
 * <p>{@code deaths} has a line for each input that was in a slot when a process died: how often, a
 * blank, the name. Such an input is worked on alone the next time, so that none is blamed for what
 * another one does. One that is worked on without harm is struck off. The last {@value #MAX_NAMES}
 * are kept.
 *
 * <p>A process that ends in order closes this: no work that it leaves undone is to blame.
 *
 * <p>A folder has one process at a time; its owner sees to that. Thread-safe.
 */
public final class InFlightFile implements InFlight, AutoCloseable {
  static final String SLOT_FILE = "in-flight";
  static final String DEATHS_FILE = "deaths";
  static final int SLOT_BYTES = 1024;

  /** Inputs in work at a time; further ones are worked on without a note. */
  static final int SLOTS = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(InFlightFile.class);
  private static final int LONGEST_NAME = SLOT_BYTES - Integer.BYTES;
  private static final int MAX_NAMES = 1000;

  private final Path folder;
  private final ByteBuffer slots;
  private final Deque<ByteBuffer> free = new ArrayDeque<>(SLOTS);

  private final ReadWriteLock alone = new ReentrantReadWriteLock();

  /** By name, in the order of the last death. */
  private final Map<String, Integer> deaths = new LinkedHashMap<>();

  private boolean closed;

  /**
   * Opens the files of a folder, and counts what was in work when the process before died.
   *
   * @throws IOException if they can't be read or written
   */
  public InFlightFile(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve(SLOT_FILE),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      reserve(channel);
      slots = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) SLOTS * SLOT_BYTES);
    }
    readDeaths();
    List<String> left = takeNames(slots);
    left.forEach(this::count);
    if (!left.isEmpty()) {
      writeDeaths();
    }
    for (int i = 0; i < SLOTS; i++) {
      free.add(slots.slice(i * SLOT_BYTES, SLOT_BYTES));
    }
  }

  /**
   * Takes the space on the disk now. Of a file that is only mapped the disk may be full later, and
   * then a write to it fails in whatever thread has a frame in work. File systems that compress, or
   * that take new space for each write, can be full later all the same.
   */
  private static void reserve(FileChannel channel) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(SLOTS * SLOT_BYTES);
    while (all.hasRemaining() && channel.read(all, all.position()) > 0) {
      // What the process before left there is written again.
    }
    all.clear();
    while (all.hasRemaining()) {
      channel.write(all, all.position());
    }
  }

  @Override
  public <T> T work(String input, Supplier<T> work) {
    String name = name(input);
    int died = deaths(name);
    if (died >= DEATHS) {
      throw new UnscorableException(
          Rejection.CRASHED,
          Text.of(
              "the process died %d times while it worked on %s, so it was not decoded again; it"
                  + " may be damaged, or need more memory than there is",
              died, name));
    }
    // With one that a process died of nothing else is in work: if it dies again, it is this one's
    // fault.
    Lock lock = died > 0 ? alone.writeLock() : alone.readLock();
    lock.lock();
    ByteBuffer slot = mark(name);
    try {
      T result = work.get();
      forget(name, died);
      return result;
    } catch (UnscorableException e) {
      forget(name, died);
      throw e;
    } catch (Error e) {
      died(name);
      throw e;
    } finally {
      release(slot);
      lock.unlock();
    }
  }

  private synchronized ByteBuffer mark(String name) {
    ByteBuffer slot = closed ? null : free.poll();
    if (slot != null) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      slot.put(Integer.BYTES, bytes);
      // The name has to be whole before its length says that it is there.
      VarHandle.releaseFence();
      slot.putInt(0, bytes.length);
    }
    return slot;
  }

  /** Behind the end the slots are another process's. */
  private synchronized void release(ByteBuffer slot) {
    if (slot != null && !closed) {
      slot.putInt(0, 0);
      free.add(slot);
    }
  }

  /** One line that fits a slot. */
  private static String name(String input) {
    byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LONGEST_NAME || input.indexOf('\n') >= 0 || input.indexOf('\r') >= 0) {
      return "sha256:" + Sha256.hex(bytes);
    }
    return input;
  }

  private synchronized int deaths(String name) {
    return deaths.isEmpty() ? 0 : deaths.getOrDefault(name, 0);
  }

  private synchronized void forget(String name, int died) {
    if (died > 0 && !closed) {
      deaths.remove(name);
      writeDeaths();
    }
  }

  private synchronized void died(String name) {
    if (!closed) {
      count(name);
      writeDeaths();
    }
  }

  /** Frees all slots, and uses none from now on; work goes on without notes. */
  @Override
  public synchronized void close() {
    closed = true;
    clear(slots);
  }

  private void count(String name) {
    int times = deaths.getOrDefault(name, 0) + 1;
    deaths.remove(name);
    deaths.put(name, times);
    if (deaths.size() > MAX_NAMES) {
      deaths.remove(deaths.keySet().iterator().next());
    }
    LOG.warn(
        "the process died while it worked on {}: {} of {} times after which it is left out",
        name,
        times,
        DEATHS);
  }

  private static void clear(ByteBuffer slots) {
    for (int i = 0; i < SLOTS; i++) {
      slots.putInt(i * SLOT_BYTES, 0);
    }
  }

  private static List<String> takeNames(ByteBuffer slots) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < SLOTS; i++) {
      int at = i * SLOT_BYTES;
      int length = slots.getInt(at);
      if (length > 0 && length <= LONGEST_NAME) {
        byte[] name = new byte[length];
        slots.get(at + Integer.BYTES, name);
        names.add(new String(name, StandardCharsets.UTF_8));
      }
    }
    clear(slots);
    return names;
  }

  private void readDeaths() throws IOException {
    Path file = folder.resolve(DEATHS_FILE);
    if (!Files.exists(file)) {
      return;
    }
    for (String line : Files.readAllLines(file)) {
      String[] parts = line.split(" ", 2);
      if (parts.length == 2 && parts[0].matches("\\d{1,6}")) {
        deaths.put(parts[1], Integer.valueOf(parts[0]));
      }
    }
  }

  /** A folder that can't be written now costs the memory of deaths, never a frame. */
  private void writeDeaths() {
    List<String> lines = new ArrayList<>();
    deaths.forEach((name, times) -> lines.add(times + " " + name));
    try {
      Path next = Files.write(folder.resolve(DEATHS_FILE + ".next"), lines);
      Files.move(
          next,
          folder.resolve(DEATHS_FILE),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("what the process died of can't be kept in {}: {}", folder, e.toString());
    }
  }
}
