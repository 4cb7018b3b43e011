package org.mekiki.padim.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.padim.Samples;

/** Distances by factors of a file. */
class MappedDistancesTest {
  private static final int PATCHES = 33;
  private static final int DIMENSIONS = 19;
  private static final int FRAMES_UNTIL_COMPILED = 2000;

  @TempDir private Path folder;

  @BeforeEach
  void needsVectors() {
    assumeTrue(MahalanobisDistance.hasVectorModule(), "needs --add-modules jdk.incubator.vector");
  }

  private static MahalanobisDistance prepared(int patches, int dimensions) {
    return MahalanobisDistance.prepare(Samples.gaussians(patches, dimensions, 8), Precision.INT8);
  }

  private Path written() throws IOException {
    Path file = folder.resolve("factors");
    prepared(PATCHES, DIMENSIONS).write(file);
    return file;
  }

  @ParameterizedTest(name = "{0} patches, {1} dimensions")
  @CsvSource({"1, 1", "16, 4", "17, 5", "33, 19", "40, 64", "5, 103"})
  void areThoseOfTheHeap(int patches, int dimensions) throws IOException {
    MahalanobisDistance heap = prepared(patches, dimensions);
    float[] embedding = Samples.embeddings(1, patches, dimensions, 9);
    Path file = folder.resolve("factors");

    heap.write(file);
    MahalanobisDistance mapped = MahalanobisDistance.map(file, patches, dimensions);

    assertThat(mapped.distances(embedding)).containsExactly(heap.distances(embedding));
    assertThat(Files.size(file)).isEqualTo(MahalanobisDistance.fileBytes(patches, dimensions));
    assertThat(mapped.bytes()).isZero();
  }

  @Test
  void stayAfterTheFileIsDeleted() throws IOException {
    float[] embedding = Samples.embeddings(1, PATCHES, DIMENSIONS, 9);
    Path file = written();
    MahalanobisDistance mapped = MahalanobisDistance.map(file, PATCHES, DIMENSIONS);
    float[] before = mapped.distances(embedding);

    Files.delete(file);

    assertThat(mapped.distances(embedding)).containsExactly(before);
  }

  @Test
  void ofAFileThatIsCutShortMeanwhileCannotBeRead() throws IOException {
    Path file = written();
    MahalanobisDistance mapped = MahalanobisDistance.map(file, PATCHES, DIMENSIONS);
    cutShort(file, 0);

    assertThatThrownBy(() -> mapped.distances(Samples.embeddings(1, PATCHES, DIMENSIONS, 9)))
        .isInstanceOf(MahalanobisDistance.UnreadableException.class)
        .hasMessageContaining("the factors of a model can't be read: " + file);
  }

  /**
   * Compiled code does not stop at a page that can't be read. How long it goes on depends on what
   * it does: small factors leave it little.
   */
  @ParameterizedTest(name = "{0} patches, {1} dimensions, {2} bytes are left")
  @CsvSource({"64, 40, 0", "128, 60, 0", "128, 60, 4096"})
  void ofAFileThatIsCutShortAfterManyFramesCannotBeReadEither(
      int patches, int dimensions, long left) throws IOException {
    Path file = folder.resolve("factors");
    prepared(patches, dimensions).write(file);
    MahalanobisDistance mapped = MahalanobisDistance.map(file, patches, dimensions);
    float[] embedding = Samples.embeddings(1, patches, dimensions, 9);
    for (int frame = 0; frame < FRAMES_UNTIL_COMPILED; frame++) {
      mapped.distances(embedding);
    }
    cutShort(file, left);

    int unreadable = 0;
    for (int frame = 0; frame < 5; frame++) {
      unreadable += unreadable(mapped, embedding);
    }

    assertThat(unreadable).isEqualTo(5);
  }

  /** 1 if it throws what it has to; without allocations, at which a late error would come. */
  private static int unreadable(MahalanobisDistance mapped, float[] embedding) {
    try {
      mapped.distances(embedding);
      return 0;
    } catch (MahalanobisDistance.UnreadableException e) {
      return 1;
    }
  }

  /** As a disk that fails: the pages are mapped, and nothing comes for them. */
  private static void cutShort(Path file, long left) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(left);
    }
  }

  @Test
  void areArrangedAsTheLayoutSays() throws IOException {
    ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(written()));
    header.order(ByteOrder.nativeOrder());

    assertThat(MahalanobisDistance.layout())
        .isEqualTo("v" + (char) (header.getInt(0) >>> 24) + "x" + header.getInt(4));
  }

  @Test
  void ofAFileThatIsNotThereAreNotCalledAltered() {
    Path file = folder.resolve("factors");
    assertThatThrownBy(() -> MahalanobisDistance.map(file, PATCHES, DIMENSIONS))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void areRefusedIfAnyByteIsAltered() throws IOException {
    Path file = written();
    byte[] whole = Files.readAllBytes(file);
    for (int at : new int[] {0, 5, 17, 64, whole.length / 2, whole.length - 1}) {
      byte[] altered = whole.clone();
      altered[at] ^= 1;
      Files.write(file, altered);

      assertThatThrownBy(() -> MahalanobisDistance.map(file, PATCHES, DIMENSIONS))
          .as("byte %d", at)
          .isInstanceOf(MahalanobisDistance.AlteredException.class)
          .hasMessage(
              file + " is altered, or was written by another version or for another processor");
    }
  }

  @Test
  void areRefusedIfTheFileIsCutShortOrOfAnotherShape() throws IOException {
    Path file = written();
    assertThatThrownBy(() -> MahalanobisDistance.map(file, PATCHES, DIMENSIONS + 1))
        .isInstanceOf(MahalanobisDistance.AlteredException.class)
        .hasMessageContaining("factors of 33 patches of 20 dimensions take");

    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> MahalanobisDistance.map(file, PATCHES, DIMENSIONS))
        .isInstanceOf(MahalanobisDistance.AlteredException.class)
        .hasMessageContaining("has " + (whole.length - 1) + " bytes");
  }

  @Test
  void onlyInt8ForVectorRegistersIsWritten() {
    PatchGaussians gaussians = Samples.gaussians(2, 3, 8);
    Path file = folder.resolve("factors");

    assertThat(MahalanobisDistance.canBeMapped(2, 3, Precision.INT8)).isTrue();
    assertThat(MahalanobisDistance.canBeMapped(2, 3, Precision.BF16)).isFalse();
    assertThat(MahalanobisDistance.canBeMapped(100_000, 400, Precision.INT8)).isFalse();
    for (MahalanobisDistance other :
        new MahalanobisDistance[] {
          MahalanobisDistance.plain(gaussians, Precision.INT8),
          MahalanobisDistance.prepare(gaussians, Precision.FLOAT32)
        }) {
      assertThatThrownBy(() -> other.write(file))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("can't be mapped");
    }
    assertThat(file).doesNotExist();
  }
}
