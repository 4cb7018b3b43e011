package org.mekiki.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFolderTest {
  private static final byte[] PICTURE = JpegStreamTest.picture(1);

  @TempDir Path root;
  private Path folder;
  private Path published;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private WatchedFolder source;
  private Thread reader;
  private final BlockingQueue<CapturedFrame> frames = new LinkedBlockingQueue<>();

  @BeforeEach
  void make() throws Exception {
    folder = Files.createDirectories(root.resolve("in"));
    published = root.resolve("done");
  }

  @AfterEach
  void stop() throws Exception {
    if (source != null) {
      source.close();
    }
    if (reader != null) {
      reader.join();
    }
  }

  @Test
  void picturesThatAreLeftOutAreNamedOnceForEachReason() throws Exception {
    Files.createFile(folder.resolve("1.heic"));
    Files.createFile(folder.resolve("1.xml"));
    watch(Optional.of(published), Duration.ofMinutes(1));
    write("1.jpg", 1000);
    assertThat(next().frameId()).contains("1.jpg@1000");
    Files.createFile(folder.resolve("2.heic"));
    write("2.jpg", 2000);
    assertThat(next().frameId()).contains("2.jpg@2000");
    assertThat(told)
        .containsExactly("left out: 1.heic: HEIC can't be read; save it as JPEG or PNG");
  }

  @Test
  void whatIsThereComesOldestFirstAndThenWhatIsAdded() throws Exception {
    write("b.jpg", 2000);
    write("c.jpg", 1000);
    write("a.jpg", 3000);
    write("a10.jpg", 3000);
    write("a9.jpg", 3000);
    watch(Optional.of(published), Duration.ofMinutes(1));
    assertThat(List.of(next(), next(), next(), next(), next()))
        .extracting(f -> f.frameId().orElseThrow())
        .containsExactly("c.jpg@1000", "b.jpg@2000", "a.jpg@3000", "a9.jpg@3000", "a10.jpg@3000");
    write("later.jpg", 500);
    CapturedFrame later = next();
    assertThat(later.sequence()).isEqualTo(5);
    assertThat(later.capturedAt().toEpochMilli()).isEqualTo(500);
    assertThat(later.encoded()).isEqualTo(PICTURE);
    assertThat(later.camera()).isEqualTo("in");
  }

  @Test
  void aFileIsMovedOnlyOnceItsFrameIsAcknowledged() throws Exception {
    Path file = write("cam-7/x.jpg", 1000);
    watch(Optional.of(published), Duration.ofMinutes(1));
    CapturedFrame frame = next();
    assertThat(frame.camera()).isEqualTo("cam-7");
    write("other.jpg", 2000);
    next();
    assertThat(file).exists();
    source.acknowledged(frame);
    assertThat(file).doesNotExist();
    assertThat(published.resolve("cam-7/x.jpg")).hasBinaryContent(PICTURE);
    assertThat(frames).isEmpty();
  }

  @Test
  void aFileIsDeletedIfThatIsWanted() throws Exception {
    Path file = write("x.jpg", 1000);
    watch(Optional.empty(), Duration.ofMinutes(1));
    source.acknowledged(next());
    assertThat(file).doesNotExist();
    assertThat(published).doesNotExist();
  }

  @Test
  void aFileThatIsStillBeingWrittenIsTakenWhenItIsWhole() throws Exception {
    Path file = folder.resolve("x.jpg");
    Files.write(file, Arrays.copyOf(PICTURE, PICTURE.length / 2));
    watch(Optional.of(published), Duration.ofMinutes(1));
    write("whole.jpg", 1000);
    assertThat(next().frameId()).hasValueSatisfying(id -> assertThat(id).startsWith("whole"));
    Files.write(
        file,
        Arrays.copyOfRange(PICTURE, PICTURE.length / 2, PICTURE.length),
        StandardOpenOption.APPEND);
    assertThat(next().encoded()).isEqualTo(PICTURE);
  }

  @Test
  void aFileThatIsRenamedIntoPlaceIsTaken() throws Exception {
    watch(Optional.of(published), Duration.ofMinutes(1));
    Path hidden = Files.write(folder.resolve(".x.tmp"), PICTURE);
    Path part = Files.write(folder.resolve("y.jpg.part"), PICTURE);
    Files.move(hidden, folder.resolve("x.jpg"));
    assertThat(next().frameId().orElseThrow()).startsWith("x.jpg@");
    Files.move(part, folder.resolve("y.jpg"));
    assertThat(next().frameId().orElseThrow()).startsWith("y.jpg@");
    assertThat(frames).isEmpty();
  }

  @Test
  void theSameNameWrittenAgainIsAnotherFrame() throws Exception {
    Path file = write("x.jpg", 1000);
    watch(Optional.of(published), Duration.ofMinutes(1));
    CapturedFrame first = next();
    byte[] other = JpegStreamTest.picture(2);
    Files.write(file, other);
    CapturedFrame second = next();
    assertThat(second.encoded()).isEqualTo(other);
    source.acknowledged(first);
    assertThat(file).as("holds the second frame").exists();
    source.acknowledged(second);
    assertThat(published.resolve("x.jpg")).hasBinaryContent(other);
    write("x.jpg", 5000);
    source.acknowledged(next());
    assertThat(published.resolve("x.jpg.1")).hasBinaryContent(PICTURE);
  }

  @Test
  void whatIsNoWholePictureIsMovedAsideAndSaidAndTheOthersGoOn() throws Exception {
    Path text = Files.writeString(folder.resolve("a.jpg"), "no picture at all, but text");
    Path half = Files.write(folder.resolve("b.jpg"), Arrays.copyOf(PICTURE, 5000));
    watch(Optional.of(published), Duration.ofMillis(50));
    await().untilAsserted(() -> assertThat(List.of(text, half)).noneMatch(Files::exists));
    assertThat(folder.resolve(".unreadable/a.jpg")).exists();
    assertThat(folder.resolve(".unreadable/b.jpg")).exists();
    assertThat(told).hasSize(2).allMatch(t -> t.contains("is not sent but moved to .unreadable"));
    write("c.jpg", 1000);
    assertThat(next().frameId()).contains("c.jpg@1000");
  }

  @Test
  void aFileThatCannotBeMovedIsSaidAndNotSentTwice() throws Exception {
    write("x.jpg", 1000);
    Files.writeString(root.resolve("blocked"), "a file where the folder should be");
    watch(Optional.of(root.resolve("blocked")), Duration.ofMinutes(1));
    source.acknowledged(next());
    assertThat(told).singleElement().asString().contains("x.jpg is published but can't be moved");
    write("y.jpg", 2000);
    assertThat(next().frameId()).contains("y.jpg@2000");
    assertThat(frames).isEmpty();
  }

  @Test
  void aFolderThatIsAwayForAWhileIsSaidOnceAndTheFeedGoesOn() throws Exception {
    watch(Optional.of(published), Duration.ofMinutes(1));
    Files.delete(folder);
    await().untilAsserted(() -> assertThat(told.size()).isEqualTo(1));
    assertThat(told.get(0)).startsWith(folder + " can't be listed, it is tried again and again: ");
    Files.createDirectories(folder);
    await().untilAsserted(() -> assertThat(told.size()).isEqualTo(2));
    assertThat(told.get(1)).isEqualTo(folder + " can be listed again");
    write("x.jpg", 1000);
    assertThat(next().frameId()).contains("x.jpg@1000");
    assertThat(told).hasSize(2);
  }

  @Test
  void isToBeAFolderAndCanBeInterrupted() throws Exception {
    assertThatThrownBy(
            () -> new WatchedFolder(root.resolve("no"), options(Optional.empty(), Duration.ZERO)))
        .isInstanceOf(NotDirectoryException.class);
    try (WatchedFolder empty =
        new WatchedFolder(folder, options(Optional.empty(), Duration.ZERO))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(empty::next).isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private void watch(Optional<Path> moveTo, Duration patience) throws Exception {
    source = new WatchedFolder(folder, options(moveTo, patience));
    reader =
        new Thread(
            () -> {
              try {
                for (var next = source.next(); next.isPresent(); next = source.next()) {
                  frames.add(next.get());
                }
              } catch (java.io.IOException e) {
                told.add("failed: " + e);
              }
            });
    reader.start();
  }

  private WatchedFolder.Options options(Optional<Path> moveTo, Duration patience) {
    return new WatchedFolder.Options(
        Optional.empty(), moveTo, Duration.ofMillis(10), patience, Duration.ofMillis(5), told::add);
  }

  private CapturedFrame next() throws InterruptedException {
    CapturedFrame frame = frames.poll(60, TimeUnit.SECONDS);
    assertThat(frame).as("a frame; told: %s", told).isNotNull();
    return frame;
  }

  /** By way of another folder: in place it is whole, with its time. */
  private Path write(String name, long modifiedMillis) throws Exception {
    Path made = Files.write(root.resolve("made"), PICTURE);
    Files.setLastModifiedTime(made, FileTime.fromMillis(modifiedMillis));
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.move(made, file);
  }
}
