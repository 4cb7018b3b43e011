package org.mekiki.inspect;

/**
 * A connected part of the map at or above the threshold, as a box in the picture's own pixels.
 *
 * @param x left edge, 0 or more
 * @param y top edge, 0 or more
 * @param width 1 or more
 * @param height 1 or more
 * @param peak largest distance inside
 * @param area share of the picture at or above the threshold, 0…1
 */
public record Region(int x, int y, int width, int height, double peak, double area) {}
