package org.mekiki.view.align;

/**
 * What is known of a part before frames are aligned: sizes of everything.
 *
 * @param weights of red, green and blue
 * @param polarity as in {@link PartAlignment}
 * @param columns of the learned picture
 * @param rows of the learned picture
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record PartBeginning(
    double[] weights,
    int polarity,
    int frameWidth,
    int frameHeight,
    int width,
    int height,
    int columns,
    int rows) {}
