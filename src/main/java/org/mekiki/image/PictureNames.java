package org.mekiki.image;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the end of a file's name says about it; upper and lower case are the same. */
public final class PictureNames {
  private static final List<String> READ =
      List.of("jpg", "jpeg", "jfif", "jpe", "png", "bmp", "webp", "tif", "tiff");

  private static final List<String> SIXTEEN_BITS = List.of("png", "tif", "tiff");

  private static final Map<String, String> NOT_READ =
      Map.ofEntries(
          Map.entry("heic", "HEIC"),
          Map.entry("heif", "HEIC"),
          Map.entry("hif", "HEIC"),
          Map.entry("avif", "AVIF"),
          Map.entry("gif", "GIF"),
          Map.entry("jp2", "JPEG 2000"),
          Map.entry("j2k", "JPEG 2000"),
          Map.entry("jpx", "JPEG 2000"),
          Map.entry("jxl", "JPEG XL"),
          Map.entry("pgm", "PGM"),
          Map.entry("ppm", "PPM"),
          Map.entry("pnm", "PNM"),
          Map.entry("tga", "TGA"),
          Map.entry("psd", "PSD"),
          Map.entry("svg", "SVG"),
          Map.entry("raw", "raw sensor data"),
          Map.entry("dng", "DNG"),
          Map.entry("cr2", "Canon raw"),
          Map.entry("cr3", "Canon raw"),
          Map.entry("nef", "Nikon raw"),
          Map.entry("arw", "Sony raw"));

  /** Why a file is left out that is not {@link #isRepresented}, to follow its name. */
  public static final String NOT_REPRESENTED =
      "its name can't be represented in this system's character set, "
          + System.getProperty("sun.jnu.encoding")
          + "; set the environment variable LC_ALL to C.UTF-8, or rename it";

  private PictureNames() {}

  /** Whether the name is the same when it is written down and read again. */
  public static boolean isRepresented(Path path) {
    try {
      return path.getFileSystem().getPath(path.toString()).equals(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Whether a file is read as a picture, by its name. */
  public static boolean isRead(Path file) {
    return READ.contains(extension(file));
  }

  /** Whether a file is a picture by its name, even one that is not read. */
  public static boolean isPicture(Path file) {
    return isRead(file) || unreadFormat(file).isPresent();
  }

  /** Whether a file's samples may have 16 bits, by its name. */
  public static boolean mayHaveSixteenBits(Path file) {
    return SIXTEEN_BITS.contains(extension(file));
  }

  /** The format of a picture that is not read, for people: {@code HEIC}; empty for other files. */
  public static Optional<String> unreadFormat(Path file) {
    return Optional.ofNullable(NOT_READ.get(extension(file)));
  }

  /** The name without its extension. */
  public static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }

  /** The ends of names that are read, for messages: {@code .jpg, .jpeg, …}. */
  public static String valid() {
    return "." + String.join(", .", READ);
  }

  private static String extension(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
