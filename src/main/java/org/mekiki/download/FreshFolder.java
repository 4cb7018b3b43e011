package org.mekiki.download;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.mekiki.text.FileFault;

/**
 * A new or empty folder that gets all of its files or none. They are written into a folder inside
 * it and moved up at the end. The folder itself is never replaced: it may be a mount point, a link
 * or somebody's working directory, and nothing is written beside it.
 */
public final class FreshFolder implements AutoCloseable {
  private final List<Path> made;
  private final Path real;
  private final Path parts;
  private final List<Path> moved = new ArrayList<>();
  private boolean kept;

  private FreshFolder(List<Path> made, Path real, Path parts) {
    this.made = made;
    this.real = real;
    this.parts = parts;
  }

  /**
   * Makes the folder if it is not there.
   *
   * @throws DownloadException if it is there and not empty
   */
  public static FreshFolder open(Path folder) throws IOException {
    requireFree(folder);
    List<Path> made = new ArrayList<>();
    try {
      if (!Files.exists(folder)) {
        for (Path each : missing(folder)) {
          Files.createDirectory(each);
          made.add(0, each);
        }
      } else if (!Files.isWritable(folder)) {
        // Said of the folder that was named, not of the one inside it.
        throw FileFault.unwritable(folder);
      }
      Path real = folder.toRealPath();
      return new FreshFolder(made, real, Files.createTempDirectory(real, ".unfinished-"));
    } catch (IOException e) {
      delete(made, e);
      throw e;
    }
  }

  /**
   * Returns if something can be written to a folder.
   *
   * @throws DownloadException if it is there and not empty
   */
  public static void requireFree(Path folder) throws IOException {
    if (Files.exists(folder) && !isEmptyFolder(folder)) {
      throw new DownloadException(
          folder + " already exists and is not empty; name a new or empty folder");
    }
  }

  private static boolean isEmptyFolder(Path folder) throws IOException {
    return Files.isDirectory(folder) && children(folder).isEmpty();
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.toList();
    }
  }

  /** The folder and those above it that are not there, the highest first. */
  private static List<Path> missing(Path folder) {
    List<Path> missing = new ArrayList<>();
    for (Path each = folder.toAbsolutePath().normalize();
        each != null && !Files.exists(each);
        each = each.getParent()) {
      missing.add(0, each);
    }
    return missing;
  }

  /** Where to write. */
  public Path parts() {
    return parts;
  }

  /** Moves everything to its place. */
  public void keep() throws IOException {
    for (Path each : children(parts)) {
      Path place = real.resolve(each.getFileName());
      Files.move(each, place);
      moved.add(place);
    }
    Files.delete(parts);
    kept = true;
  }

  /** Deletes what was written and the folders that were made, unless it is to be kept. */
  @Override
  public void close() throws IOException {
    if (!kept) {
      for (Path each : moved) {
        deleteAll(each);
      }
      deleteAll(parts);
      for (Path each : made) {
        Files.delete(each);
      }
    }
  }

  private static void delete(List<Path> folders, IOException failure) {
    try {
      for (Path each : folders) {
        Files.delete(each);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static void deleteAll(Path path) throws IOException {
    if (Files.exists(path)) {
      Files.walkFileTree(
          path,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure)
                throws IOException {
              if (failure != null) {
                throw failure;
              }
              Files.delete(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    }
  }
}
