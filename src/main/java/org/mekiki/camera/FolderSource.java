package org.mekiki.camera;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.mekiki.image.ImageException;
import org.mekiki.image.ImageHeader;

/**
 * The pictures of a folder and its sub-folders, in natural order of their paths, as they are when
 * the source is made.
 *
 * <p>A file counts as a picture by its name's end (jpg, jpeg, png, bmp, webp, tif, tiff; any case).
 * Hidden files and folders are left out. A picture that can't be read or isn't one costs an {@link
 * IOException} of its own and no more: the next call goes on. The frame's time is the file's.
 */
public final class FolderSource implements FrameSource {
  private static final Set<String> EXTENSIONS =
      Set.of("jpg", "jpeg", "png", "bmp", "webp", "tif", "tiff");

  private final Path folder;
  private final Optional<String> camera;
  private final List<Path> files;
  private int next;

  private FolderSource(Path folder, Optional<String> camera) throws IOException {
    this.folder = folder;
    this.camera = camera;
    this.files = pictures(folder);
  }

  /**
   * All frames come from one camera.
   *
   * @throws IOException if the folder isn't one or can't be listed
   */
  public static FolderSource ofCamera(Path folder, String camera) throws IOException {
    return new FolderSource(folder, Optional.of(camera));
  }

  /**
   * The camera is the sub-folder right under the folder; for files that lie in the folder itself,
   * the folder's own name.
   *
   * @throws IOException if the folder isn't one or can't be listed
   */
  public static FolderSource byFolderName(Path folder) throws IOException {
    return new FolderSource(folder, Optional.empty());
  }

  /** How many pictures there are. */
  public int size() {
    return files.size();
  }

  /** The pictures' files, in order. */
  public List<Path> files() {
    return files;
  }

  @Override
  public Optional<CapturedFrame> next() throws IOException {
    if (next >= files.size()) {
      return Optional.empty();
    }
    int sequence = next++;
    Path file = files.get(sequence);
    byte[] encoded = Files.readAllBytes(file);
    try {
      ImageHeader.read(encoded);
    } catch (ImageException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    Path relative = folder.relativize(file);
    return Optional.of(
        new CapturedFrame(
            camera.orElseGet(() -> cameraOf(folder, relative)),
            Optional.of(slashed(relative)),
            Files.getLastModifiedTime(file).toInstant(),
            sequence,
            encoded,
            Optional.empty()));
  }

  @Override
  public void close() {
    next = files.size();
  }

  static String cameraOf(Path folder, Path relative) {
    Path name =
        relative.getNameCount() > 1
            ? relative.getName(0)
            : folder.toAbsolutePath().normalize().getFileName();
    return name == null ? "folder" : name.toString();
  }

  static List<Path> pictures(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .filter(file -> isPicture(file) && !isHidden(folder.relativize(file)))
          .sorted(
              Comparator.comparing(file -> slashed(folder.relativize(file)), NaturalOrder.INSTANCE))
          .toList();
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean isPicture(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot >= 0 && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  private static boolean isHidden(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  static String slashed(Path path) {
    return path.toString().replace(path.getFileSystem().getSeparator(), "/");
  }
}
