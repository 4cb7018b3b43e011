package org.mekiki.web;

import org.mekiki.image.EncodedHeatmap;
import org.mekiki.inspect.Frame;

/** A scored frame with its picture and map, by reference: nothing is copied or encoded. */
record Shot(Sighting facts, Frame.Content picture, EncodedHeatmap heatmap) {
  /** What it holds on to. */
  long bytes() {
    long pixels =
        picture instanceof Frame.Raw raw
            ? raw.bytes().length
            : ((Frame.Encoded) picture).bytes().length;
    return pixels + heatmap.png().length;
  }
}
