package org.mekiki.stream.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Mutations;
import org.mekiki.Outcomes;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.avro.Frame;
import org.mekiki.stream.avro.FrameFormat;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.stream.scoring.ScoringFixture;

/** Damaged frames: each is scored or becomes one dead letter, and none ends the thread. */
class FrameFuzzTest {
  private static final int FRAMES = 12_000;
  private static final int SCORED = 1_500;
  private static final long MAX_BYTES_EACH = 4L << 20;
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final int AVRO_HEADER = 10;
  private final FrameReader reader = new FrameReader();

  @Test
  void aDamagedAvroFrameIsReadOrRefusedWithAReason() throws IOException {
    Mutations mutations = new Mutations(31);
    List<byte[]> seeds = seeds();
    Outcomes outcomes = new Outcomes("avro-frames", MAX_BYTES_EACH);
    for (int i = 0; i < FRAMES; i++) {
      byte[] damaged = mutations.damage(seeds.get(i % seeds.size()));
      // Every second one keeps its fingerprint, so that the damage reaches the fields.
      byte[] frame = i % 2 == 0 ? withHeader(damaged, seeds.get(0)) : damaged;
      outcomes.attempt(i, () -> read(frame));
    }
    outcomes.end(FRAMES, 3);
    assertThat(outcomes.count("read")).isGreaterThan(FRAMES / 20);
  }

  private String read(byte[] value) {
    try {
      reader.read(
          new InputRecord("frames", 0, 0, 0, "cam".getBytes(UTF_8), value, new RecordHeaders()));
      return "read";
    } catch (UnscorableException e) {
      assertThat(e.getMessage()).isNotBlank();
      return e.rejection().label();
    }
  }

  private static List<byte[]> seeds() {
    byte[] png = TestFrames.good(1);
    return List.of(
        frame(FrameFormat.ENCODED, png, Map.of("part", "a-7", "lot", "12")),
        frame(FrameFormat.GRAY8, TestFrames.pixels(2), Map.of()),
        frame(FrameFormat.BAYER_RG8, TestFrames.pixels(3), Map.of()));
  }

  private static byte[] frame(FrameFormat format, byte[] data, Map<String, String> attributes) {
    return AvroCodec.FRAME.encode(
        Frame.newBuilder()
            .setCamera("cam")
            .setFrameId("f-1")
            .setSequence(17L)
            .setCapturedAt(NOW)
            .setFormat(format)
            .setWidth(TestFrames.SIZE)
            .setHeight(TestFrames.SIZE)
            .setData(ByteBuffer.wrap(data))
            .setAttributes(attributes)
            .build());
  }

  private static byte[] withHeader(byte[] damaged, byte[] original) {
    byte[] frame = damaged.clone();
    System.arraycopy(original, 0, frame, 0, Math.min(AVRO_HEADER, frame.length));
    return frame;
  }

  @Test
  void everyDamagedFrameIsScoredOrBecomesOneDeadLetter(@TempDir Path state) throws Exception {
    Mutations mutations = new Mutations(32);
    Outcomes outcomes = new Outcomes("frames-through-the-topology", 64L << 20);
    try (ScoringFixture scoring = ScoringFixture.of(ScoringFixture.train(state), NOW).open(state)) {
      List<byte[]> seeds = new java.util.ArrayList<>(seeds());
      seeds.add(TestFrames.good(3));
      for (int i = 0; i < SCORED; i++) {
        byte[] damaged = mutations.damage(seeds.get(i % seeds.size()));
        byte[] frame = i % 3 == 2 ? damaged : withHeader(damaged, seeds.get(0));
        outcomes.attempt(
            i,
            () -> {
              scoring.send("cam", frame, NOW);
              int scores = scoring.read("scores").size();
              var letters = scoring.read("dead-letters");
              assertThat(scores + letters.size()).isEqualTo(1);
              return scores == 1
                  ? "scored"
                  : ScoringFixture.header(letters.get(0), DeadLetters.REASON);
            });
      }
    }
    outcomes.end(SCORED, 4);
    assertThat(outcomes.count(Rejection.INTERNAL_ERROR.label())).as("unforeseen").isZero();
  }

  @Test
  void lengthsThatAreNotThereTakeNoMemory() throws IOException {
    Outcomes outcomes = new Outcomes("avro-bombs", 2L << 20);
    outcomes.attempt(0, () -> read(declaring(60L << 20)));
    outcomes.attempt(1, () -> read(declaring(Integer.MAX_VALUE)));
    outcomes.attempt(2, () -> read(declaring(Long.MAX_VALUE)));
    outcomes.attempt(3, () -> read(attributes(1 << 28, false)));
    outcomes.attempt(4, () -> read(attributes(1 << 28, true)));
    outcomes.attempt(5, () -> read(attributes(Long.MAX_VALUE, true)));
    outcomes.end(6, 1);
    assertThat(outcomes.count("unreadable-frame")).isEqualTo(6);
  }

  /** A camera whose name is said to have so many bytes, of which none comes. */
  private static byte[] declaring(long bytes) throws IOException {
    return body(encoder -> encoder.writeLong(bytes));
  }

  /** So many attributes, of which none comes; also with their size in bytes, as blocks may be. */
  private static byte[] attributes(long count, boolean sized) throws IOException {
    return body(
        encoder -> {
          encoder.writeString("cam");
          for (int nulls = 0; nulls < 4; nulls++) {
            encoder.writeIndex(0);
          }
          encoder.writeEnum(0);
          encoder.writeInt(0);
          encoder.writeInt(0);
          encoder.writeInt(0);
          encoder.writeBytes(new byte[] {1});
          encoder.writeLong(sized ? -count : count);
          if (sized) {
            encoder.writeLong(1);
          }
          encoder.writeString("a");
          encoder.writeString("b");
        });
  }

  @FunctionalInterface
  private interface Body {
    void write(BinaryEncoder encoder) throws IOException;
  }

  private static byte[] body(Body body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(seeds().get(0), 0, AVRO_HEADER);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    encoder.writeIndex(1);
    body.write(encoder);
    return out.toByteArray();
  }
}
