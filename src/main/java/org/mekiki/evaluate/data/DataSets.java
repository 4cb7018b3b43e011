package org.mekiki.evaluate.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mekiki.image.PictureNames;
import org.mekiki.text.Text;

/** Finds out how a data set is laid out, and reads it. */
public final class DataSets {
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
    List<DataModule> modules = modules(seed);
    for (DataModule module : modules) {
      if (module.recognises(folder)) {
        return withUnreadPictures(module.read(folder));
      }
    }
    List<String> inside =
        folders(folder).stream()
            .filter(child -> modules.stream().anyMatch(module -> module.recognises(child)))
            .map(child -> child.getFileName().toString())
            .toList();
    if (!inside.isEmpty()) {
      throw new DataSetException(
          Text.of(
              "folder %s is not a data set but holds %d: %s; evaluate one of them, e.g. %s",
              folder, inside.size(), shortened(inside), folder.resolve(inside.get(0))));
    }
    throw new DataSetException(
        Text.of(
            "folder %s is not a data set: it has neither %s",
            folder,
            modules.stream().map(DataModule::describe).collect(Collectors.joining(", nor "))));
  }

  /** Whether {@link #read} would read the folder, as far as its sub-folders and files tell. */
  public static boolean recognises(Path folder) {
    return modules(0).stream().anyMatch(module -> module.recognises(folder));
  }

  private static List<DataModule> modules(long seed) {
    return List.of(new MvtecDataModule(), new VisaDataModule(), new FolderDataModule(seed));
  }

  /** Adds a note about pictures beside the others that are in a format that is not read. */
  private static DataSet withUnreadPictures(DataSet set) {
    TreeSet<Path> folders = new TreeSet<>();
    set.train().forEach(image -> folders.add(image.getParent()));
    set.test().forEach(item -> folders.add(item.image().getParent()));
    List<String> unread =
        folders.stream()
            .filter(Files::isDirectory)
            .flatMap(folder -> list(folder).stream())
            .filter(file -> PictureNames.unreadFormat(file).isPresent())
            .map(file -> set.root().relativize(file).toString())
            .toList();
    if (unread.isEmpty()) {
      return set;
    }
    List<String> notes = new ArrayList<>(set.notes());
    notes.add(
        Text.of(
            "These pictures were left out because their formats can't be read; save them as JPEG"
                + " or PNG: %s.",
            shortened(unread)));
    return new DataSet(set.name(), set.root(), set.layout(), set.train(), set.test(), notes);
  }

  /** Image files of a folder, by name; not those in its subfolders. */
  static List<Path> images(Path folder) {
    return list(folder).stream()
        .filter(Files::isRegularFile)
        .filter(file -> !file.getFileName().toString().startsWith("."))
        .filter(PictureNames::isRead)
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
          Text.of(
              "folder %s, which holds %s, has no image that can be read; names of images end in"
                  + " %s",
              folder, purpose, PictureNames.valid()));
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
      List<Path> all = children.sorted().toList();
      for (Path child : all) {
        if (!PictureNames.isRepresented(child)) {
          throw new DataSetException(child + ": " + PictureNames.NOT_REPRESENTED);
        }
      }
      return all;
    } catch (IOException e) {
      throw new DataSetException("folder " + folder + " can't be listed: " + e.getMessage(), e);
    }
  }
}
