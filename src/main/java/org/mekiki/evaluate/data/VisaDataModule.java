package org.mekiki.evaluate.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.mekiki.text.Text;
import org.mekiki.text.TextFile;

/**
 * VisA's split: {@code split_csv/1cls.csv} with the columns {@code object,split,label,image,mask};
 * paths are relative to the folder that holds {@code split_csv}. The folder of the set is that of
 * one object ({@code VisA/candle}), or the whole one if it has one object only.
 */
final class VisaDataModule implements DataModule {
  private static final Path SPLIT = Path.of("split_csv", "1cls.csv");
  private static final List<String> COLUMNS = List.of("object", "split", "label", "image", "mask");

  private record Row(String object, String split, String label, String image, String mask) {}

  @Override
  public String describe() {
    return SPLIT + " (VisA's split)";
  }

  @Override
  public boolean recognises(Path folder) {
    return Files.isRegularFile(folder.resolve(SPLIT))
        || Files.isRegularFile(parent(folder).resolve(SPLIT));
  }

  @Override
  public DataSet read(Path folder) {
    boolean whole = Files.isRegularFile(folder.resolve(SPLIT));
    Path root = whole ? folder : parent(folder);
    List<Row> rows = rows(root.resolve(SPLIT));
    TreeSet<String> objects = new TreeSet<>();
    rows.forEach(row -> objects.add(row.object()));
    if (whole && objects.size() > 1) {
      throw new DataSetException(
          Text.of(
              "%s holds %d objects: %s; evaluate one of them, e.g. %s",
              root.resolve(SPLIT),
              objects.size(),
              DataSets.shortened(List.copyOf(objects)),
              folder.resolve(objects.first())));
    }
    String object = whole && !objects.isEmpty() ? objects.first() : DataSets.nameOf(folder);
    if (!objects.contains(object)) {
      throw new DataSetException(
          Text.of(
              "%s has no object '%s'; it has %s",
              root.resolve(SPLIT), object, DataSets.shortened(List.copyOf(objects))));
    }
    return dataSet(folder, root, object, rows);
  }

  private static DataSet dataSet(Path folder, Path root, String object, List<Row> rows) {
    List<Path> train = new ArrayList<>();
    List<TestItem> test = new ArrayList<>();
    for (Row row : rows) {
      if (!row.object().equals(object)) {
        continue;
      }
      Path image = inside(root, row.image());
      boolean defective = !row.label().equals("normal");
      if (row.split().equals("train") && !defective) {
        train.add(image);
      } else if (row.split().equals("test")) {
        Optional<Path> mask =
            row.mask().isEmpty() ? Optional.empty() : Optional.of(inside(root, row.mask()));
        test.add(
            defective
                ? TestItem.defective(image, row.label(), mask.filter(Files::isRegularFile))
                : TestItem.good(image));
      }
    }
    if (train.isEmpty()) {
      throw new DataSetException(
          root.resolve(SPLIT) + " names no normal image of '" + object + "' in split 'train'");
    }
    return new DataSet(object, folder, "VisA", train, test, List.of());
  }

  private static Path inside(Path root, String relative) {
    Path path = root.resolve(relative).normalize();
    if (!path.startsWith(root.normalize())) {
      throw new DataSetException(
          root.resolve(SPLIT) + " names '" + relative + "', which lies outside " + root);
    }
    return path;
  }

  private static List<Row> rows(Path csv) {
    List<String> lines;
    try {
      lines = TextFile.lines(csv);
    } catch (IOException e) {
      throw new DataSetException(csv + " can't be read: " + e.getMessage(), e);
    }
    if (lines.isEmpty() || !List.of(lines.get(0).strip().split(",")).equals(COLUMNS)) {
      throw new DataSetException(
          csv + " does not begin with the columns " + String.join(",", COLUMNS));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).strip().split(",", -1);
      if (lines.get(i).isBlank()) {
        continue;
      }
      if (cells.length != COLUMNS.size()) {
        throw new DataSetException(
            Text.of(
                "%s, line %d has %d cells instead of %d: %s",
                csv, i + 1, cells.length, COLUMNS.size(), lines.get(i)));
      }
      rows.add(new Row(cells[0], cells[1], cells[2], cells[3], cells[4]));
    }
    return rows;
  }

  private static Path parent(Path folder) {
    Path parent = folder.toAbsolutePath().normalize().getParent();
    return parent == null ? folder : parent;
  }
}
