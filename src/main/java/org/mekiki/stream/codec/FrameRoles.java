package org.mekiki.stream.codec;

import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.avro.FrameRole;

/** The values of the header {@link FrameHeaders#ROLE}. */
public final class FrameRoles {
  /** Learned: the default. */
  public static final String TRAIN = "train";

  /** Good, but held out: for the scale and the threshold. */
  public static final String VALIDATION = "validation";

  /** Defective, held out: for the threshold only. */
  public static final String DEFECT = "defect";

  private FrameRoles() {}

  public static FrameRole parse(String header) {
    if (header == null) {
      return FrameRole.TRAIN;
    }
    return switch (header) {
      case TRAIN -> FrameRole.TRAIN;
      case VALIDATION -> FrameRole.VALIDATION;
      case DEFECT -> FrameRole.DEFECT;
      default ->
          throw new UnscorableException(
              Rejection.BAD_METADATA,
              "header role is '" + header + "'; valid: train, validation and defect");
    };
  }
}
