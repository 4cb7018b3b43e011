package org.mekiki.padim.gaussian;

import org.mekiki.text.Text;

/**
 * Embeddings of altered copies of good images, see {@link Variations}. They count less than images
 * or as much, and an image is left out with all its copies.
 *
 * @param embeddings {@code [image][copy][patch][d]}, images in the order of those they are copies
 *     of
 * @param each number of copies of each image, 0 or more
 * @param weight what a copy counts, an image being 1; above 0
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record ImageCopies(float[] embeddings, int each, double weight) {
  /** No image has copies. */
  public static final ImageCopies NONE = new ImageCopies(new float[0], 0, 1);

  public ImageCopies {
    if (each < 0 || !(weight > 0 && weight <= 1)) {
      throw new IllegalArgumentException(
          Text.of(
              "%d copies of each image with weight %s: it must be 0 or more, with a weight above 0"
                  + " and at most 1",
              each, weight));
    }
  }
}
