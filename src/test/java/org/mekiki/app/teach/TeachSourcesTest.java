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
import org.mekiki.stream.TestFrames;

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
    assertThat(of(16, null, null).sight(Set.of()).orElseThrow().count()).isEqualTo(8);
    assertThat(of(15, null, null).sight(Set.of())).isEmpty();
    assertThat(of(200, null, false).sight(Set.of())).isEmpty();
    assertThat(of(16, null, true).sight(Set.of())).isPresent();
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
    SightFrames frames = of(20, null, null).sight(Set.of("frame-0", "frame-6")).orElseThrow();

    assertThat(frames.painted())
        .extracting(encoded -> (int) encoded[0])
        .containsExactly(1, 3, 8, 11, 13, 16, 18);
    SightFrames.Others others = frames.others().orElseThrow();
    assertThat(others.count()).as("at most").isEqualTo(12);
    assertThat(others.frames())
        .extracting(encoded -> (int) encoded[0])
        .containsExactly(2, 4, 5, 7, 9, 10, 12, 14, 15, 17, 19);
  }

  @Test
  void aSecondModelLearnsAThousandOfVeryManyImages() throws IOException {
    SightFrames.Others others =
        of(5000, null, null).sight(Set.of()).orElseThrow().others().orElseThrow();

    assertThat(others.count()).isEqualTo(1000);
    assertThat(others.frames()).hasSize(1000);
  }

  @Test
  void validationImagesAreNotLearnedAnyway() throws IOException {
    TeachSources sources = of(10, images(5), true);

    SightFrames frames = sources.sight(Set.of()).orElseThrow();
    assertThat(frames.painted()).hasSize(5);
    assertThat(frames.others()).as("the model has not learned them").isEmpty();
    assertThat(sources.learned(Set.of())).isEqualTo(10);
    assertThat(sources.sent(Set.of())).isEqualTo(15);
  }

  @Test
  void placesAreChosenEvenly() {
    List<Long> places = LongStream.range(100, 120).boxed().toList();

    assertThat(EvenPlaces.of(places, 4)).containsExactlyInAnyOrder(102L, 107L, 112L, 117L);
    assertThat(EvenPlaces.of(places.subList(0, 3), 8)).hasSize(3);
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
    return TeachSources.of(
        new Numbered(goods), goods, places -> new Numbered(goods), validation, null, detect);
  }

  private FolderSource images(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Files.write(folder.resolve(i + ".png"), TestFrames.good(1));
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
