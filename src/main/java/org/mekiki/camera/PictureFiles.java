package org.mekiki.camera;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.mekiki.image.PictureNames;

/**
 * The pictures of a folder and its sub-folders, links followed, and what else lies there.
 *
 * <p>Hidden files and folders, whose names begin with a dot, are in neither list.
 *
 * @param pictures files that are pictures by their names, in natural order of their paths
 */
record PictureFiles(List<Path> pictures, List<LeftOut> leftOut) {
  /** Most files that a sentence names for one reason. */
  private static final int NAMED = 3;

  /**
   * A file or folder that is not read.
   *
   * @param path relative to the folder
   * @param reason why, to follow its name: {@code is HEIC, …}
   */
  record LeftOut(Path path, String reason) {}

  PictureFiles {
    pictures = List.copyOf(pictures);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Lists a folder.
   *
   * @throws IOException if it isn't a folder or can't be listed; what can't be listed below it is
   *     left out
   */
  static PictureFiles in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    Visitor visitor = new Visitor(folder);
    Files.walkFileTree(
        folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
    visitor.pictures.sort(
        Comparator.comparing(
            file -> FolderSource.slashed(folder.relativize(file)), NaturalOrder.INSTANCE));
    visitor.leftOut.sort(Comparator.comparing(LeftOut::path));
    return new PictureFiles(visitor.pictures, visitor.leftOut);
  }

  /** A sentence for each reason, with the first files that it is true of. */
  List<String> sentences() {
    Map<String, List<LeftOut>> byReason =
        leftOut.stream()
            .collect(Collectors.groupingBy(LeftOut::reason, TreeMap::new, Collectors.toList()));
    List<String> sentences = new ArrayList<>();
    byReason.forEach(
        (reason, files) -> {
          String names =
              files.stream()
                  .limit(NAMED)
                  .map(file -> FolderSource.slashed(file.path()))
                  .collect(Collectors.joining(", "));
          int more = files.size() - NAMED;
          sentences.add(
              "left out: " + names + (more > 0 ? " and " + more + " more" : "") + ": " + reason);
        });
    return sentences;
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final List<Path> pictures = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();

    Visitor(Path folder) {
      this.folder = folder;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
      return isHidden(path) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (isHidden(file)) {
        return FileVisitResult.CONTINUE;
      }
      if (attributes.isSymbolicLink()) {
        leaveOut(file, "a link to a file that is not there");
      } else if (!attributes.isRegularFile()) {
        leaveOut(file, "neither a file nor a folder");
      } else if (!PictureNames.isRepresented(file)) {
        leaveOut(file, PictureNames.NOT_REPRESENTED);
      } else if (PictureNames.isRead(file)) {
        pictures.add(file);
      } else {
        leaveOut(
            file,
            PictureNames.unreadFormat(file)
                .map(format -> format + " can't be read; save it as JPEG or PNG")
                .orElse("not a picture by its name; pictures end in " + PictureNames.valid()));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
      if (path.equals(folder)) {
        throw e;
      }
      if (!isHidden(path)) {
        leaveOut(
            path,
            e instanceof FileSystemLoopException
                ? "a link to a folder that it lies in"
                : "it can't be read: " + e);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path path, IOException e) throws IOException {
      if (e != null) {
        return visitFileFailed(path, e);
      }
      return FileVisitResult.CONTINUE;
    }

    private void leaveOut(Path path, String reason) {
      leftOut.add(new LeftOut(folder.relativize(path), reason));
    }

    private boolean isHidden(Path path) {
      return !path.equals(folder) && String.valueOf(path.getFileName()).startsWith(".");
    }
  }
}
