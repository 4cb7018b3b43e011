package org.mekiki.camera.simulated;

/**
 * How a simulated part lies in its frame: the truth that an alignment is measured by.
 *
 * @param x column of the plate's middle
 * @param y row of the plate's middle
 * @param radians by which the plate is turned, clockwise; 0 if its long side lies along the rows
 */
public record PartPose(double x, double y, double radians) {}
