package org.mekiki.web.line;

import org.mekiki.image.EncodedHeatmap;
import org.mekiki.inspect.Frame;

/**
 * A scored frame with its picture and map, by reference: nothing is copied or encoded.
 *
 * @param reference for an anomaly, the camera's last good frame before it; else, or where there was
 *     none, null
 */
public record Shot(Sighting facts, Frame.Content picture, EncodedHeatmap heatmap, Shot reference)
    implements PictureStore.Kept {
  Shot(Sighting facts, Frame.Content picture, EncodedHeatmap heatmap) {
    this(facts, picture, heatmap, null);
  }

  Shot with(Shot good) {
    return new Shot(facts, picture, heatmap, good);
  }

  /** Anomalies that follow each other share a reference, which is counted with each of them. */
  @Override
  public long bytes() {
    return bytes(picture) + heatmap.png().length + (reference == null ? 0 : reference.bytes());
  }

  static long bytes(Frame.Content picture) {
    return picture instanceof Frame.Raw raw
        ? raw.bytes().length
        : ((Frame.Encoded) picture).bytes().length;
  }
}
