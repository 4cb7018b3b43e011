package org.mekiki.app.common;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.mekiki.terminal.CommandException;
import org.mekiki.text.FileFault;
import org.mekiki.text.Text;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A file that a command writes at its end. It is looked at before the work begins, which may take
 * hours.
 */
public class ResultFile implements ITypeConverter<Path> {
  /** A file that is replaced by one that is written beside it, which needs its folder. */
  public static final class Replaced extends ResultFile {
    @Override
    Optional<String> fault(Path file) {
      return super.fault(file).or(() -> folderFault(file, Files::isWritable));
    }
  }

  @Override
  public final Path convert(String text) {
    Path file;
    try {
      file = Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(Text.of("'%s' is not a valid file name", text));
    }
    fault(file)
        .ifPresent(
            sentence -> {
              throw new TypeConversionException(sentence);
            });
    return file;
  }

  /**
   * The file that a command writes where its option is left out. It is no default of the option
   * itself, which would be looked at for {@code --help} too.
   *
   * @throws CommandException if its folder is missing, or it can't be written
   */
  public final Path ofDefault(String option, Path file) {
    fault(file)
        .ifPresent(
            sentence -> {
              throw CommandException.badUsage(
                  Text.of("%s is left out, and its default %s", option, sentence));
            });
    return file;
  }

  Optional<String> fault(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null) {
      return Optional.of(Text.of("'%s' can't be written: it is a folder; name a file", file));
    }
    if (!Files.isDirectory(folder)) {
      return Optional.of(
          Text.of("'%s' can't be written: there is no folder '%s'; create it", file, folder));
    }
    Path place = Files.exists(file) ? file : folder;
    if (!Files.isWritable(place)) {
      return Optional.of(
          Text.of("'%s' can't be written: ", file)
              + FileFault.unwritten(FileFault.unwritable(place)));
    }
    return Optional.empty();
  }

  static Optional<String> folderFault(Path file, Predicate<Path> writable) {
    Path folder = file.toAbsolutePath().getParent();
    return writable.test(folder)
        ? Optional.empty()
        : Optional.of(
            Text.of(
                "'%s' can't be written: it is written beside its place first, and this user may not"
                    + " write in the folder '%s'; name a file in another folder, or change its"
                    + " permissions",
                file, folder));
  }
}
