package org.mekiki.app;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.mekiki.text.Text;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A file or folder on the command line. An empty one would be the current folder, which nobody
 * means who writes {@code "$UNSET"}.
 */
final class PathArgument implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("'' is no path; write . for the current folder");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(Text.of("'%s' can't be a path: %s", text, e.getReason()));
    }
  }
}
