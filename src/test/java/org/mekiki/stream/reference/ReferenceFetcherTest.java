package org.mekiki.stream.reference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.config.ReferenceSettings;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.codec.FrameReference;
import org.mekiki.text.Sha256;

class ReferenceFetcherTest {
  private static final byte[] PICTURE = "a picture".getBytes(UTF_8);
  private static final int MAX_BYTES = 1000;

  @TempDir Path dir;

  private final List<AutoCloseable> open = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-31T12:00:00Z");
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private ObjectStore store;
  private Path frames;

  @BeforeEach
  void start() throws IOException {
    store = new ObjectStore();
    open.add(store);
    frames = Files.createDirectory(dir.resolve("frames"));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void aFileBelowAnAllowedFolderIsBrought() throws Exception {
    Path file = Files.createDirectory(frames.resolve("cam 1")).resolve("ü.png");
    Files.write(file, PICTURE);

    assertThat(files().fetch(reference(file.toUri().toString(), PICTURE))).isEqualTo(PICTURE);
  }

  @Test
  void noFileOutsideOfTheAllowedFolderIsRead() throws Exception {
    Path secret = Files.write(dir.resolve("secret"), PICTURE);
    Files.write(Files.createDirectory(dir.resolve("frames-2")).resolve("b"), PICTURE);
    Files.createSymbolicLink(frames.resolve("link"), secret);
    Files.createSymbolicLink(frames.resolve("up"), dir);
    ReferenceFetcher fetcher = files();
    String folder = frames.toUri().toString();

    for (String address :
        List.of(
            secret.toUri().toString(),
            folder + "../secret",
            folder + "%2e%2e/secret",
            folder + "link",
            folder + "up/secret",
            dir.toUri() + "frames-2/b",
            folder,
            "file://other-host" + frames + "/x",
            folder + "x?y",
            "ftp://127.0.0.1/frames/x",
            store.address() + "/x")) {
      assertThat(refusal(fetcher, reference(address, PICTURE)).rejection())
          .as(address)
          .isEqualTo(Rejection.REFERENCE_REFUSED);
    }
    assertThat(refusal(fetcher, reference(secret.toUri().toString(), PICTURE)))
        .hasMessageContaining("references.allow")
        .hasMessageContaining(secret.toString());
    assertThat(store.requests).isEmpty();
  }

  @Test
  void aFolderIsNoFrame() throws Exception {
    Files.createDirectory(frames.resolve("cam-1"));

    assertThat(refusal(files(), reference(frames.toUri() + "cam-1", PICTURE)).rejection())
        .isEqualTo(Rejection.REFERENCE_REFUSED);
  }

  @Test
  void aFileThatIsNotThereIsMissingButAFolderThatIsNotThereIsAway() throws Exception {
    ReferenceFetcher fetcher = fetcher(Duration.ofSeconds(1), frames.toUri().toString());
    FrameReference reference = reference(frames.toUri() + "a.png", PICTURE);

    assertThat(refusal(fetcher, reference).rejection()).isEqualTo(Rejection.REFERENCE_MISSING);
    Files.delete(frames);
    assertThat(refusal(fetcher, reference).rejection()).isEqualTo(Rejection.REFERENCE_UNAVAILABLE);
  }

  @Test
  void anObjectUnderAnAllowedAddressIsBrought() throws Exception {
    store.objects.put("/line/a.png", PICTURE);

    assertThat(
            server("/line", Duration.ofSeconds(30))
                .fetch(reference(store.address() + "/line/a.png?signature=x#part", PICTURE)))
        .isEqualTo(PICTURE);
    assertThat(store.requests).containsExactly("/line/a.png?signature=x");
  }

  @Test
  void noOtherAddressIsCalled() throws Exception {
    ReferenceFetcher fetcher = server("/line", Duration.ofSeconds(30));
    int port = store.port();

    for (String address :
        List.of(
            store.address() + "/other/a.png",
            store.address() + "/line-2/a.png",
            store.address() + "/line",
            store.address() + "/line/",
            store.address() + "/line/../other/a.png",
            store.address() + "/line/%2e%2E/other/a.png",
            store.address() + "/line/..%2fother/a.png",
            store.address() + "/line/..%5cother/a.png",
            store.address() + "/line/..;x/secret",
            store.address() + "/line/..;/secret",
            store.address() + "/line/%2e%2e%3Bx=1/secret",
            store.address() + "/line/%252e%252e/secret",
            store.address() + "/line/..%252fsecret",
            store.address() + "/line/.;x/../secret",
            "http://127.0.0.1/line/a.png",
            "http://localhost:" + port + "/line/a.png",
            "http://user@127.0.0.1:" + port + "/line/a.png",
            "http://127.0.0.1:" + port + "@169.254.169.254/line/a.png",
            "https://127.0.0.1:" + port + "/line/a.png",
            "http:///line/a.png",
            "http://169.254.169.254/latest/meta-data/",
            "file:///etc/passwd")) {
      assertThat(refusal(fetcher, reference(address, PICTURE)).rejection())
          .as(address)
          .isEqualTo(Rejection.REFERENCE_REFUSED);
    }
    assertThat(store.requests).isEmpty();
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    store.redirect = store.address() + "/secret";
    store.objects.put("/secret", PICTURE);

    assertThat(
            refusal(
                server("/line", Duration.ofSeconds(30)),
                reference(store.address() + "/line/a.png", PICTURE)))
        .hasMessageContaining("302")
        .hasMessageContaining("redirects are not followed");
    assertThat(store.requests).containsExactly("/line/a.png");
  }

  @Test
  void anObjectThatIsNotThereIsMissingAndOneThatIsForbiddenRefused() throws Exception {
    ReferenceFetcher fetcher = server("", Duration.ofSeconds(30));
    FrameReference reference = reference(store.address() + "/a.png?signature=secret", PICTURE);

    UnscorableException missing = refusal(fetcher, reference);
    store.failures = 1;
    store.status = 403;
    UnscorableException forbidden = refusal(fetcher, reference);

    assertThat(missing.rejection()).isEqualTo(Rejection.REFERENCE_MISSING);
    assertThat(missing).hasMessageContaining("/a.png").hasMessageContaining("404");
    assertThat(forbidden.rejection()).isEqualTo(Rejection.REFERENCE_REFUSED);
    assertThat(forbidden).hasMessageContaining("403").hasMessageContaining("expired");
    assertThat(List.of(missing.getMessage(), forbidden.getMessage()))
        .noneMatch(message -> message.contains("secret"));
  }

  @Test
  void otherBytesThanTheRecordSaysAreRefused() throws Exception {
    Path file = Files.write(frames.resolve("a.png"), "another".getBytes(UTF_8));
    String address = file.toUri().toString();
    FrameReference shorter =
        new FrameReference(URI.create(address), OptionalLong.of(9), Sha256.hex(PICTURE));

    assertThat(refusal(files(), reference(address, PICTURE)))
        .hasMessageContaining("has SHA-256")
        .hasMessageContaining(Sha256.hex(PICTURE))
        .extracting(UnscorableException::rejection)
        .isEqualTo(Rejection.REFERENCE_CHANGED);
    assertThat(refusal(files(), shorter))
        .hasMessageContaining("has 7 bytes, the record says 9")
        .extracting(UnscorableException::rejection)
        .isEqualTo(Rejection.REFERENCE_CHANGED);
  }

  @Test
  void whatIsTooLargeIsNotReadToItsEnd() throws Exception {
    byte[] large = new byte[MAX_BYTES + 1];
    store.objects.put("/large", large);
    store.objects.put("/fits", new byte[MAX_BYTES]);
    ReferenceFetcher fetcher = server("", Duration.ofSeconds(30));
    String address = store.address() + "/large";

    assertThat(refusal(fetcher, reference(address, large)))
        .hasMessageContaining("image.max-bytes = 1000")
        .extracting(UnscorableException::rejection)
        .isEqualTo(Rejection.IMAGE_TOO_LARGE);
    assertThat(fetcher.fetch(reference(store.address() + "/fits", new byte[MAX_BYTES])))
        .hasSize(MAX_BYTES);
    store.requests.clear();
    FrameReference says =
        new FrameReference(URI.create(address), OptionalLong.of(MAX_BYTES + 1), Sha256.hex(large));
    assertThat(refusal(fetcher, says).rejection()).isEqualTo(Rejection.IMAGE_TOO_LARGE);
    assertThat(store.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 429, 408})
  void aStoreThatIsAwayForAMomentIsAskedAgain(int status) throws Exception {
    store.objects.put("/a.png", PICTURE);
    store.status = status;
    store.failures = 2;

    assertThat(
            server("", Duration.ofSeconds(30))
                .fetch(reference(store.address() + "/a.png", PICTURE)))
        .isEqualTo(PICTURE);
    assertThat(store.requests).hasSize(3);
  }

  @Test
  void aBodyThatNeverEndsCostsTheTimeOutAndNoMore() throws Exception {
    store.objects.put("/a.png", PICTURE);
    store.hangs = true;

    assertThat(
            refusal(
                server("", Duration.ofMillis(300)),
                reference(store.address() + "/a.png?secret", PICTURE)))
        .hasMessageContaining("/a.png can't be read now: no answer, or not all of it")
        .hasMessageNotContaining("secret")
        .extracting(UnscorableException::rejection)
        .isEqualTo(Rejection.REFERENCE_UNAVAILABLE);
  }

  @Test
  void whileAPlaceIsAwayOnlyOneFrameInAFewSecondsAsks() throws Exception {
    ReferenceFetcher fetcher = server("", Duration.ofMillis(500));
    store.objects.put("/a.png", PICTURE);
    FrameReference reference = reference(store.address() + "/a.png", PICTURE);
    store.failAlways(true);
    refusal(fetcher, reference);
    store.requests.clear();

    assertThat(refusal(fetcher, reference))
        .hasMessageContaining("is away; replay the dead letter")
        .extracting(UnscorableException::rejection)
        .isEqualTo(Rejection.REFERENCE_UNAVAILABLE);
    assertThat(store.requests).isEmpty();
    now = now.plus(Outages.LOOK_EVERY);
    refusal(fetcher, reference);
    refusal(fetcher, reference);
    // None if this machine was too busy to ask in time.
    assertThat(store.requests).hasSizeLessThanOrEqualTo(1);
    store.failAlways(false);
    refusal(fetcher, reference);
    await()
        .untilAsserted(
            () -> {
              now = now.plus(Outages.LOOK_EVERY);
              assertThat(fetcher.fetch(reference)).isEqualTo(PICTURE);
            });
  }

  @Test
  void onePlaceThatIsAwayDoesNotTakeAnotherWithIt() throws Exception {
    Path file = Files.write(frames.resolve("a.png"), PICTURE);
    ReferenceFetcher fetcher =
        fetcher(Duration.ofSeconds(3), store.address(), frames.toUri().toString());
    store.failAlways(true);

    refusal(fetcher, reference(store.address() + "/a.png", PICTURE));
    assertThat(fetcher.fetch(reference(file.toUri().toString(), PICTURE))).isEqualTo(PICTURE);
  }

  @Test
  void aPlaceIsAwayWhenASecondAddressFails() throws Exception {
    ReferenceFetcher fetcher = server("", Duration.ofMillis(500));
    store.failAlways(true);
    refusal(fetcher, reference(store.address() + "/a.png", PICTURE));
    assertThat(refusal(fetcher, reference(store.address() + "/b.png", PICTURE)))
        .hasMessageNotContaining("is away");

    assertThat(refusal(fetcher, reference(store.address() + "/c.png", PICTURE)))
        .hasMessageContaining("is away");
  }

  @Test
  void aFileThatMayNotBeReadIsRefused() throws Exception {
    Path file = Files.write(frames.resolve("a.png"), PICTURE);
    Files.setPosixFilePermissions(file, Set.of());
    assumeFalse(Files.isReadable(file), "the superuser reads every file");

    assertThat(refusal(files(), reference(file.toUri().toString(), PICTURE)))
        .hasMessageContaining("may not be read")
        .extracting(UnscorableException::rejection)
        .isEqualTo(Rejection.REFERENCE_REFUSED);
  }

  @Test
  void noMoreIsReadThanTheRecordSays() throws Exception {
    Path file = Files.write(frames.resolve("a.png"), new byte[500]);
    FrameReference says = new FrameReference(file.toUri(), OptionalLong.of(9), Sha256.hex(PICTURE));

    assertThat(refusal(files(), says))
        .hasMessageContaining("has more than the 9 bytes that the record says")
        .extracting(UnscorableException::rejection)
        .isEqualTo(Rejection.REFERENCE_CHANGED);
  }

  @Test
  void noReferenceIsFollowedByDefault() {
    ReferenceFetcher fetcher = fetcher(Duration.ofSeconds(1));

    assertThat(refusal(fetcher, reference("file:///etc/passwd", PICTURE)))
        .hasMessageContaining("set references.allow")
        .extracting(UnscorableException::rejection)
        .isEqualTo(Rejection.REFERENCE_REFUSED);
  }

  private static UnscorableException refusal(ReferenceFetcher fetcher, FrameReference reference) {
    return assertThatExceptionOfType(UnscorableException.class)
        .as(reference.toString())
        .isThrownBy(() -> fetcher.fetch(reference))
        .actual();
  }

  private static FrameReference reference(String address, byte[] bytes) {
    return new FrameReference(URI.create(address), OptionalLong.empty(), Sha256.hex(bytes));
  }

  private ReferenceFetcher files() {
    return fetcher(Duration.ofSeconds(30), frames.toUri().toString());
  }

  private ReferenceFetcher server(String path, Duration timeout) {
    return fetcher(timeout, store.address() + path);
  }

  private ReferenceFetcher fetcher(Duration timeout, String... allowed) {
    ReferenceFetcher fetcher =
        new ReferenceFetcher(
            new ReferenceSettings(List.of(allowed).stream().map(URI::create).toList(), timeout),
            MAX_BYTES,
            clock);
    open.add(fetcher);
    return fetcher;
  }
}
