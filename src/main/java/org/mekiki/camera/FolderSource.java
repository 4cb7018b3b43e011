package org.mekiki.camera;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import org.mekiki.image.PictureNames;
import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.ImageHeader;

/**
 * The pictures of a folder and its sub-folders, in natural order of their paths, as they are when
 * the source is made.
 *
 * <p>A file counts as a picture by the end of its name ({@link PictureNames}). Links are followed.
 * Hidden files and folders are left out; {@link #leftOut} tells of everything else. A picture that
 * can't be read or isn't one costs an {@link IOException} of its own and no more: the next call
 * goes on. The frame's time is the file's.
 */
public final class FolderSource implements FrameSource {
  private final Path folder;
  private final Optional<String> camera;
  private final List<Path> files;
  private final List<String> leftOut;
  private final LongPredicate wanted;
  private int next;

  private FolderSource(
      Path folder,
      Optional<String> camera,
      List<Path> files,
      List<String> leftOut,
      LongPredicate wanted) {
    this.folder = folder;
    this.camera = camera;
    this.files = files;
    this.leftOut = leftOut;
    this.wanted = wanted;
  }

  private static FolderSource of(Path folder, Optional<String> camera) throws IOException {
    PictureFiles found = PictureFiles.in(folder);
    return new FolderSource(folder, camera, found.pictures(), found.sentences(), place -> true);
  }

  /**
   * All frames come from one camera.
   *
   * @throws IOException if the folder isn't one or can't be listed
   */
  public static FolderSource ofCamera(Path folder, String camera) throws IOException {
    return of(folder, Optional.of(camera));
  }

  /**
   * The camera is the sub-folder right under the folder; for files that lie in the folder itself,
   * the folder's own name.
   *
   * @throws IOException if the folder isn't one or can't be listed
   */
  public static FolderSource byFolderName(Path folder) throws IOException {
    return of(folder, Optional.empty());
  }

  /** How many pictures there are. */
  public int size() {
    return files.size();
  }

  /** The pictures' files, in order. */
  public List<Path> files() {
    return files;
  }

  /**
   * The same folder from its first picture on, but only the pictures at some places, which they
   * keep.
   *
   * @param places the first one is 0
   */
  public FolderSource only(Set<Long> places) {
    return new FolderSource(folder, camera, files, leftOut, places::contains);
  }

  /** Which files of the folder are not among the pictures, and why: a sentence for each reason. */
  public List<String> leftOut() {
    return leftOut;
  }

  @Override
  public Optional<CapturedFrame> next() throws IOException {
    while (next < files.size() && !wanted.test(next)) {
      next++;
    }
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

  static String slashed(Path path) {
    return path.toString().replace(path.getFileSystem().getSeparator(), "/");
  }
}
