package org.mekiki.padim.feature;

/** In which order a backbone takes the colours of a picture. */
public enum ChannelOrder {
  /** Red, green, blue: nearly all. */
  RGB,
  /** Blue, green, red: networks from Caffe, and some from OpenCV. */
  BGR
}
