package org.mekiki.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnpackerTest {
  private static final Unpacker.Limits LIMITS = new Unpacker.Limits(5, 1000, 2000);

  @TempDir private Path root;

  private Path archive;
  private Path folder;

  private void write(String format, Entry... entries) throws IOException {
    archive = root.resolve("set.archive");
    folder = root.resolve("sets/set");
    Files.write(archive, format.equals("zip") ? zip(entries) : compressed(format, tar(entries)));
  }

  /** A file, or with a link flag something else. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(String name, byte[] content, byte flag) {
    Entry(String name, int size) {
      this(name, new byte[size], TarConstants.LF_NORMAL);
    }

    Entry(String name, String text) {
      this(name, text.getBytes(UTF_8), TarConstants.LF_NORMAL);
    }
  }

  private static byte[] tar(Entry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (Entry entry : entries) {
        TarArchiveEntry header = new TarArchiveEntry(entry.name(), entry.flag(), true);
        if (entry.flag() == TarConstants.LF_SYMLINK || entry.flag() == TarConstants.LF_LINK) {
          header.setLinkName("/etc/passwd");
        }
        header.setSize(entry.content().length);
        tar.putArchiveEntry(header);
        tar.write(entry.content());
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(Entry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
      for (Entry entry : entries) {
        ZipArchiveEntry header = new ZipArchiveEntry(entry.name());
        if (entry.flag() == TarConstants.LF_SYMLINK) {
          header.setUnixMode(UnixStat.LINK_FLAG | 0777);
        }
        zip.putArchiveEntry(header);
        zip.write(entry.content());
        zip.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] compressed(String format, byte[] tar) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (format) {
          case "tar.gz" -> new GzipCompressorOutputStream(bytes);
          case "tar.xz" -> new XZCompressorOutputStream(bytes, 0);
          default -> bytes;
        }) {
      out.write(tar);
    }
    return bytes.toByteArray();
  }

  private int unpack() throws IOException {
    return Unpacker.unpack(archive, folder, LIMITS, TransferProgress.NONE);
  }

  private void assertRefused(String message) throws IOException {
    assertThatThrownBy(this::unpack)
        .isInstanceOf(DownloadException.class)
        .hasMessageStartingWith(archive + " ")
        .hasMessageContaining(message);
    try (var left = Files.walk(root)) {
      assertThat(left.filter(path -> !path.equals(archive)).filter(Files::isRegularFile)).isEmpty();
    }
    assertThat(folder).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "tar", "tar.gz", "tar.xz"})
  void unpacksFilesAndFolders(String format) throws IOException {
    write(
        format,
        new Entry("bottle/", new byte[0], TarConstants.LF_DIR),
        new Entry("bottle/train/good/000.png", "one"),
        new Entry("./bottle/readme.txt", "two"));

    assertThat(unpack()).isEqualTo(2);

    assertThat(folder.resolve("bottle/train/good/000.png")).hasContent("one");
    assertThat(folder.resolve("bottle/readme.txt")).hasContent("two");
    try (var siblings = Files.list(folder.getParent())) {
      assertThat(siblings).containsExactly(folder);
    }
  }

  @Test
  void takesBackslashesInZipsForSlashes() throws IOException {
    write(
        "zip",
        new Entry("bottle\\train\\", new byte[0], TarConstants.LF_DIR),
        new Entry("bottle\\train\\good\\000.png", "one"),
        new Entry("bottle\\readme.txt", "two"));

    assertThat(unpack()).isEqualTo(2);

    assertThat(folder.resolve("bottle/train/good/000.png")).hasContent("one");
    assertThat(folder.resolve("bottle/readme.txt")).hasContent("two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "tar.gz"})
  void refusesNamesThatLeadOut(String format) throws IOException {
    for (String name :
        List.of("../out.txt", "a/../../out.txt", "a/..", "a\\..\\..\\out.txt", "C:out.txt")) {
      write(format, new Entry("good.txt", "fine"), new Entry(name, "bad"));
      assertRefused("' leads out of the folder");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "tar.gz"})
  void refusesAbsoluteNames(String format) throws IOException {
    write(format, new Entry("/etc/out.txt", "bad"));
    assertRefused("'/etc/out.txt' leads out of the folder");
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_SYMLINK,
        TarConstants.LF_LINK,
        TarConstants.LF_CHR,
        TarConstants.LF_BLK,
        TarConstants.LF_FIFO
      })
  void refusesLinksAndDevices(byte flag) throws IOException {
    write("tar", new Entry("passwd", new byte[0], flag));
    assertRefused("its entry 'passwd' is a link or a device");
  }

  @Test
  void refusesLinksInZips() throws IOException {
    write("zip", new Entry("passwd", "/etc/passwd".getBytes(UTF_8), TarConstants.LF_SYMLINK));
    assertRefused("its entry 'passwd' is a link or a device");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "tar.xz"})
  void refusesFilesThatAreTooLargeOrTooMany(String format) throws IOException {
    write(format, new Entry("a", 1001));
    assertRefused("its entry 'a' is larger than the 1000 bytes of a file");
    write(format, new Entry("a", 1000), new Entry("b", 1000), new Entry("c", 1));
    assertRefused("its entry 'c' goes beyond the 2000 bytes of all files");
    Entry[] six = new Entry[6];
    Arrays.setAll(six, i -> new Entry("f" + i, 1));
    write(format, six);
    assertRefused("its entry 'f5' goes beyond the 5 files and folders");
  }

  @Test
  void refusesANameThatIsThereTwice() throws IOException {
    write("tar", new Entry("a", "1"), new Entry("./a", "2"));
    assertRefused("its entry './a' is there twice");
    write("tar", new Entry("a", "1"), new Entry("a/b", "2"));
    assertRefused("its entry 'a/b' is there twice");
  }

  @ParameterizedTest
  @CsvSource({"tar.gz, 30", "tar.xz, 60", "zip, 60"})
  void refusesADamagedArchive(String format, int keep) throws IOException {
    write(format, new Entry("a", "text".repeat(100)));
    Files.write(archive, Arrays.copyOf(Files.readAllBytes(archive), keep));
    assertRefused("can't be unpacked: ");
  }

  @Test
  void refusesWhatIsNoArchiveOrAnEmptyOne() throws IOException {
    write("tar", new Entry("bottle/", new byte[0], TarConstants.LF_DIR));
    assertRefused("is an archive without a file");
    Files.writeString(archive, "<html>no such file</html>");
    assertRefused("is not an archive that can be unpacked; valid: .zip, .tar, .tar.gz and .tar.xz");
  }

  @Test
  void leavesAFolderAloneThatIsNotEmpty() throws IOException {
    write("tar", new Entry("a", "1"));
    Path mine = Files.createDirectories(folder).resolve("mine.txt");
    Files.writeString(mine, "mine");
    assertThatThrownBy(this::unpack)
        .isInstanceOf(DownloadException.class)
        .hasMessage(folder + " already exists and is not empty; name a new or empty folder");
    assertThat(mine).hasContent("mine");
    Files.delete(mine);
    assertThat(unpack()).isOne();
  }

  @Test
  void tellsHowFarItIs() throws IOException {
    write("tar.gz", new Entry("a", 900), new Entry("b", 900));
    List<Long> heard = new ArrayList<>();
    TransferProgress progress =
        new TransferProgress() {
          @Override
          public void begin(long total) {
            heard.add(total);
          }

          @Override
          public void at(long bytes) {
            heard.add(bytes);
          }
        };
    Unpacker.unpack(archive, folder, LIMITS, progress);
    assertThat(heard).hasSize(3).startsWith(Files.size(archive));
    assertThat(heard.get(2)).isPositive().isLessThanOrEqualTo(Files.size(archive));
  }
}
