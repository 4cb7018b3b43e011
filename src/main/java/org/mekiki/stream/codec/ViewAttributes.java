package org.mekiki.stream.codec;

/** Attributes of scores and anomalies whose model has a view. */
public final class ViewAttributes {
  /** Name of the view's region that is worst. */
  public static final String REGION = "mekiki.region";

  /** Why the frame could not be aligned: its score says nothing then. */
  public static final String NOT_ALIGNED = "mekiki.not-aligned";

  private ViewAttributes() {}
}
