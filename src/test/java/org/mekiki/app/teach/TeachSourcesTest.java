package org.mekiki.app.teach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
  void paintsWhereThereAreEnoughImagesUnlessItIsNotWanted() throws IOException {
    assertThat(of(16, null, null).painted().size()).isEqualTo(8);
    assertThat(of(15, null, null).painted().size()).isZero();
    assertThat(of(200, null, false).painted().size()).isZero();
    assertThat(of(16, null, true).painted().size()).isEqualTo(8);
    assertThatThrownBy(() -> of(15, null, true))
        .hasMessage(
            "--detect paints defects on 8 of the good images, and 15 are too few for that: at least"
                + " 16, or name others by --validation");
  }

  @Test
  void whatIsPaintedOnIsLearnedToo() throws IOException {
    TeachSources sources = of(20, null, null);

    assertThat(sources.learned(Set.of("a", "b"))).isEqualTo(18);
    assertThat(sources.sent(Set.of())).isEqualTo(20);
  }

  @Test
  void aSecondModelLearnsTheImagesThatAreNotPaintedOnInTheirOrder() throws IOException {
    TeachSources sources = of(20, null, null);
    LongStream.range(0, 20).forEach(n -> sources.painted().see(frame(n)));

    SightFrames frames = sources.sight(Set.of("frame-0", "frame-5"));

    assertThat(frames.painted())
        .extracting(encoded -> (int) encoded[0])
        .containsExactly(1, 3, 6, 8, 11, 13, 16, 18);
    SightFrames.Others others = frames.others().orElseThrow();
    assertThat(others.count()).isEqualTo(10);
    assertThat(others.frames())
        .extracting(encoded -> (int) encoded[0])
        .containsExactly(2, 4, 7, 9, 10, 12, 14, 15, 17, 19);
  }

  @Test
  void aSecondModelLearnsAThousandOfVeryManyImages() throws IOException {
    TeachSources sources = of(5000, null, null);
    LongStream.range(0, 5000).forEach(n -> sources.painted().see(frame(n)));

    SightFrames.Others others = sources.sight(Set.of()).others().orElseThrow();

    assertThat(others.frames()).hasSizeBetween(992, 1000);
  }

  @Test
  void validationImagesAreNotLearnedAnyway() throws IOException {
    TeachSources sources = of(10, images(5), true);
    LongStream.range(0, 5).forEach(n -> sources.painted().see(frame(n)));

    assertThat(sources.sight(Set.of()).painted()).hasSize(5);
    assertThat(sources.sight(Set.of()).others()).as("the model has not learned them").isEmpty();
    assertThat(sources.learned(Set.of())).isEqualTo(10);
    assertThat(sources.sent(Set.of())).isEqualTo(15);
  }

  @Test
  void framesToPaintOnAreChosenEvenly() {
    HeldBack held = HeldBack.evenly(20, 4);

    LongStream.range(0, 20).forEach(n -> held.see(frame(n)));

    assertThat(held.frames()).extracting(encoded -> (int) encoded[0]).containsExactly(2, 7, 12, 17);
    assertThat(HeldBack.evenly(3, 8).size()).isEqualTo(3);
  }

  private static CapturedFrame frame(long n) {
    return new CapturedFrame(
        "cam",
        Optional.of("frame-" + n),
        Instant.EPOCH,
        n,
        new byte[] {(byte) n},
        Optional.empty());
  }

  private TeachSources of(int goods, FolderSource validation, Boolean detect) {
    return TeachSources.of(() -> new Numbered(goods), goods, validation, null, detect);
  }

  private FolderSource images(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Files.write(folder.resolve(i + ".png"), new byte[] {1});
    }
    return FolderSource.ofCamera(folder, "cam");
  }

  private static final class Numbered implements FrameSource {
    private final int count;
    private int next;

    Numbered(int count) {
      this.count = count;
    }

    @Override
    public Optional<CapturedFrame> next() {
      return next < count ? Optional.of(frame(next++)) : Optional.empty();
    }

    @Override
    public void close() {}
  }
}
