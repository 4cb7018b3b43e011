package org.mekiki.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Rejection;
import org.mekiki.web.http.Refusal;
import org.mekiki.web.http.RefusedException;

/**
 * Tries out and stores what the next teaching is to see of a camera's frames: the port to who knows
 * views and networks. A view is JSON after schemas/view.schema.json. Implementations are
 * thread-safe and may take seconds.
 */
public interface ViewSetup {
  /**
   * Shows frames through a view, and measures on the first one what that costs.
   *
   * @param view JSON, UTF-8
   * @param frames the frame that it was drawn on, then others; at least one
   * @throws RefusedException if it can't be used for the first frame
   */
  Trial tryOut(byte[] view, List<Frame.Content> frames);

  /**
   * Shows the part of a frame as the view's alignment lays it, to draw areas on.
   *
   * @param view JSON, UTF-8; its areas don't count
   * @param frames to learn the alignment from, where the view holds none that was learned
   * @throws RefusedException if no frame can be aligned so
   */
  Aligned align(byte[] view, List<Frame.Content> frames);

  /**
   * Stores a view for the next teaching of a model; returns when it is durable.
   *
   * @param frames the frame that it was drawn on, then others; at least one
   * @throws RefusedException if it can't be used for this frame, or is not known to be stored
   */
  void save(String model, byte[] view, List<Frame.Content> frames);

  /**
   * Has the next teaching of a model see the whole frame again.
   *
   * @throws RefusedException if that is not known to be stored
   */
  void forget(String model);

  /**
   * What a view shows and costs, in the API's JSON.
   *
   * @param inputWidth columns of all that the network gets
   * @param patchWidth pixels of the frame that a patch covers, where it is seen coarsest
   * @param patchHeight pixels of the frame that a patch covers
   * @param smallestDefect length of the smallest defect that spans two patches, in pixels of the
   *     frame
   * @param modelBytes computed size of a model that sees this
   * @param cost measured on the first frame
   * @param frames in the order in which they were given
   */
  record Trial(
      int inputWidth,
      int inputHeight,
      int columns,
      int rows,
      double patchWidth,
      double patchHeight,
      double smallestDefect,
      long modelBytes,
      Cost cost,
      List<Seen> frames) {}

  /**
   * What one frame costs on one core of this machine, in milliseconds; the fastest of several runs.
   *
   * @param decode file to pixels
   * @param align to find out how the part lies; 0 where nothing is aligned
   * @param cut the regions out of the frame
   * @param network features and embedding
   * @param distances to what was learned, and the map
   */
  record Cost(double decode, double align, double cut, double network, double distances) {
    /** Milliseconds for one frame. */
    public double getTotal() {
      return decode + align + cut + network + distances;
    }

    /** Frames a second of one core. */
    public double getFramesPerSecond() {
      return 1000 / getTotal();
    }
  }

  /**
   * A frame through the view.
   *
   * @param jpeg what the network gets of it; null where it can't be shown
   * @param reason label of the {@link Rejection} that such a frame gets; null where it can be shown
   * @param failure why it can't be aligned or read, a sentence; null where it can
   */
  @SuppressWarnings("ArrayRecordComponent") // made into JSON
  record Seen(byte[] jpeg, String reason, String failure) {
    public static Seen shown(byte[] jpeg) {
      return new Seen(jpeg, null, null);
    }

    public static Seen failed(Rejection reason, String failure) {
      return new Seen(null, reason.label(), failure);
    }
  }

  /**
   * A frame's part, aligned, in the API's JSON.
   *
   * @param width of the aligned picture, in pixels of the frames that the alignment was learned
   *     from: areas are drawn in these
   * @param alignment what was learned, as a view's {@code align}: areas hold with this one only
   * @param frame which of the frames it is, from 0
   * @param toFrame from the aligned picture's pixels to this frame's: x = [0] x + [1] y + [2], y =
   *     [3] x + [4] y + [5]
   * @param jpeg the aligned picture, perhaps smaller; what doesn't count is dark
   */
  @SuppressWarnings("ArrayRecordComponent") // made into JSON
  record Aligned(
      int width, int height, JsonNode alignment, int frame, List<Double> toFrame, byte[] jpeg) {}

  /** Nothing can be tried or stored, for this reason. */
  static ViewSetup refused(String why) {
    return new ViewSetup() {
      @Override
      public Trial tryOut(byte[] view, List<Frame.Content> frames) {
        throw new RefusedException(Refusal.NO_NETWORK, why);
      }

      @Override
      public Aligned align(byte[] view, List<Frame.Content> frames) {
        throw new RefusedException(Refusal.NO_NETWORK, why);
      }

      @Override
      public void save(String model, byte[] view, List<Frame.Content> frames) {
        throw new RefusedException(Refusal.NO_NETWORK, why);
      }

      @Override
      public void forget(String model) {
        throw new RefusedException(Refusal.NO_NETWORK, why);
      }
    };
  }
}
