package org.mekiki.app.common;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.mekiki.terminal.CommandException;
import org.mekiki.text.Text;

/**
 * Writes what a command leaves behind. A file that can't be written whole is deleted: half a report
 * would be taken for one.
 */
public final class WrittenFile {
  private static final String FULL = "No space left on device";

  private WrittenFile() {}

  /** Writes a file. */
  @FunctionalInterface
  public interface Writing {
    void to(Path file) throws IOException;
  }

  /**
   * Writes a file, and deletes it if that fails.
   *
   * @throws CommandException naming the file, why it can't be written, and what to do
   */
  public static void write(Path file, Writing writing) {
    try {
      writing.to(file);
    } catch (IOException e) {
      if (!(e instanceof FileAlreadyExistsException)) {
        deleteHalf(file, e);
      }
      throw unwritten(file, e);
    }
  }

  /** A device or a pipe is not ours to delete. */
  private static void deleteHalf(Path file, IOException failure) {
    try {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(file);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** What to tell of a file or folder that could not be written. */
  public static CommandException unwritten(Path file, IOException e) {
    String reason = String.valueOf(e.getMessage());
    return CommandException.failed(Text.of("'%s' can't be written: ", file) + why(reason, e));
  }

  /** What to tell of a failure of files of this machine; empty if it is none. */
  public static Optional<String> trouble(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof IOException io && String.valueOf(e.getMessage()).contains(FULL)) {
        return Optional.of(
            e instanceof FileSystemException named && named.getFile() != null
                ? unwritten(Path.of(named.getFile()), io).getMessage()
                : "a disk is full; free some space where the command writes, or in the folder for"
                    + " temporary files, "
                    + System.getProperty("java.io.tmpdir"));
      }
      if (e instanceof FileSystemException named && named.getFile() != null) {
        return Optional.of(Text.of("'%s' can't be used: ", named.getFile()) + why(named));
      }
    }
    return Optional.empty();
  }

  private static String why(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "this user may not read or write there; change its permissions, or name another place";
    }
    if (e instanceof NoSuchFileException) {
      return "it does not exist; name or create it";
    }
    if (e instanceof FileSystemLoopException) {
      return "a link in it leads back to it; remove the link";
    }
    return e.getReason() == null ? e.toString() : e.getReason();
  }

  private static String why(String reason, IOException e) {
    if (reason.contains(FULL)) {
      return "its disk is full; free some space, or name a place on another disk";
    }
    if (reason.contains("Disk quota exceeded")) {
      return "the quota of its disk is used up; raise it, or name a place on another disk";
    }
    if (reason.contains("File too large")) {
      return "it is larger than a file may be there; raise the limit (ulimit -f), or name a place"
          + " on another disk";
    }
    if (reason.contains("Read-only file system")) {
      return "its disk can't be written; name a place on another disk";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "it is there already; name a new file";
    }
    return e.toString();
  }
}
