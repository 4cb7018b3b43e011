package org.mekiki.inspect;

/**
 * Time spent on one frame, in nanoseconds.
 *
 * @param decode decoding the picture and making the tensor
 * @param align finding out how the part lies; 0 where nothing is aligned
 * @param mahalanobis embedding and distances
 * @param map upsampling, blur and maximum, and what the picture is like as a whole
 * @param heatmap regions and compressing the map
 */
public record StageTimes(
    long decode, long align, long backbone, long mahalanobis, long map, long heatmap) {
  /** All stages together. */
  public long total() {
    return decode + align + backbone + mahalanobis + map + heatmap;
  }
}
