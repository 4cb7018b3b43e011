package org.mekiki.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldFileTest {
  private static final int FREE = 0;
  private static final int TAKEN = 7;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("lock");
  }

  /** Tries to lock a file as another process. */
  static final class Other {
    private Other() {}

    public static void main(String[] words) throws IOException {
      try (FileChannel channel = FileChannel.open(Path.of(words[0]), StandardOpenOption.WRITE)) {
        System.exit(channel.tryLock() == null ? TAKEN : FREE);
      }
    }
  }

  private int anotherProcess() throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            Path.of(Other.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString(),
            Other.class.getName(),
            file.toString())
        .start()
        .waitFor();
  }

  @Test
  void someoneElseInThisProcessIsRefusedAndTheHolderKeepsIt() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    try (HeldFile held = HeldFile.of(file).orElseThrow()) {
      assertThat(held.channel().isOpen()).isTrue();
      assertThat(HeldFile.of(file)).isEmpty();
      assertThat(HeldFile.of(link.resolve("lock"))).as("by another name").isEmpty();
      assertThat(anotherProcess()).isEqualTo(TAKEN);
    }
    assertThat(anotherProcess()).isEqualTo(FREE);
  }

  @Test
  void afterItsEndAnotherMayHoldItAndASecondEndTakesNothingFromThatOne() throws IOException {
    HeldFile first = HeldFile.of(file).orElseThrow();
    first.close();
    try (HeldFile second = HeldFile.of(file).orElseThrow()) {
      first.close();
      assertThat(second.channel().isOpen()).isTrue();
      assertThat(HeldFile.of(file)).isEmpty();
    }
  }

  @Test
  void aFileThatCantBeOpenedIsNotHeld() throws IOException {
    Files.createDirectory(file);
    assertThatThrownBy(() -> HeldFile.of(file)).isInstanceOf(IOException.class);
    Files.delete(file);
    HeldFile.of(file).orElseThrow().close();
  }
}
