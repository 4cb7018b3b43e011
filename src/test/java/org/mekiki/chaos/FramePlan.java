package org.mekiki.chaos;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.mekiki.inspect.Rejection;

/** Which frame is the n-th, and what has to become of it: a function of seed and n alone. */
final class FramePlan {
  static final List<String> CAMERAS = List.of("left", "middle", "right", "top");

  /** The model of all cameras. */
  static final String MODEL = "part";

  /** Frames of one camera that are alike come in runs, so that alarms are raised and cleared. */
  private static final int RUN = 5;

  private static final double GOOD_SHARE = 0.7;
  private static final double DEFECTIVE_SHARE = 0.15;

  /** What is sent. */
  enum Kind {
    GOOD(null),
    DEFECTIVE(null),
    NOT_A_PICTURE(Rejection.NOT_AN_IMAGE),
    CUT_OFF(Rejection.TRUNCATED_IMAGE),
    NO_VALUE(Rejection.EMPTY_VALUE),
    NO_SUCH_SCHEMA(Rejection.UNKNOWN_SCHEMA),
    NO_SUCH_TIME(Rejection.BAD_METADATA),
    NO_SUCH_MODEL(Rejection.NO_MODEL);

    private final Rejection rejection;

    Kind(Rejection rejection) {
      this.rejection = rejection;
    }

    /** Why it can't be scored; empty if it can. */
    Optional<Rejection> rejection() {
      return Optional.ofNullable(rejection);
    }
  }

  private static final List<Kind> BAD =
      List.of(Kind.values()).subList(Kind.NOT_A_PICTURE.ordinal(), Kind.values().length);

  private final long seed;

  FramePlan(long seed) {
    this.seed = seed;
  }

  String camera(long n) {
    return CAMERAS.get((int) (n % CAMERAS.size()));
  }

  Kind kind(long n) {
    long run = n / CAMERAS.size() / RUN;
    SplittableRandom random =
        new SplittableRandom(seed * 1_000_003 + run * CAMERAS.size() + n % CAMERAS.size());
    double share = random.nextDouble();
    if (share < GOOD_SHARE) {
      return Kind.GOOD;
    }
    return share < GOOD_SHARE + DEFECTIVE_SHARE
        ? Kind.DEFECTIVE
        : BAD.get(random.nextInt(BAD.size()));
  }

  /** The id that the n-th frame is sent with. */
  static String id(long n) {
    return "n" + n;
  }

  /** The n of an id. */
  static long number(String id) {
    return Long.parseLong(id.substring(1));
  }
}
