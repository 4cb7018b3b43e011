package org.mekiki.view.align;

/**
 * What is known of a part before frames are aligned: sizes of everything, and how the first part
 * lies.
 *
 * @param weights of red, green and blue
 * @param polarity as in {@link PartAlignment}
 * @param columns of the learned picture
 * @param rows of the learned picture
 * @param alignedToPicture of the first part
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
    int rows,
    double length,
    double breadth,
    double area,
    Affine alignedToPicture) {}
