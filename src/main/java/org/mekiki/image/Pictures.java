package org.mekiki.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.padim.feature.ImageTensor;

/** Pictures in files, for programs that use the library: within {@link ImageLimits#DEFAULT}. */
public final class Pictures {
  private Pictures() {}

  /**
   * Reads one file.
   *
   * @throws IOException if it can't be read
   * @throws ImageException if it holds no picture
   */
  public static Picture read(Path file) throws IOException {
    return new ImageDecoder(ImageLimits.DEFAULT).decode(Files.readAllBytes(file));
  }

  /**
   * The pictures of a folder, by name, as a backbone takes them. They are read one by one when they
   * are asked for, each time anew: a large folder needs no memory.
   *
   * @param folder with pictures only; folders in it are passed over
   * @throws IOException if it can't be listed
   * @throws ImageException later, with the file's name, if one holds no picture
   * @throws UncheckedIOException later, if one can't be read
   */
  public static Iterable<ImageTensor> tensors(Path folder, ImagePreprocessor preprocessor)
      throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    return () -> files.stream().map(file -> tensor(file, preprocessor)).iterator();
  }

  private static ImageTensor tensor(Path file, ImagePreprocessor preprocessor) {
    try {
      return preprocessor.apply(read(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ImageException e) {
      throw new ImageException(e.reason(), file + ": " + e.getMessage(), e);
    }
  }
}
