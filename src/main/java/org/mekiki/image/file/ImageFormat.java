package org.mekiki.image.file;

/** The encoded formats that are read. */
public enum ImageFormat {
  JPEG("JPEG"),
  PNG("PNG"),
  BMP("BMP"),
  WEBP("WebP"),
  TIFF("TIFF");

  private final String label;

  ImageFormat(String label) {
    this.label = label;
  }

  /** As people write it: "WebP". */
  public String label() {
    return label;
  }
}
