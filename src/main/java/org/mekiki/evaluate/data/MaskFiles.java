package org.mekiki.evaluate.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mekiki.image.PictureNames;

/**
 * The masks of a data set: {@code ground_truth/<class>/}, for an image {@code 000.png} a file
 * {@code 000_mask} or {@code 000} of any format that is read, or a folder {@code 000} with several
 * masks, as MVTec LOCO has them. Upper and lower case are the same.
 */
final class MaskFiles {
  private static final List<String> ENDS = List.of("_mask", "-mask", "_gt", "");

  private final Path root;

  /** Class, then the name without extension in lower case, then the file or folder. */
  private final Map<String, Map<String, Path>> masks = new HashMap<>();

  private final List<Path> unmatched = new ArrayList<>();

  private MaskFiles(Path root) {
    this.root = root;
  }

  /**
   * Finds all masks of a data set.
   *
   * @param folder of the set; it need not have masks
   */
  static MaskFiles of(Path folder) {
    Path root = folder.resolve("ground_truth");
    MaskFiles files = new MaskFiles(root);
    if (Files.isDirectory(root)) {
      DataSets.images(root).forEach(files.unmatched::add);
      for (Path classFolder : DataSets.folders(root)) {
        Map<String, Path> own = new HashMap<>();
        List<Path> all = new ArrayList<>(DataSets.images(classFolder));
        DataSets.folders(classFolder).stream()
            .filter(child -> !DataSets.images(child).isEmpty())
            .forEach(all::add);
        for (Path mask : all) {
          String name =
              Files.isDirectory(mask) ? mask.getFileName().toString() : PictureNames.stem(mask);
          own.putIfAbsent(name.toLowerCase(Locale.ROOT), mask);
          files.unmatched.add(mask);
        }
        files.masks.put(classFolder.getFileName().toString(), own);
      }
    }
    return files;
  }

  /** The mask of an image, a file or a folder of masks. */
  Optional<Path> of(String className, Path image) {
    Map<String, Path> own = masks.getOrDefault(className, Map.of());
    String name = PictureNames.stem(image).toLowerCase(Locale.ROOT);
    for (String end : ENDS) {
      Path mask = own.get(name + end);
      if (mask != null) {
        unmatched.remove(mask);
        return Optional.of(mask);
      }
    }
    return Optional.empty();
  }

  /** Sentences about masks that no image has asked for. */
  List<String> notes() {
    if (unmatched.isEmpty()) {
      return List.of();
    }
    String names =
        DataSets.shortened(
            unmatched.stream()
                .map(mask -> root.getParent().relativize(mask).toString())
                .collect(Collectors.toList()));
    return List.of(
        unmatched.size() == 1
            ? "The mask " + names + " matches no image and was not used."
            : unmatched.size() + " masks match no image and were not used: " + names + ".");
  }
}
