package org.mekiki.service.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mekiki.model.Models;
import org.mekiki.model.VerifiedModel;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.padim.gaussian.Precision;

/** Which files of mapped models stay, and which make room for others. */
class ModelCacheRoomTest extends MappedModels {
  @Test
  void theFileOfAFormerVersionIsTheFirstToGo() throws IOException {
    scorer().put(model("earlier", 1, 2));
    Scorer scorer = scorer(3 * fileBytes());
    scorer.put(model("part", 1, 0));
    scorer.put(model("part", 2, 1));
    assertThat(files()).hasSize(3);

    scorer.put(model("new", 1, 3));

    assertThat(files()).hasSize(3);
    assertThat(scorer().recall(model("part", 1, 0))).as("former version").isFalse();
    assertThat(scorer().recall(model("earlier", 1, 2))).as("opened before").isTrue();
    assertThat(scorer.score("part")).isEqualTo(scoreInTheHeap(1));
  }

  @Test
  void theFileOfAFormerVersionStaysWhereAnotherModelUsesIt() throws IOException {
    Scorer scorer = scorer(2 * fileBytes());
    scorer.put(model("part", 1, 0));
    scorer.put(model("twin", 1, 0));
    scorer.put(model("part", 2, 1));
    scorer.put(model("new", 1, 2));
    assertThat(scorer().recall(model("twin", 1, 0))).as("in use").isTrue();

    scorer.models.remove("twin");
    scorer.put(model("new", 1, 2));

    assertThat(files()).hasSize(2);
    assertThat(scorer().recall(model("twin", 1, 0))).as("removed").isFalse();
    assertThat(scorer().recall(model("new", 1, 2))).as("in its place").isTrue();
  }

  @Test
  void theFileOfAFormerVersionStaysForAnotherProcess() {
    Scorer scorer = scorer();
    scorer.put(model("part", 1, 0));
    scorer.put(model("part", 2, 1));
    scorer.models.remove("part");

    assertThat(scorer().recall(model("part", 1, 0))).as("former version").isTrue();
    assertThat(scorer().recall(model("part", 2, 1))).as("removed model").isTrue();
  }

  @Test
  void aVersionThatIsLoadedAgainKeepsItsFile() throws IOException {
    Scorer scorer = scorer(fileBytes());
    scorer.put(model("part", 1, 0));
    List<Path> file = files();
    scorer.put(model("part", 1, 0));
    assertThat(files()).isEqualTo(file);
    assertThat(scorer.recall(model("part", 2, 0))).as("other version, same chunks").isTrue();

    scorer.put(model("other", 1, 1));

    assertThat(files()).as("the file in use").isEqualTo(file);
  }

  @Test
  void aModelOfWhichNoScorerCanBeMadeTakesNoRoom() {
    Scorer scorer = scorer(fileBytes());
    VerifiedModel foreign = ofAnotherNetwork(model("foreign", 1, 0));
    assertThatThrownBy(() -> scorer.put(foreign)).hasMessageContaining(Models.SHA);

    scorer.put(model("part", 1, 1));

    assertThat(scorer.models.bytes()).isEqualTo(100_000);
  }

  @Test
  void withoutRoomAModelIsInTheHeapAndCountedThere() throws IOException {
    Scorer scorer = scorer(2 * fileBytes());
    for (int n = 0; n < 3; n++) {
      scorer.put(model("part-" + n, 1, n));
    }

    assertThat(files()).hasSize(2);
    assertThat(scorer.score("part-2")).isEqualTo(scoreInTheHeap(2));
    PadimModel last = LEARNED.get(2);
    assertThat(scorer.models.bytes())
        .isEqualTo(
            2 * 100_000
                + MahalanobisDistance.bytes(
                    last.gaussians().patches(), last.gaussians().dimensions(), Precision.INT8));
  }

  @Test
  void roomIsMadeByDeletingWhatWasNotOpenedForTheLongestTime() throws IOException {
    Scorer before = scorer();
    before.put(model("old", 1, 0));
    Path old = files().get(0);
    Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
    before.put(model("young", 1, 1));

    Scorer after = scorer(2 * fileBytes());
    after.put(model("new", 1, 2));

    assertThat(files()).hasSize(2).doesNotContain(old);
    assertThat(after.recall(model("young", 1, 1))).isTrue();
  }

  @Test
  void aDiskThatIsNearlyFullIsALimitToo() throws IOException {
    AtomicLong left = new AtomicLong(2 * fileBytes());
    Scorer scorer = scorerOnADisk(() -> left.get() - size(files()));
    for (int n = 0; n < 3; n++) {
      scorer.put(model("part-" + n, 1, n));
    }
    assertThat(files()).as("two fit").hasSize(2);
    assertThat(scorer.score("part-2")).as("in the heap").isEqualTo(scoreInTheHeap(2));

    left.set(fileBytes());
    Scorer after = scorerOnADisk(() -> left.get() - size(files()));
    after.put(model("part-3", 1, 3));

    assertThat(files()).as("others made room").hasSize(1);
    assertThat(scorer().recall(model("part-3", 1, 3))).isTrue();
  }

  @Test
  void aDiskThatIsFullTakesNoModel() throws IOException {
    Scorer scorer = scorerOnADisk(() -> -1);
    scorer.put(model("part", 1, 0));

    assertThat(files()).isEmpty();
    assertThat(scorer.score("part")).isEqualTo(scoreInTheHeap(0));
  }

  @Test
  void aTenthOfASmallDiskStaysFreeAndTwoGibibytesOfALargeOne() throws IOException {
    assertThat(FactorFiles.reserve(5_000_000_000L)).isEqualTo(500_000_000);
    assertThat(FactorFiles.reserve(1L << 40)).isEqualTo(2L << 30);
    assertThat(FactorFiles.ofDisk(folder).bytes())
        .isLessThan(Files.getFileStore(folder).getTotalSpace());
  }

  private static long size(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }
}
