package org.mekiki.web.line;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.RejectedFrame;
import org.mekiki.text.Text;

/**
 * The last frames that could not be scored, and why. Frames of a camera that were refused with the
 * same sentence are one entry, with the newest of them and their number: a camera without a model
 * must not push the others out. Bounded. Not thread-safe; its view guards it.
 */
public final class RefusedLog {
  public static final int MOST = 200;
  private static final int LONGEST_MESSAGE = 2000;

  /** In order of the last frame. */
  private final Map<Cause, Refused> refused = new LinkedHashMap<>();

  private record Cause(String camera, String reason, String message) {}

  /**
   * Frames that were refused for one reason.
   *
   * @param address of the last one's picture
   * @param model that it wanted; null where that is not known
   */
  public record Refused(
      long sequence,
      String address,
      String camera,
      String frameId,
      String model,
      String reason,
      String message,
      long frames,
      long firstAtMillis,
      long atMillis) {}

  /** The picture of a frame that was not scored. */
  public record Unscored(long sequence, Frame.Content picture) implements PictureStore.Kept {
    @Override
    public long bytes() {
      return Shot.bytes(picture);
    }
  }

  /**
   * Takes one in.
   *
   * @return addresses whose pictures are of no entry any more
   */
  List<String> add(RejectedFrame frame, long sequence, long now) {
    String message = Text.start(frame.message(), LONGEST_MESSAGE);
    Cause cause = new Cause(frame.camera(), frame.rejection().label(), message);
    Refused known = refused.remove(cause);
    String address = FrameAddress.of(frame.camera(), frame.frameId());
    refused.put(
        cause,
        new Refused(
            sequence,
            address,
            frame.camera(),
            frame.frameId(),
            frame.model().orElse(null),
            cause.reason(),
            message,
            known == null ? 1 : known.frames() + 1,
            known == null ? now : known.firstAtMillis(),
            now));
    List<String> gone = new ArrayList<>();
    if (known != null && !known.address().equals(address)) {
      gone.add(known.address());
    }
    if (refused.size() > MOST) {
      gone.add(refused.remove(refused.keySet().iterator().next()).address());
    }
    return gone;
  }

  /** Newest first. */
  List<Refused> newest() {
    List<Refused> newest = new ArrayList<>(refused.values());
    Collections.reverse(newest);
    return newest;
  }
}
