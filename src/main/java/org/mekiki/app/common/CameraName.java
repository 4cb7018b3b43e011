package org.mekiki.app.common;

import org.mekiki.stream.codec.FrameReader;
import org.mekiki.text.Text;

/** The camera of a record, for a line of a list. */
public final class CameraName {
  private CameraName() {}

  /** Valid ids are whole, to be copied. A frame that was refused for its key may have any. */
  public static String shown(String camera) {
    return Text.start(camera, FrameReader.LONGEST_CAMERA);
  }
}
