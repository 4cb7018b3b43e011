package org.mekiki.app.common;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.mekiki.text.Text;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A file that a command writes at its end. It is looked at before the work begins, which may take
 * hours.
 */
public final class ResultFile implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    try {
      return require(Path.of(text));
    } catch (InvalidPathException e) {
      throw new TypeConversionException(Text.of("'%s' is no name of a file", text));
    }
  }

  /** The file itself, if its folder is there and both can be written. */
  public static Path require(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null) {
      throw new TypeConversionException(
          Text.of("'%s' can't be written: it is a folder; name a file", file));
    }
    if (!Files.isDirectory(folder)) {
      throw new TypeConversionException(
          Text.of("'%s' can't be written: there is no folder '%s'; create it", file, folder));
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      throw new TypeConversionException(
          Text.of(
              "'%s' can't be written: this user may not; name another file, or change its"
                  + " permissions",
              file));
    }
    return file;
  }
}
