package org.mekiki.evaluate.data;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * An image of a test set with the truth about it.
 *
 * @param className {@code good}, or the kind of defect
 * @param mask file, or folder of files, that shows where it is defective; empty for good images and
 *     where it is missing
 */
public record TestItem(Path image, String className, boolean defective, Optional<Path> mask) {
  /** Class name of the images without a defect. */
  public static final String GOOD = "good";

  public TestItem {
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(className, "className");
    if (!defective && mask.isPresent()) {
      throw new IllegalArgumentException("good image " + image + " has a mask, " + mask.get());
    }
  }

  static TestItem good(Path image) {
    return new TestItem(image, GOOD, false, Optional.empty());
  }

  static TestItem defective(Path image, String className, Optional<Path> mask) {
    return new TestItem(image, className, true, mask);
  }
}
