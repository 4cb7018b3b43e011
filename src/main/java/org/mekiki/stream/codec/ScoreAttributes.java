package org.mekiki.stream.codec;

/** Attributes that scoring adds to those of a frame. */
public final class ScoreAttributes {
  /** Name of the view's region that is worst. */
  public static final String REGION = "mekiki.region";

  /** Why the frame could not be aligned: its score says nothing then. */
  public static final String NOT_ALIGNED = "mekiki.not-aligned";

  /** Why the picture as a whole is unlike the good ones: it is anomalous then. */
  public static final String UNLIKE = "mekiki.unlike";

  private ScoreAttributes() {}
}
