package org.mekiki.evaluate.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.mekiki.text.Plain;

/**
 * Images to train with and images to test with, as they lie on disk; nothing is read yet.
 *
 * @param name of the set, e.g. {@code screw}
 * @param layout how it is laid out, for people
 * @param train good images to train with, at least one
 * @param test images to score, in the order of the report
 * @param notes what of the folder is not used, as sentences
 */
public record DataSet(
    String name,
    Path root,
    String layout,
    List<Path> train,
    List<TestItem> test,
    List<String> notes) {
  public DataSet {
    notes = List.copyOf(notes);
    train = List.copyOf(train);
    test = List.copyOf(test);
    if (train.isEmpty()) {
      throw new DataSetException("data set " + root + " has no image to train with");
    }
  }

  /** Names of the classes of defects, in alphabetical order. */
  public List<String> defectClasses() {
    return test.stream()
        .filter(TestItem::defective)
        .map(TestItem::className)
        .distinct()
        .sorted()
        .toList();
  }

  /** A file as seen from the data set's folder, with slashes. */
  public String relative(Path file) {
    Path from = root.toAbsolutePath().normalize();
    Path absolute = file.toAbsolutePath().normalize();
    Path shown = absolute.startsWith(from) ? from.relativize(absolute) : file;
    return Plain.line(shown.toString().replace('\\', '/'));
  }

  /**
   * Takes good images out of training, to calibrate with: scores of images that the Gaussians have
   * seen are too low to set a threshold with.
   *
   * @param fraction of the training images, 0…1; at least one image stays in training, and at least
   *     one is held out if the fraction is above 0 and there are two
   * @param seed picks them
   */
  public Parts<Path> holdOut(double fraction, long seed) {
    return split(train, fraction, seed);
  }

  /**
   * Takes labelled images out of the test set, to choose a threshold with: the same fraction of
   * each class. What is chosen on the images that it is then measured on is not measured.
   */
  public Parts<TestItem> holdOutLabelled(double fraction, long seed) {
    TreeMap<String, List<TestItem>> classes = new TreeMap<>();
    for (TestItem item : test) {
      classes.computeIfAbsent(item.className(), name -> new ArrayList<>()).add(item);
    }
    Set<TestItem> heldOut = new HashSet<>();
    classes.values().forEach(items -> heldOut.addAll(split(items, fraction, seed).heldOut()));
    return new Parts<>(
        test.stream().filter(item -> !heldOut.contains(item)).toList(),
        test.stream().filter(heldOut::contains).toList());
  }

  /** The rest and the part that was taken out, both in their old order. */
  public record Parts<T>(List<T> rest, List<T> heldOut) {
    public Parts {
      rest = List.copyOf(rest);
      heldOut = List.copyOf(heldOut);
    }
  }

  static <T> Parts<T> split(List<T> items, double fraction, long seed) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("fraction " + fraction + " is outside 0..1");
    }
    int wanted = (int) Math.round(fraction * items.size());
    int count = Math.min(Math.max(wanted, fraction > 0 ? 1 : 0), Math.max(0, items.size() - 1));
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed));
    Set<Integer> heldOut = new HashSet<>(order.subList(0, count));
    List<T> rest = new ArrayList<>();
    List<T> out = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      (heldOut.contains(i) ? out : rest).add(items.get(i));
    }
    return new Parts<>(rest, out);
  }
}
