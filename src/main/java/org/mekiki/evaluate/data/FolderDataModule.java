package org.mekiki.evaluate.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Plain folders: {@code good/*} and {@code bad/*}, or {@code bad/<class>/*}, and the masks of
 * {@link MaskFiles} if there are any. A part of the good images is tested, the rest trained with; a
 * seed picks them.
 */
final class FolderDataModule implements DataModule {
  /** Part of the good images that is tested. */
  static final double TEST_FRACTION = 0.25;

  private static final String BAD = "bad";

  private final long seed;

  FolderDataModule(long seed) {
    this.seed = seed;
  }

  @Override
  public String describe() {
    return "good and bad (plain folders)";
  }

  @Override
  public boolean recognises(Path folder) {
    return Files.isDirectory(folder.resolve(TestItem.GOOD));
  }

  @Override
  public DataSet read(Path folder) {
    List<Path> good = DataSets.someImages(folder.resolve(TestItem.GOOD), "the good images");
    if (good.size() < 2) {
      throw new DataSetException(
          "folder "
              + folder.resolve(TestItem.GOOD)
              + " has one image: at least two are needed, one to train with and one to test");
    }
    DataSet.Parts<Path> parts = DataSet.split(good, TEST_FRACTION, seed);
    List<TestItem> items = new ArrayList<>();
    parts.heldOut().forEach(image -> items.add(TestItem.good(image)));
    MaskFiles masks = MaskFiles.of(folder);
    Path bad = folder.resolve(BAD);
    if (Files.isDirectory(bad)) {
      DataSets.images(bad)
          .forEach(image -> items.add(TestItem.defective(image, BAD, masks.of(BAD, image))));
      for (Path classFolder : DataSets.folders(bad)) {
        String className = classFolder.getFileName().toString();
        DataSets.images(classFolder)
            .forEach(
                image ->
                    items.add(TestItem.defective(image, className, masks.of(className, image))));
      }
    }
    return new DataSet(
        DataSets.nameOf(folder),
        folder,
        "good and bad folders",
        parts.rest(),
        items,
        masks.notes());
  }
}
