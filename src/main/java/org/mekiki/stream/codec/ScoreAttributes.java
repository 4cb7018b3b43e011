package org.mekiki.stream.codec;

import java.util.HashMap;
import java.util.Map;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;

/** Attributes that scoring adds to those of a frame. */
public final class ScoreAttributes {
  /** Name of the view's region that is worst. */
  public static final String REGION = "mekiki.region";

  /** Why the frame could not be aligned: its score says nothing then. */
  public static final String NOT_ALIGNED = "mekiki.not-aligned";

  /** Why the picture as a whole is unlike the good ones: it is anomalous then. */
  public static final String UNLIKE = "mekiki.unlike";

  private ScoreAttributes() {}

  /** The frame's own, and what scoring has to say beyond the fields. */
  public static Map<String, String> of(Frame frame, Inspection found) {
    if (found.viewRegion().isEmpty() && found.measured()) {
      return frame.attributes();
    }
    Map<String, String> all = new HashMap<>(frame.attributes());
    found.viewRegion().ifPresent(name -> all.put(REGION, name));
    found.notAligned().ifPresent(why -> all.put(NOT_ALIGNED, why));
    found.unlike().ifPresent(why -> all.put(UNLIKE, why));
    return all;
  }
}
