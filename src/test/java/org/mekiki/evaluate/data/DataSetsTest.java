package org.mekiki.evaluate.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {
  private static final long SEED = 42;

  @TempDir Path root;

  @Test
  void readsMvtecLayout() throws IOException {
    touch("screw/train/good/001.png", "screw/train/good/000.png", "screw/train/good/notes.txt");
    touch("screw/test/good/000.png", "screw/test/crack/000.png", "screw/test/crack/001.JPG");
    touch("screw/test/dent/7.bmp", "screw/ground_truth/crack/000_mask.png");
    touch("screw/ground_truth/dent/7.png");

    DataSet set = DataSets.read(root.resolve("screw"), SEED);

    Path screw = root.resolve("screw");
    assertThat(set.name()).isEqualTo("screw");
    assertThat(set.layout()).isEqualTo("MVTec AD");
    assertThat(set.train())
        .containsExactly(screw.resolve("train/good/000.png"), screw.resolve("train/good/001.png"));
    assertThat(set.test())
        .containsExactly(
            TestItem.defective(
                screw.resolve("test/crack/000.png"),
                "crack",
                Optional.of(screw.resolve("ground_truth/crack/000_mask.png"))),
            TestItem.defective(screw.resolve("test/crack/001.JPG"), "crack", Optional.empty()),
            TestItem.defective(
                screw.resolve("test/dent/7.bmp"),
                "dent",
                Optional.of(screw.resolve("ground_truth/dent/7.png"))),
            TestItem.good(screw.resolve("test/good/000.png")));
    assertThat(set.defectClasses()).containsExactly("crack", "dent");
  }

  @Test
  void findsMasksHoweverASetNamesThem() throws IOException {
    touch("set/train/good/0.png", "set/test/good/0.png");
    for (int i = 0; i < 6; i++) {
      touch("set/test/bad/00" + i + ".png");
    }
    touch("set/ground_truth/bad/000.bmp", "set/ground_truth/bad/001_mask.PNG");
    touch("set/ground_truth/bad/002/000.png", "set/ground_truth/bad/002/001.png");
    touch("set/ground_truth/bad/003_mask.jpg", "set/ground_truth/bad/004_GT.tif");
    touch("set/ground_truth/bad/007_mask.png", "set/ground_truth/dent/000.png");

    DataSet set = DataSets.read(root.resolve("set"), SEED);

    Path masks = root.resolve("set/ground_truth/bad");
    assertThat(set.test().stream().filter(TestItem::defective).map(TestItem::mask))
        .containsExactly(
            Optional.of(masks.resolve("000.bmp")),
            Optional.of(masks.resolve("001_mask.PNG")),
            Optional.of(masks.resolve("002")),
            Optional.of(masks.resolve("003_mask.jpg")),
            Optional.of(masks.resolve("004_GT.tif")),
            Optional.empty());
    assertThat(set.notes())
        .containsExactly(
            "2 masks match no image and were not used: ground_truth/bad/007_mask.png,"
                + " ground_truth/dent/000.png.");
  }

  @Test
  void plainFoldersMayHaveMasksToo() throws IOException {
    touch("parts/good/1.jpg", "parts/good/2.jpg", "parts/bad/a.jpg", "parts/bad/dent/b.jpg");
    touch("parts/ground_truth/bad/a.png", "parts/ground_truth/dent/b.png");

    assertThat(DataSets.read(root.resolve("parts"), SEED).test())
        .filteredOn(TestItem::defective)
        .allSatisfy(item -> assertThat(item.mask()).isPresent());
  }

  @Test
  void namesPicturesThatItCanNotRead() throws IOException {
    touch("set/train/good/0.png", "set/train/good/1.HEIC", "set/train/good/2.jfif");
    touch("set/test/good/0.png", "set/test/bad/0.avif", "set/test/bad/1.png");

    DataSet set = DataSets.read(root.resolve("set"), SEED);

    assertThat(set.train()).hasSize(2);
    assertThat(set.notes())
        .containsExactly(
            "These pictures were left out because their formats can't be read; save them as JPEG or"
                + " PNG: test/bad/0.avif, train/good/1.HEIC.");
  }

  @Test
  void readsPlainFoldersAndSplitsTheGoodOnesBySeed() throws IOException {
    for (int i = 0; i < 20; i++) {
      touch("parts/good/" + i + ".jpg");
    }
    touch("parts/bad/a.jpg", "parts/bad/scratch/b.jpg");

    DataSet set = DataSets.read(root.resolve("parts"), SEED);

    assertThat(set.train()).hasSize(15);
    assertThat(set.test()).filteredOn(item -> !item.defective()).hasSize(5);
    assertThat(set.test())
        .filteredOn(item -> !item.defective())
        .extracting(TestItem::image)
        .doesNotContainAnyElementsOf(set.train());
    assertThat(set.defectClasses()).containsExactly("bad", "scratch");
    assertThat(DataSets.read(root.resolve("parts"), SEED)).isEqualTo(set);
    assertThat(DataSets.read(root.resolve("parts"), SEED + 1)).isNotEqualTo(set);
  }

  @Test
  void readsASetWithoutDefects() throws IOException {
    touch("parts/good/1.jpg", "parts/good/2.jpg");

    DataSet set = DataSets.read(root.resolve("parts"), SEED);

    assertThat(set.defectClasses()).isEmpty();
    assertThat(set.train()).hasSize(1);
    assertThat(set.test()).hasSize(1);
  }

  @Test
  void readsOneObjectOfVisaSplit() throws IOException {
    touch("visa/candle/Data/Masks/Anomaly/0.png");
    visa(
        "candle,train,normal,candle/Data/Images/Normal/0.JPG,",
        "candle,test,normal,candle/Data/Images/Normal/1.JPG,",
        "candle,test,anomaly,candle/Data/Images/Anomaly/0.JPG,candle/Data/Masks/Anomaly/0.png",
        "candle,test,anomaly,candle/Data/Images/Anomaly/1.JPG,candle/Data/Masks/Anomaly/1.png",
        "pcb1,train,normal,pcb1/Data/Images/Normal/0.JPG,");

    DataSet set = DataSets.read(root.resolve("visa/candle"), SEED);

    Path visa = root.resolve("visa");
    assertThat(set.name()).isEqualTo("candle");
    assertThat(set.layout()).isEqualTo("VisA");
    assertThat(set.train()).containsExactly(visa.resolve("candle/Data/Images/Normal/0.JPG"));
    assertThat(set.test())
        .containsExactly(
            TestItem.good(visa.resolve("candle/Data/Images/Normal/1.JPG")),
            TestItem.defective(
                visa.resolve("candle/Data/Images/Anomaly/0.JPG"),
                "anomaly",
                Optional.of(visa.resolve("candle/Data/Masks/Anomaly/0.png"))),
            TestItem.defective(
                visa.resolve("candle/Data/Images/Anomaly/1.JPG"), "anomaly", Optional.empty()));
  }

  @Test
  void readsAVisaFolderOfOneObject() throws IOException {
    visa("candle,train,normal,candle/0.JPG,");

    assertThat(DataSets.read(root.resolve("visa"), SEED).name()).isEqualTo("candle");
  }

  @Test
  void readsAVisaSplitThatBeginsWithAByteOrderMark() throws IOException {
    visa("candle,train,normal,candle/0.JPG,");
    Path split = root.resolve("visa/split_csv/1cls.csv");
    Files.writeString(split, "\uFEFF" + Files.readString(split).replace("\n", "\r\n"));

    assertThat(DataSets.read(root.resolve("visa"), SEED).name()).isEqualTo("candle");
  }

  @Test
  void asksForOneOfSeveralVisaObjects() throws IOException {
    visa("pcb1,train,normal,p/0.JPG,", "candle,train,normal,c/0.JPG,");

    assertRefused("visa", "holds 2 objects: candle, pcb1; evaluate one of them, e.g. ");
  }

  @Test
  void refusesVisaRowsThatLeaveTheFolder() throws IOException {
    visa("candle,train,normal,../../etc/passwd,");

    assertRefused("visa", "names '../../etc/passwd', which lies outside");
  }

  @Test
  void namesTheLineOfABrokenVisaSplit() throws IOException {
    visa("candle,train,normal");

    assertRefused("visa", "1cls.csv, line 2 has 3 cells instead of 5: candle,train,normal");
  }

  @Test
  void namesTheColumnsThatAVisaSplitLacks() throws IOException {
    touch("visa/split_csv/1cls.csv");

    assertRefused("visa", "does not begin with the columns object,split,label,image,mask");
  }

  @Test
  void saysThatThereIsNoSuchFolder() throws IOException {
    assertThatThrownBy(() -> DataSets.read(root.resolve("nowhere"), SEED))
        .isInstanceOf(DataSetException.class)
        .hasMessage("there is no folder " + root.resolve("nowhere"));
    touch("file");
    assertRefused("file", "is a file, not a folder");
  }

  @Test
  void saysWhichFoldersAreMissing() throws IOException {
    touch("set/test/good/1.png", "set/train/other/1.png");
    assertRefused("set", "there is no folder " + root.resolve("set/train/good"));
    Files.createDirectories(root.resolve("empty/train/good"));
    assertRefused("empty", "which holds the images to train with, has no image");
    touch("untested/train/good/1.png");
    assertRefused("untested", "there is no folder " + root.resolve("untested/test"));
    touch("two/train/good/1.png");
    Files.createDirectories(root.resolve("two/test/good"));
    assertRefused("two", "which holds the test images, has none");
    touch("one/good/1.png");
    assertRefused("one", "has one image: at least two are needed");
  }

  @Test
  void pointsToTheDataSetsInsideAFolder() throws IOException {
    touch("mvtec/screw/train/good/1.png", "mvtec/bottle/train/good/1.png");

    assertRefused("mvtec", "is not a data set but holds 2: bottle, screw; evaluate one of them");
  }

  @Test
  void saysWhichLayoutsItKnows() throws IOException {
    touch("other/1.png");

    assertRefused(
        "other",
        "is not a data set: it has neither train/good (MVTec AD's layout), nor"
            + " split_csv/1cls.csv (VisA's split), nor good and bad (plain folders)");
  }

  @Test
  void holdsOutTrainingImagesBySeed() throws IOException {
    for (int i = 0; i < 10; i++) {
      touch("set/train/good/" + i + ".png");
    }
    touch("set/test/good/0.png");
    DataSet set = DataSets.read(root.resolve("set"), SEED);

    DataSet.Parts<Path> parts = set.holdOut(0.2, SEED);

    assertThat(parts.rest()).hasSize(8).isSorted().doesNotContainAnyElementsOf(parts.heldOut());
    assertThat(parts.heldOut()).hasSize(2);
    assertThat(set.holdOut(0.2, SEED)).isEqualTo(parts);
    assertThat(set.holdOut(0, SEED).heldOut()).isEmpty();
    assertThat(set.holdOut(1, SEED).rest()).hasSize(1);
    assertThat(set.holdOut(0.001, SEED).heldOut()).hasSize(1);
    assertThatThrownBy(() -> set.holdOut(Double.NaN, SEED))
        .hasMessage("fraction NaN is outside 0..1");
  }

  @Test
  void holdsOutTheSamePartOfEachClass() throws IOException {
    touch("set/train/good/0.png");
    for (int i = 0; i < 10; i++) {
      touch("set/test/good/" + i + ".png", "set/test/crack/" + i + ".png");
    }
    DataSet set = DataSets.read(root.resolve("set"), SEED);

    DataSet.Parts<TestItem> parts = set.holdOutLabelled(0.3, SEED);

    assertThat(parts.heldOut()).filteredOn(TestItem::defective).hasSize(3);
    assertThat(parts.heldOut()).filteredOn(item -> !item.defective()).hasSize(3);
    assertThat(List.copyOf(parts.rest())).hasSize(14).doesNotContainAnyElementsOf(parts.heldOut());
  }

  private void assertRefused(String folder, String message) {
    assertThatThrownBy(() -> DataSets.read(root.resolve(folder), SEED))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining(message);
  }

  private void visa(String... rows) throws IOException {
    Path csv = root.resolve("visa/split_csv/1cls.csv");
    Files.createDirectories(csv.getParent());
    Files.writeString(csv, "object,split,label,image,mask\r\n" + String.join("\r\n", rows) + "\n");
    Files.createDirectories(root.resolve("visa/candle"));
  }

  private void touch(String... names) throws IOException {
    for (String name : names) {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
  }
}
