package org.mekiki.stream.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mekiki.stream.scoring.ScoringFixture.header;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.config.ReferenceSettings;
import org.mekiki.model.VerifiedModel;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.avro.Frame;
import org.mekiki.stream.avro.FrameFormat;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.stream.reference.ObjectStore;
import org.mekiki.stream.reference.ReferenceFetcher;
import org.mekiki.text.Sha256;

/** Frames whose records only say where the picture lies. */
class ReferencedFramesTest {
  private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");

  @TempDir static Path training;
  private static VerifiedModel trained;

  @TempDir Path state;
  private ObjectStore store;
  private ReferenceFetcher pictures;
  private ScoringFixture scoring;

  @BeforeAll
  static void train() {
    trained = ScoringFixture.train(training);
  }

  @BeforeEach
  void start() throws Exception {
    store = new ObjectStore();
    start(Duration.ofSeconds(30));
  }

  private void start(Duration timeout) {
    pictures =
        ReferenceFetcher.of(
            new ReferenceSettings(List.of(URI.create(store.address())), timeout), 1_000_000);
    scoring = ScoringFixture.of(trained, TIME).pictures(pictures).open(state);
  }

  @AfterEach
  void stop() {
    scoring.close();
    pictures.close();
    store.close();
  }

  @Test
  void aFrameThatLiesElsewhereHasTheScoreOfOneThatTheRecordCarries() throws Exception {
    byte[] picture = TestFrames.defective(500);
    store.objects.put("/a.png", picture);
    scoring.send("cam", picture, TIME);
    send(null, "/a.png", picture);
    send(new byte[0], "/a.png", picture);

    List<Score> scores = scores();
    assertThat(scores).hasSize(3);
    assertThat(scores).extracting(Score::getScore).containsOnly(scores.get(0).getScore());
    assertThat(scores).extracting(Score::getFrameId).doesNotHaveDuplicates();
    assertThat(scoring.read("dead-letters")).isEmpty();
  }

  @Test
  void anAddressMayHaveLettersOutsideOfAscii() throws Exception {
    byte[] picture = TestFrames.good(1);
    store.objects.put("/Prüf.png", picture);
    send(null, "/Prüf.png", picture);

    assertThat(scores()).hasSize(1);
  }

  /** It may be more than memory can hold, and then kill one process after another. */
  @Test
  void aPictureIsBroughtUnderANoteOfItsOwn() throws Exception {
    byte[] picture = TestFrames.good(1);
    store.objects.put("/a.png", picture);
    scoring.send("cam", picture, TIME);
    send(null, "/a.png", picture);

    assertThat(scores()).hasSize(2);
    String second = "frames-0-1@" + TIME.toEpochMilli();
    assertThat(scoring.noted)
        .containsExactly("frames-0-0@" + TIME.toEpochMilli(), second + " picture", second);
  }

  @Test
  void aFrameInAvroMayLeaveItsPixelsElsewhere() throws Exception {
    byte[] pixels = TestFrames.pixels(1);
    store.objects.put("/raw", pixels);
    send(frame(new byte[0]), "/raw", pixels);
    scoring.send("cam", frame(pixels), TIME);
    send(frame(pixels), "/raw", pixels);

    List<Score> scores = scores();
    assertThat(scores).hasSize(2);
    assertThat(scores.get(0).getScore()).isEqualTo(scores.get(1).getScore());
    assertThat(onlyLetter()).isEqualTo("bad-metadata");
  }

  @Test
  void aRecordWithAPictureIsScoredByItWhateverItsHeadersSay() throws Exception {
    byte[] picture = TestFrames.good(1);
    scoring.send("cam", picture, TIME, "reference", "anything of somebody's own");

    assertThat(scores()).hasSize(1);
    assertThat(store.requests).isEmpty();
  }

  @Test
  void eachReferenceThatCantBeFollowedIsADeadLetterWithItsReason() throws Exception {
    byte[] picture = TestFrames.good(1);
    store.objects.put("/a.png", picture);
    store.objects.put("/text", "no picture".getBytes(UTF_8));
    String address = store.address() + "/a.png";
    send(null, "/b.png", picture);
    send(null, "/a.png", TestFrames.good(2));
    send(null, "/text", "no picture".getBytes(UTF_8));
    scoring.send("cam", null, TIME, "reference", "file:///etc/passwd", "reference-sha256", sha(1));
    scoring.send("cam", null, TIME, "reference", address);
    scoring.send("cam", null, TIME, "reference", address, "reference-sha256", "abc");
    scoring.send("cam", null, TIME, "reference", "a.png", "reference-sha256", sha(1));
    scoring.send("cam", null, TIME, "reference", "a b", "reference-sha256", sha(1));
    scoring.send("cam", null, TIME, "reference", "jar:file:/a!/b", "reference-sha256", sha(1));
    scoring.send(
        "cam",
        null,
        TIME,
        "reference",
        address,
        "reference-sha256",
        sha(1),
        "reference-bytes",
        "many");

    List<TestRecord<byte[], byte[]>> letters = scoring.read("dead-letters");
    assertThat(letters)
        .extracting(letter -> header(letter, DeadLetters.REASON))
        .containsExactly(
            "reference-missing",
            "reference-changed",
            "not-an-image",
            "reference-refused",
            "bad-metadata",
            "bad-metadata",
            "bad-metadata",
            "bad-metadata",
            "bad-metadata",
            "bad-metadata");
    assertThat(letters)
        .allSatisfy(
            letter -> {
              assertThat(header(letter, DeadLetters.MESSAGE)).hasSizeGreaterThan(20);
              assertThat(letter.headers().lastHeader("reference")).isNotNull();
            });
    assertThat(scores()).isEmpty();
  }

  @Test
  void aFrameWhoseStoreIsAwayIsADeadLetterAndTheNextOneIsScored() throws Exception {
    scoring.close();
    pictures.close();
    start(Duration.ofMillis(300));
    byte[] picture = TestFrames.good(1);
    store.failAlways(true);
    send(null, "/a.png", picture);
    scoring.send("cam", picture, TIME);

    assertThat(onlyLetter()).isEqualTo("reference-unavailable");
    assertThat(scores()).hasSize(1);
  }

  private String sha(int seed) throws Exception {
    return Sha256.hex(TestFrames.good(seed));
  }

  private void send(byte[] value, String path, byte[] picture) {
    scoring.send(
        "cam",
        value,
        TIME,
        "reference",
        store.address() + path,
        "reference-bytes",
        "" + picture.length,
        "reference-sha256",
        Sha256.hex(picture));
  }

  private static byte[] frame(byte[] data) {
    return AvroCodec.FRAME.encode(
        Frame.newBuilder()
            .setFormat(FrameFormat.GRAY8)
            .setWidth(TestFrames.SIZE)
            .setHeight(TestFrames.SIZE)
            .setData(ByteBuffer.wrap(data))
            .build());
  }

  private String onlyLetter() {
    List<TestRecord<byte[], byte[]>> letters = scoring.read("dead-letters");
    assertThat(letters).hasSize(1);
    return header(letters.get(0), DeadLetters.REASON);
  }

  private List<Score> scores() throws Exception {
    List<Score> scores = new java.util.ArrayList<>();
    for (TestRecord<byte[], byte[]> record : scoring.read("scores")) {
      scores.add(AvroCodec.SCORE.decode(record.value()));
    }
    return scores;
  }
}
