package org.mekiki.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InFlightFileTest {
  private static final String FRAME = "mekiki.frames-3-17@1700000000000";

  @TempDir Path folder;

  private final CountDownLatch end = new CountDownLatch(1);
  private final List<Thread> workers = new ArrayList<>();

  @AfterEach
  void letAllWorkEnd() throws InterruptedException {
    end.countDown();
    for (Thread worker : workers) {
      worker.join();
    }
  }

  /** A disk that fills up later would otherwise fail a thread that has a frame in work. */
  @Test
  void itsSpaceOnTheDiskIsTakenWhenItIsOpened() throws Exception {
    long size = (long) InFlightFile.SLOTS * InFlightFile.SLOT_BYTES;
    Path zeros = Files.write(folder.resolve("zeros"), new byte[(int) size]);
    assumeTrue(bytesOnDisk(zeros) >= size, "this file system gives zeros no blocks");
    new InFlightFile(folder).close();
    assertThat(bytesOnDisk(folder.resolve(InFlightFile.SLOT_FILE))).isGreaterThanOrEqualTo(size);
  }

  /** What a file takes, which Java does not tell. */
  private static long bytesOnDisk(Path file) throws Exception {
    ProcessBuilder command = new ProcessBuilder("stat", "-c", "%b %B", file.toString());
    Process stat;
    try {
      stat = command.redirectErrorStream(true).start();
    } catch (IOException e) {
      return abort("there is no stat: " + e.getMessage());
    }
    String said = new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assumeTrue(stat.waitFor() == 0, () -> "this stat does not take -c as GNU's does: " + said);
    String[] blocks = said.split(" ");
    return Long.parseLong(blocks[0]) * Long.parseLong(blocks[1]);
  }

  /** Opens the folder anew while work on an input has begun: what a killed process leaves. */
  private InFlightFile afterDeathOn(InFlightFile process, String input) throws Exception {
    begin(process, input);
    return new InFlightFile(folder);
  }

  /** Work that does not end before the test does. */
  private Thread begin(InFlightFile process, String input) {
    return begin(process, input, end);
  }

  private Thread begin(InFlightFile process, String input, CountDownLatch mayEnd) {
    CountDownLatch begun = new CountDownLatch(1);
    Thread worker =
        new Thread(
            () ->
                process.work(
                    input,
                    () -> {
                      begun.countDown();
                      await(mayEnd);
                      return null;
                    }));
    workers.add(worker);
    worker.start();
    await(begun);
    return worker;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String work(InFlight inFlight, String input) {
    return inFlight.work(input, () -> "done");
  }

  @Test
  void anInputThatKilledTheProcessTwiceIsLeftOut() throws Exception {
    InFlightFile second = afterDeathOn(new InFlightFile(folder), FRAME);
    InFlightFile third = afterDeathOn(second, FRAME);

    assertThatThrownBy(() -> work(third, FRAME))
        .isInstanceOfSatisfying(
            UnscorableException.class, e -> assertThat(e.rejection()).isEqualTo(Rejection.CRASHED))
        .hasMessage(
            "the process died 2 times while it worked on "
                + FRAME
                + ", so it was not decoded again; it may be damaged, or need more memory than there"
                + " is");
    assertThat(work(third, "mekiki.frames-3-18@1700000000000")).isEqualTo("done");
    assertThatThrownBy(() -> work(new InFlightFile(folder), FRAME))
        .isInstanceOf(UnscorableException.class);
  }

  @Test
  void aDeathIsForgottenWhenTheInputDoesNoHarm() throws Exception {
    InFlightFile second = afterDeathOn(new InFlightFile(folder), FRAME);
    assertThat(work(second, FRAME)).isEqualTo("done");
    InFlightFile third = afterDeathOn(second, FRAME);
    assertThat(work(third, FRAME)).isEqualTo("done");
  }

  @Test
  void anInputThatIsRefusedDoesNoHarm() throws Exception {
    InFlightFile second = afterDeathOn(new InFlightFile(folder), FRAME);
    Supplier<String> refusing =
        () -> {
          throw new UnscorableException(Rejection.NOT_AN_IMAGE, "it is none");
        };
    assertThatThrownBy(() -> second.work(FRAME, refusing)).hasMessage("it is none");
    InFlightFile third = afterDeathOn(second, FRAME);
    assertThat(work(third, FRAME)).isEqualTo("done");
  }

  @Test
  void anErrorThatCostsTheThreadCountsAsADeath() throws Exception {
    InFlightFile inFlight = new InFlightFile(folder);
    Supplier<String> tooLarge =
        () -> {
          throw new OutOfMemoryError("planned");
        };
    for (int i = 0; i < InFlight.DEATHS; i++) {
      assertThatThrownBy(() -> inFlight.work(FRAME, tooLarge)).isInstanceOf(OutOfMemoryError.class);
    }
    assertThatThrownBy(() -> work(inFlight, FRAME)).isInstanceOf(UnscorableException.class);
  }

  @Test
  void whatEndedInOrderIsNotCounted() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(work(new InFlightFile(folder), FRAME)).isEqualTo("done");
    }
    assertThat(folder.resolve(InFlightFile.DEATHS_FILE)).doesNotExist();
  }

  @Test
  void workThatAnOrderlyEndCutsOffIsNotCounted() throws Exception {
    InFlightFile first = new InFlightFile(folder);
    begin(first, FRAME);
    first.close();
    begin(first, "begun later");

    assertThat(work(new InFlightFile(folder), FRAME)).isEqualTo("done");
    assertThat(folder.resolve(InFlightFile.DEATHS_FILE)).doesNotExist();
  }

  /** The slots are the next process's then. */
  @Test
  void whatEndsBehindAnOrderlyEndLeavesTheNextProcessItsNotes() throws Exception {
    InFlightFile first = new InFlightFile(folder);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Thread late = begin(first, FRAME, mayEnd);
    first.close();
    InFlightFile second = new InFlightFile(folder);
    begin(second, "killer");
    mayEnd.countDown();
    late.join();
    new InFlightFile(folder);

    assertThat(Files.readAllLines(folder.resolve(InFlightFile.DEATHS_FILE)))
        .containsExactly("1 killer");
  }

  @Test
  void eachOfSeveralInWorkIsCounted() throws Exception {
    InFlightFile first = new InFlightFile(folder);
    afterDeathOn(first, "a");
    afterDeathOn(first, "b");
    assertThat(Files.readAllLines(folder.resolve(InFlightFile.DEATHS_FILE)))
        .containsExactly("1 a", "1 b");
  }

  @Test
  void oneThatWasOnlyThereWhenTheProcessDiedIsNotToBlame() throws Exception {
    InFlightFile first = new InFlightFile(folder);
    Thread killer = begin(first, "killer");
    begin(first, "neighbour");
    InFlightFile second = new InFlightFile(folder);
    begin(second, "killer");
    Thread neighbour = new Thread(() -> work(second, "neighbour"), "neighbour");
    workers.add(neighbour);
    neighbour.start();
    Awaitility.await()
        .untilAsserted(() -> assertThat(neighbour.getState()).isEqualTo(Thread.State.WAITING));
    InFlightFile third = new InFlightFile(folder);

    assertThat(work(third, "neighbour")).isEqualTo("done");
    assertThatThrownBy(() -> work(third, "killer")).isInstanceOf(UnscorableException.class);
    assertThat(killer.isAlive()).isTrue();
  }

  @Test
  void aNameOfAnyLengthAndWithAnyCharactersIsOneLine() throws Exception {
    String odd = "pictures/" + "ä".repeat(2000) + "\n2 " + FRAME;
    InFlightFile third = afterDeathOn(afterDeathOn(new InFlightFile(folder), odd), odd);
    assertThatThrownBy(() -> work(third, odd)).isInstanceOf(UnscorableException.class);
    assertThat(work(third, FRAME)).isEqualTo("done");
    assertThat(Files.readAllLines(folder.resolve(InFlightFile.DEATHS_FILE))).hasSize(1);
  }

  @Test
  void aDamagedFileIsReadAsFarAsItGoes() throws IOException {
    Files.writeString(folder.resolve(InFlightFile.DEATHS_FILE), "\nx y\n2\n2 a\n99999999999 b\n");
    Files.write(folder.resolve(InFlightFile.SLOT_FILE), new byte[] {-1, -1, -1, -1, 'x'});
    InFlightFile inFlight = new InFlightFile(folder);
    assertThatThrownBy(() -> work(inFlight, "a")).isInstanceOf(UnscorableException.class);
    assertThat(work(inFlight, "b")).isEqualTo("done");
  }

  /** More threads than slots. */
  @Test
  void workWithoutASlotIsDoneAllTheSame() throws Exception {
    InFlightFile inFlight = new InFlightFile(folder);
    assertThat(nested(inFlight, InFlightFile.SLOTS + 1)).isEqualTo("done");
  }

  private static String nested(InFlight inFlight, int depth) {
    return depth == 0 ? "done" : inFlight.work("frame " + depth, () -> nested(inFlight, depth - 1));
  }
}
