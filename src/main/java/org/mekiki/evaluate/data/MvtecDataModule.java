package org.mekiki.evaluate.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * MVTec AD's layout: {@code train/good/*}, {@code test/good/*}, {@code test/<class>/*} and the
 * masks of {@link MaskFiles}. Many other sets use it.
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
    MaskFiles masks = MaskFiles.of(folder);
    List<TestItem> items = new ArrayList<>();
    for (Path classFolder : DataSets.folders(tests)) {
      String className = classFolder.getFileName().toString();
      for (Path image : DataSets.images(classFolder)) {
        items.add(
            className.equals(TestItem.GOOD)
                ? TestItem.good(image)
                : TestItem.defective(image, className, masks.of(className, image)));
      }
    }
    if (items.isEmpty()) {
      throw new DataSetException("folder " + tests + ", which holds the test images, has none");
    }
    return new DataSet(DataSets.nameOf(folder), folder, "MVTec AD", train, items, masks.notes());
  }
}
