package org.mekiki.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DownloaderTest {
  private static final String PATH = "/net.safetensors";

  @TempDir private Path folder;
  private final byte[] content = new byte[200_000];
  private final Downloader downloader = new Downloader(Duration.ofSeconds(5), Duration.ZERO);
  private final List<Long> heard = new ArrayList<>();
  private FileServer server;
  private Path target;
  private String sha256;

  @BeforeEach
  void serve() throws IOException {
    new Random(4).nextBytes(content);
    server = new FileServer().file(PATH, content);
    target = folder.resolve("net.safetensors");
    Path copy = Files.write(folder.resolve("copy"), content);
    sha256 = KeptChecksum.of(copy);
    Files.delete(copy);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Downloaded fetch(String path, String hash) throws IOException, InterruptedException {
    Download download =
        new Download(server.address(path), target, Optional.ofNullable(hash), 1_000_000);
    TransferProgress progress =
        new TransferProgress() {
          @Override
          public void begin(long total) {
            heard.add(-total);
          }

          @Override
          public void at(long bytes) {
            heard.add(bytes);
          }
        };
    return downloader.fetch(download, progress);
  }

  private AbstractThrowableAssert<?, ?> assertRefused(String path, String hash) {
    return assertThatThrownBy(() -> fetch(path, hash)).isInstanceOf(DownloadException.class);
  }

  private List<String> files() throws IOException {
    try (var all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void downloadsAndKeepsTheChecksum() throws Exception {
    Downloaded downloaded = fetch(PATH, sha256.toUpperCase(java.util.Locale.ROOT));

    assertThat(downloaded).isEqualTo(new Downloaded(target, sha256, false));
    assertThat(target).hasBinaryContent(content);
    assertThat(files()).containsExactly("net.safetensors", "net.safetensors.sha256");
    assertThat(folder.resolve("net.safetensors.sha256")).hasContent(sha256 + "  net.safetensors\n");
    assertThat(heard)
        .startsWith(-200_000L, 0L)
        .endsWith(200_000L)
        .isSortedAccordingTo(Long::compare);
  }

  @Test
  void asksForNothingWhenTheFileIsThere() throws Exception {
    fetch(PATH, null);
    server.close();

    assertThat(fetch(PATH, null)).isEqualTo(new Downloaded(target, sha256, true));
    assertThat(fetch(PATH, sha256).wasThere()).isTrue();
  }

  @Test
  void refusesAFileThatWasAlteredLater() throws Exception {
    fetch(PATH, null);
    content[7]++;
    Files.write(target, content);

    assertRefused(PATH, null)
        .hasMessageStartingWith(target + " has SHA-256 ")
        .hasMessageContaining("net.safetensors.sha256 says " + sha256)
        .hasMessageContaining("delete it and download it again");
  }

  @Test
  void holdsALaterDownloadAgainstTheChecksumThatWasKept() throws Exception {
    fetch(PATH, null);
    Files.delete(target);
    content[7]++;

    assertRefused(PATH, null)
        .hasMessageContaining("but that in " + target + ".sha256 is " + sha256);
    assertThat(files()).containsExactly("net.safetensors.sha256");
  }

  @Test
  void refusesAnotherChecksumAndKeepsNothing() throws Exception {
    assertRefused(PATH, "ab".repeat(32))
        .hasMessage(
            "%s has SHA-256 %s, but the expected one is %s: it was altered, or replaced by a newer"
                + " one; nothing was kept",
            server.address(PATH), sha256, "ab".repeat(32));
    assertThat(files()).isEmpty();
  }

  @Test
  void refusesAFileOfUnknownOrigin() throws IOException {
    Files.write(target, content);
    assertRefused(PATH, null).hasMessageContaining("nobody knows its SHA-256");
    assertRefused(PATH, "ab".repeat(32))
        .hasMessageContaining("is there with SHA-256 " + sha256)
        .hasMessageContaining("delete it to download it again");
  }

  @Test
  void believesTheChecksumThatAServerAnnounces() throws Exception {
    server.announcing(sha256);
    assertThat(fetch("/moved" + PATH, null).sha256()).isEqualTo(sha256);
    assertThat(server.requests()).containsExactly("/moved" + PATH, PATH);
  }

  @Test
  void refusesAFileThatIsNotTheAnnouncedOne() throws IOException {
    server.announcing("cd".repeat(32));
    assertRefused("/moved" + PATH, null)
        .hasMessageContaining("but the server's own is " + "cd".repeat(32));
    assertThat(files()).isEmpty();
  }

  @Test
  void goesOnByItselfAfterABrokenLine() throws Exception {
    server.cut(3, 60_000);

    assertThat(fetch(PATH, null).sha256()).isEqualTo(sha256);

    assertThat(server.requests())
        .containsExactly(
            PATH, PATH + " bytes=60000-", PATH + " bytes=120000-", PATH + " bytes=180000-");
  }

  @Test
  void givesUpAndGoesOnNextTime() throws Exception {
    server.cut(4, 20_000);
    assertRefused(PATH, null)
        .hasMessageContaining("can't be downloaded: ")
        .hasMessageContaining("80000 bytes are here, and the same command continues from there");
    assertThat(files()).containsExactly("net.safetensors.part", "net.safetensors.part.etag");

    assertThat(fetch(PATH, null).sha256()).isEqualTo(sha256);
    assertThat(server.requests()).hasSize(5).endsWith(PATH + " bytes=80000-");
    assertThat(files()).containsExactly("net.safetensors", "net.safetensors.sha256");
  }

  @Test
  void startsOverWhenTheServersFileIsAnotherNow() throws Exception {
    server.cut(4, 20_000);
    assertRefused(PATH, null);
    byte[] newer = Arrays.copyOf(content, 150_000);
    newer[0]++;
    server.file(PATH, newer);

    fetch(PATH, null);

    assertThat(target).hasBinaryContent(newer);
  }

  @Test
  void startsOverWhereAServerKnowsNoRanges() throws Exception {
    server.withoutRanges().cut(2, 60_000);
    assertThat(fetch(PATH, null).sha256()).isEqualTo(sha256);
  }

  @Test
  void checksAPartThatWasWholeAlready() throws Exception {
    Files.write(folder.resolve("net.safetensors.part"), content);
    assertThat(fetch(PATH, sha256).sha256()).isEqualTo(sha256);
    assertThat(server.requests()).containsExactly(PATH + " bytes=200000-");
  }

  @Test
  void startsOverWithAPartThatIsTooLong() throws Exception {
    Files.write(folder.resolve("net.safetensors.part"), new byte[300_000]);
    assertThat(fetch(PATH, sha256).sha256()).isEqualTo(sha256);
  }

  @Test
  void trustsNoPartOfUnknownOrigin() throws Exception {
    Files.write(folder.resolve("net.safetensors.part"), new byte[100]);
    assertThat(fetch(PATH, null).sha256()).isEqualTo(sha256);
    assertThat(server.requests()).containsExactly(PATH);
  }

  @Test
  void refusesMoreThanIsWanted() throws Exception {
    server.file("/huge", new byte[1_000_001]);
    assertRefused("/huge", null).hasMessageContaining("is larger than the 1000000 bytes");
    assertThat(files()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/none|is not there (the server answers 404)",
        "/status/403|may not be read without permission (the server answers 403)",
        "/status/418|can't be downloaded now (the server answers 418)",
        "/status/503|can't be downloaded: java.io.IOException: the server answers 503; 0 bytes are"
            + " here",
        "/loop|redirects more than 5 times"
      })
  void saysWhyTheServerRefuses(String path, String message) throws IOException {
    assertRefused(path, null)
        .hasMessageStartingWith(server.address(path).toString())
        .hasMessageContaining(message);
    assertThat(files()).isEmpty();
  }

  @Test
  void refusesASecondDownloadOfTheSameFile() throws Exception {
    try (FileChannel other =
        FileChannel.open(
            folder.resolve("net.safetensors.part"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      other.lock();
      assertRefused(PATH, null).hasMessage("another download of " + target + " is under way");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftp://host/x||address 'ftp://host/x' is not valid; valid: http://HOST/… and"
            + " https://HOST/…",
        "resnet18||address 'resnet18' is not valid",
        "http:///x||address 'http:///x' is not valid",
        "http://host/x|abc|SHA-256 'abc' is not valid; valid: 64 hexadecimal digits"
      })
  void refusesADownloadThatCantBeMeant(String address, String hash, String message) {
    assertThatThrownBy(
            () -> new Download(URI.create(address), target, Optional.ofNullable(hash), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
