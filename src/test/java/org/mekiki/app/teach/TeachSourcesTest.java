package org.mekiki.app.teach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.camera.CapturedFrame;
import org.mekiki.camera.FolderSource;
import org.mekiki.camera.FrameSource;

class TeachSourcesTest {
  @TempDir Path folder;

  @Test
  void warnsOfTooFewImagesToTrustTheThreshold() {
    assertThat(TeachSources.tooFew(5))
        .contains(
            "5 good images are too few for a threshold that can be trusted: it may lie far too"
                + " high, and defects are then missed. Teach with 30 or more");
    assertThat(TeachSources.tooFew(1)).get().asString().startsWith("1 good image is too few");
    assertThat(TeachSources.tooFew(30)).isEmpty();
  }

  @Test
  void holdsFramesBackWhereItIsAskedAndThereAreEnough() throws IOException {
    assertThat(of(200, null, false).unlearned().size()).isZero();
    assertThat(of(16, null, true).unlearned().size()).isEqualTo(8);
    assertThatThrownBy(() -> of(15, null, true))
        .hasMessage(
            "--detect holds back 8 good images, and 15 are too few for that: at least 16, or name"
                + " others by --validation");
  }

  @Test
  void whatIsHeldBackIsNotLearned() throws IOException {
    TeachSources sources = of(20, null, true);

    assertThat(sources.learned(Set.of("a", "b"))).isEqualTo(10);
    assertThat(sources.sent(Set.of())).isEqualTo(12);
  }

  @Test
  void validationImagesAreNotLearnedAnyway() throws IOException {
    TeachSources sources = of(10, images(5), true);

    assertThat(sources.unlearned().size()).isEqualTo(5);
    assertThat(sources.learned(Set.of())).isEqualTo(10);
    assertThat(sources.sent(Set.of())).isEqualTo(15);
  }

  @Test
  void framesAreHeldBackEvenly() {
    HeldBack held = HeldBack.evenly(20, 4);

    List<Long> taken = LongStream.range(0, 20).filter(n -> held.takes(frame(n))).boxed().toList();

    assertThat(taken).containsExactly(2L, 7L, 12L, 17L);
    assertThat(held.frames()).extracting(encoded -> (int) encoded[0]).containsExactly(2, 7, 12, 17);
    assertThat(HeldBack.evenly(3, 8).size()).isEqualTo(3);
  }

  private static CapturedFrame frame(long n) {
    return new CapturedFrame(
        "cam", Optional.empty(), Instant.EPOCH, n, new byte[] {(byte) n}, Optional.empty());
  }

  private TeachSources of(int goods, FolderSource validation, boolean detect) {
    return TeachSources.of(new NoFrames(), goods, validation, null, detect);
  }

  private FolderSource images(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Files.write(folder.resolve(i + ".png"), new byte[] {1});
    }
    return FolderSource.ofCamera(folder, "cam");
  }

  private record NoFrames() implements FrameSource {
    @Override
    public Optional<CapturedFrame> next() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
