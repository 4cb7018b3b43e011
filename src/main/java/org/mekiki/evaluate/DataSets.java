package org.mekiki.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out how a data set is laid out, and reads it. */
public final class DataSets {
  private static final List<String> SUFFIXES =
      List.of(".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff");

  /** Most names that a message lists. */
  private static final int NAMES_IN_MESSAGE = 20;

  private DataSets() {}

  /**
   * Reads the data set in a folder: MVTec AD's layout, VisA's CSV split, or plain {@code good} and
   * {@code bad} folders, whichever it is.
   *
   * @param seed splits the good images of plain folders into training and test
   * @throws DataSetException if it is none of them or something is missing, as a sentence
   */
  public static DataSet read(Path folder, long seed) {
    if (!Files.isDirectory(folder)) {
      throw new DataSetException(
          Files.exists(folder)
              ? "data set " + folder + " is a file, not a folder"
              : "there is no folder " + folder);
    }
    List<DataModule> modules =
        List.of(new MvtecDataModule(), new VisaDataModule(), new FolderDataModule(seed));
    for (DataModule module : modules) {
      if (module.recognises(folder)) {
        return module.read(folder);
      }
    }
    List<String> inside =
        folders(folder).stream()
            .filter(child -> modules.stream().anyMatch(module -> module.recognises(child)))
            .map(child -> child.getFileName().toString())
            .toList();
    if (!inside.isEmpty()) {
      throw new DataSetException(
          String.format(
              "folder %s is not a data set but holds %d: %s; evaluate one of them, e.g. %s",
              folder, inside.size(), shortened(inside), folder.resolve(inside.get(0))));
    }
    throw new DataSetException(
        String.format(
            "folder %s is not a data set: it has none of %s",
            folder,
            modules.stream().map(DataModule::describe).collect(Collectors.joining(", nor "))));
  }

  /** Image files of a folder, by name; not those in its subfolders. */
  static List<Path> images(Path folder) {
    return list(folder).stream()
        .filter(Files::isRegularFile)
        .filter(
            file -> {
              String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
              return !name.startsWith(".") && SUFFIXES.stream().anyMatch(name::endsWith);
            })
        .toList();
  }

  /** Subfolders by name, hidden ones left out. */
  static List<Path> folders(Path folder) {
    return list(folder).stream()
        .filter(Files::isDirectory)
        .filter(child -> !child.getFileName().toString().startsWith("."))
        .toList();
  }

  /** The images of a folder that must have some. */
  static List<Path> someImages(Path folder, String purpose) {
    if (!Files.isDirectory(folder)) {
      throw new DataSetException("there is no folder " + folder + ", which holds " + purpose);
    }
    List<Path> images = images(folder);
    if (images.isEmpty()) {
      throw new DataSetException(
          "folder "
              + folder
              + ", which holds "
              + purpose
              + ", has no image (legal are "
              + String.join(", ", SUFFIXES)
              + ")");
    }
    return images;
  }

  static String nameOf(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? "/" : name.toString();
  }

  static String shortened(List<String> names) {
    String all = names.stream().limit(NAMES_IN_MESSAGE).collect(Collectors.joining(", "));
    return names.size() <= NAMES_IN_MESSAGE ? all : all + ", …";
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList();
    } catch (IOException e) {
      throw new DataSetException("folder " + folder + " can't be listed: " + e.getMessage(), e);
    }
  }
}
