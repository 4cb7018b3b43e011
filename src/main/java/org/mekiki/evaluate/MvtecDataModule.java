package org.mekiki.evaluate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * MVTec AD's layout: {@code train/good/*}, {@code test/good/*}, {@code test/<class>/*} and {@code
 * ground_truth/<class>/<name>_mask.png}. Many other sets use it; some leave {@code _mask} out.
 */
final class MvtecDataModule implements DataModule {
  @Override
  public String describe() {
    return "train/good (MVTec AD's layout)";
  }

  @Override
  public boolean recognises(Path folder) {
    return Files.isDirectory(folder.resolve("train")) && Files.isDirectory(folder.resolve("test"))
        || Files.isDirectory(folder.resolve("train").resolve(TestItem.GOOD));
  }

  @Override
  public DataSet read(Path folder) {
    Path good = folder.resolve("train").resolve(TestItem.GOOD);
    List<Path> train = DataSets.someImages(good, "the images to train with");
    Path tests = folder.resolve("test");
    if (!Files.isDirectory(tests)) {
      throw new DataSetException("there is no folder " + tests + ", which holds the test images");
    }
    List<TestItem> items = new ArrayList<>();
    for (Path classFolder : DataSets.folders(tests)) {
      String className = classFolder.getFileName().toString();
      for (Path image : DataSets.images(classFolder)) {
        items.add(
            className.equals(TestItem.GOOD)
                ? TestItem.good(image)
                : TestItem.defective(image, className, mask(folder, className, image)));
      }
    }
    if (items.isEmpty()) {
      throw new DataSetException("folder " + tests + ", which holds the test images, has none");
    }
    return new DataSet(DataSets.nameOf(folder), folder, "MVTec AD", train, items);
  }

  private static Optional<Path> mask(Path folder, String className, Path image) {
    String name = image.getFileName().toString();
    String stem = name.substring(0, name.lastIndexOf('.'));
    Path masks = folder.resolve("ground_truth").resolve(className);
    for (String candidate : List.of(stem + "_mask.png", stem + ".png")) {
      if (Files.isRegularFile(masks.resolve(candidate))) {
        return Optional.of(masks.resolve(candidate));
      }
    }
    return Optional.empty();
  }
}
