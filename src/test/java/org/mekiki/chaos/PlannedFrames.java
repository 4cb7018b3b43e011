package org.mekiki.chaos;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.mekiki.chaos.FramePlan.Kind;
import org.mekiki.stream.client.FramePublisher;
import org.mekiki.stream.codec.FrameHeaders;

/** The frames of a plan, byte for byte. */
final class PlannedFrames {
  private static final int PICTURES = 64;
  private static final byte[] NO_PICTURE = {1, 2, 3};
  private static final byte[] UNKNOWN_AVRO = {(byte) 0xC3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9};

  private final FramePlan plan;
  private final byte[][] good = new byte[PICTURES][];
  private final byte[][] defective = new byte[PICTURES][];

  PlannedFrames(FramePlan plan) {
    this.plan = plan;
    for (int i = 0; i < PICTURES; i++) {
      good[i] = Pictures.good(i);
      defective[i] = Pictures.defective(i);
    }
  }

  /** Sends the n-th. */
  void send(FramePublisher publisher, long n, FramePublisher.Acknowledgement acknowledged) {
    publisher.send(plan.camera(n), value(n), Instant.now(), headers(plan.kind(n), n), acknowledged);
  }

  byte[] value(long n) {
    int picture = (int) (n * 7 % PICTURES);
    return switch (plan.kind(n)) {
      case GOOD, NO_SUCH_TIME, NO_SUCH_MODEL -> good[picture];
      case DEFECTIVE -> defective[picture];
      case NOT_A_PICTURE -> NO_PICTURE;
      case CUT_OFF -> Arrays.copyOf(good[picture], good[picture].length / 2);
      case NO_VALUE -> null;
      case NO_SUCH_SCHEMA -> UNKNOWN_AVRO;
    };
  }

  private static Map<String, String> headers(Kind kind, long n) {
    String model = kind == Kind.NO_SUCH_MODEL ? "nobody" : FramePlan.MODEL;
    return kind == Kind.NO_SUCH_TIME
        ? Map.of(
            FrameHeaders.MODEL,
            model,
            FrameHeaders.FRAME_ID,
            FramePlan.id(n),
            FrameHeaders.CAPTURED_AT,
            "yesterday")
        : Map.of(FrameHeaders.MODEL, model, FrameHeaders.FRAME_ID, FramePlan.id(n));
  }
}
