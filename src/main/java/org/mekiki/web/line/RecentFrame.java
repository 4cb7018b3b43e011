package org.mekiki.web.line;

import org.mekiki.inspect.Frame;

/**
 * One of a camera's last frames that was kept to set a view up on, whether it was scored or not.
 *
 * @param model that scored it, or that it wanted; null where that is not known
 * @param picture its pixels as they came
 */
public record RecentFrame(
    long sequence,
    String frameId,
    String model,
    Verdict verdict,
    long atMillis,
    Frame.Content picture)
    implements PictureStore.Kept {

  /** What a frame was found to be. */
  public enum Verdict {
    GOOD,
    ANOMALOUS,
    REFUSED
  }

  @Override
  public long bytes() {
    return Shot.bytes(picture);
  }
}
