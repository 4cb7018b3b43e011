package org.mekiki.service.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.model.ModelLease;
import org.mekiki.model.VerifiedModel;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.terminal.CommandException;

/** Models whose factors are mapped from files, by way of what makes and serves them. */
class ModelCacheTest extends MappedModels {
  @Test
  void aMappedModelScoresAsInTheHeapAndTakesNone() throws IOException {
    Scorer scorer = scorer();
    scorer.put(model("part", 1, 0));

    assertThat(scorer.score("part")).isEqualTo(scoreInTheHeap(0));
    assertThat(scorer.models.bytes()).isEqualTo(100_000);
    assertThat(files()).hasSize(1);
  }

  @Test
  void aScorerThatStartsAgainNeedsNoChunks() {
    assertThat(scorer().recall(model("part", 1, 0))).isFalse();
    Scorer before = scorer();
    before.put(model("part", 1, 0));
    before.models.close();

    Scorer after = scorer();
    assertThat(after.recall(model("part", 2, 0))).as("other version, same chunks").isTrue();
    assertThat(after.recall(model("part", 2, 1))).as("other chunks").isFalse();
    assertThat(after.score("part")).isEqualTo(scoreInTheHeap(0));
  }

  @Test
  void groupsOfGoodFramesCountAsInTheHeap() {
    VerifiedModel grouped = inGroups(model("part", 1, 0));
    double inTheHeap = scoreInTheHeap(grouped);
    assertThat(inTheHeap).isGreaterThan(1.9 * scoreInTheHeap(0));

    Scorer before = scorer();
    before.put(grouped);
    assertThat(before.models.bytes()).isEqualTo(100_000);
    assertThat(before.score("part")).as("put").isEqualTo(inTheHeap);

    Scorer after = scorer();
    assertThat(after.recall(grouped)).isTrue();
    assertThat(after.score("part")).as("recalled").isEqualTo(inTheHeap);
  }

  @Test
  void whatWasAlteredIsDeletedAndMadeAgain() throws IOException {
    scorer().put(model("part", 1, 0));
    Path file = files().get(0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    Scorer scorer = scorer();
    assertThat(scorer.recall(model("part", 1, 0))).isFalse();
    assertThat(files()).isEmpty();
    scorer.put(model("part", 1, 0));
    assertThat(scorer.score("part")).isEqualTo(scoreInTheHeap(0));
    assertThat(files()).containsExactly(file);
  }

  @Test
  void aFolderThatCanNoLongerBeWrittenToPutsModelsIntoTheHeap() throws IOException {
    Scorer scorer = scorer();
    Files.delete(folder.resolve("mekiki-factors"));
    scorer.put(model("part", 1, 0));

    assertThat(scorer.score("part")).isEqualTo(scoreInTheHeap(0));
    assertThat(scorer.models.bytes()).isNotEqualTo(100_000);
  }

  @Test
  void aModelWhoseFileCanNoLongerBeReadComesAgainAndStaysInTheHeap() throws IOException {
    Scorer scorer = scorer();
    VerifiedModel model = model("part", 1, 0);
    scorer.put(model);
    for (int frame = 0; frame < 500; frame++) { // compiled code reports a fault later
      scorer.score("part");
    }
    Path file = files().get(0);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }

    try (ModelLease<InspectionModel> lease = scorer.models.acquire("part").orElseThrow()) {
      assertThatThrownBy(() -> scorer.score("part"))
          .isInstanceOfSatisfying(
              MahalanobisDistance.UnreadableException.class,
              failed -> {
                scorer.models.lose(lease, failed);
                scorer.models.lose(lease, failed);
              });
    }

    assertThat(scorer.models.acquire("part")).isEmpty();
    assertThat(scorer.models.takeRequests()).containsExactly("part");
    assertThat(scorer.recall(model)).isFalse();
    scorer.put(model);
    assertThat(scorer.score("part")).isEqualTo(scoreInTheHeap(0));
    assertThat(scorer.models.bytes()).isNotEqualTo(100_000);
    assertThat(files()).as("no scoring thread deletes").containsExactly(file);

    scorer.put(model("other", 1, 1));
    assertThat(files()).hasSize(1).doesNotContain(file);
  }

  @Test
  void anotherUsersFolderIsRefused() throws IOException {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    scorer();
    Path files = folder.resolve("mekiki-factors");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files)))
        .isEqualTo("rwx------");
    Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxrwx---"));

    assertThatThrownBy(this::scorer)
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("score.models.cache = " + folder + " can't be used")
        .hasMessageContaining(
            "others may write to " + files + "; name a folder that only this user may write to");
  }

  @Test
  void aDiskThatIsFullOrReadOnlyIsNoMatterOfPermissions() {
    assertThat(ModelCache.unusable(folder, noFile("No space left on device")))
        .hasMessage(
            "score.models.cache = "
                + folder
                + " can't be used: its disk is full; free some space, or name a place on another"
                + " disk");
    assertThat(ModelCache.unusable(folder, noFile("Read-only file system")))
        .hasMessageEndingWith(": its disk can't be written; name a place on another disk");
  }

  private IOException noFile(String why) {
    return new FileSystemException(folder.resolve("mekiki-factors").toString(), null, why);
  }

  @Test
  void whatACrashLeftIsDeletedAfterAnHour() throws IOException {
    scorer();
    Path files = folder.resolve("mekiki-factors");
    Path fresh = Files.writeString(files.resolve("fresh.part"), "x");
    FileTime before = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
    for (String name : List.of("old.part", "old.probe")) {
      Files.setLastModifiedTime(Files.writeString(files.resolve(name), "x"), before);
    }

    scorer();

    assertThat(files()).containsExactly(fresh);
  }

  @Test
  void aPartThatAnotherProcessRenamesMeanwhileDoesNotKeepAScorerFromStarting() throws IOException {
    scorer();
    Path files = folder.resolve("mekiki-factors");
    // Listed, but no longer there when it is looked at.
    Files.createSymbolicLink(files.resolve("renamed.part"), files.resolve("gone"));

    scorer().put(model("part", 1, 0));

    assertThat(scorer().recall(model("part", 1, 0))).isTrue();
  }

  @Test
  void aFileThatCannotBeOpenedStaysForOthers() throws IOException {
    scorer().put(model("part", 1, 0));
    Path file = files().get(0);
    Path aside = Files.move(file, folder.resolve("aside"));
    Path socket = folder.resolve("s"); // exists, and can't be opened, as if files had run out
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(socket));
      Files.move(socket, file);

      assertThat(scorer().recall(model("part", 1, 0))).isFalse();
      assertThat(files()).containsExactly(file);
    }

    Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(scorer().recall(model("part", 1, 0))).isTrue();
  }

  @Test
  void aFileIsNamedByItsLayoutToo() throws IOException {
    VerifiedModel model = model("part", 1, 0);
    scorer().put(model);

    assertThat(files().get(0).getFileName())
        .hasToString(
            model.manifest().chunks().sha256() + "." + MahalanobisDistance.layout() + ".factors");
  }

  @Test
  void aFolderThatCannotBeReadToItsEndIsAnOrdinaryError() {
    IOException broken = new IOException("Input/output error");
    DirectoryStream<Path> list =
        new DirectoryStream<>() {
          @Override
          public Iterator<Path> iterator() {
            throw new DirectoryIteratorException(broken);
          }

          @Override
          public void close() {}
        };

    assertThatThrownBy(() -> FactorFiles.list(list, ".factors")).isSameAs(broken);
  }
}
