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
  /** What to do instead depends on the argument, which a converter does not know. */
  static final String EMPTY = "'' is no path";

  @Override
  public Path convert(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException(EMPTY);
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(Text.of("'%s' can't be a path: %s", text, e.getReason()));
    }
  }
}
