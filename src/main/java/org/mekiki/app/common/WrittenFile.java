package org.mekiki.app.common;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Optional;
import java.util.UUID;
import org.mekiki.terminal.CommandException;
import org.mekiki.text.FileFault;
import org.mekiki.text.Text;

/**
 * Writes what a command leaves behind. A new file that can't be written whole is deleted: half a
 * report would be taken for one. An old file stays as it was until the new one can replace it.
 */
public final class WrittenFile {
  private static final String FULL = "No space left on device";

  private WrittenFile() {}

  /** Writes a file; may be asked again, for another one. */
  @FunctionalInterface
  public interface Writing {
    void to(Path file) throws IOException;
  }

  /**
   * Writes a file, or replaces the one that is there. A device, a pipe, what is behind a link, and
   * a file that no other can replace are written themselves, and never deleted.
   *
   * @throws CommandException naming the file, why it can't be written, and what to do
   */
  public static void write(Path file, Writing writing) {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      writeNew(file, writing);
      return;
    }
    try {
      Optional<Path> part = beside(file);
      if (part.isEmpty() || !replaced(file, part.get(), writing)) {
        writing.to(file);
      }
    } catch (IOException e) {
      throw unwritten(file, e);
    }
  }

  /**
   * Writes a file that is not there yet, and deletes it if that fails.
   *
   * @throws CommandException as {@link #write}; also if the file is there
   */
  public static void writeNew(Path file, Writing writing) {
    try {
      Files.createFile(file);
      writeOrDelete(file, writing);
    } catch (IOException e) {
      throw unwritten(file, e);
    }
  }

  private static void writeOrDelete(Path file, Writing writing) throws IOException {
    try {
      writing.to(file);
    } catch (IOException | RuntimeException e) {
      delete(file, e);
      throw e;
    }
  }

  /** A new file of the same owner and permissions; empty where there can be none. */
  private static Optional<Path> beside(Path file) {
    // A link may be /dev/stdout: the shell keeps the file open that it leads to.
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !Files.isWritable(file)) {
      return Optional.empty();
    }
    Path part = file.resolveSibling(".mekiki-" + UUID.randomUUID() + ".part");
    try {
      Files.createFile(part);
      PosixFileAttributeView made = Files.getFileAttributeView(part, PosixFileAttributeView.class);
      if (made != null) {
        PosixFileAttributes old = Files.readAttributes(file, PosixFileAttributes.class);
        made.setOwner(old.owner());
        made.setGroup(old.group());
        made.setPermissions(old.permissions());
      }
      return Optional.of(part);
    } catch (IOException e) {
      // Then the file itself is written, which works or says why not.
      delete(part, e);
      return Optional.empty();
    }
  }

  /** Whether the file could be replaced; one that a container mounts can't be. */
  private static boolean replaced(Path file, Path part, Writing writing) throws IOException {
    writeOrDelete(part, writing);
    try {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException e) {
      delete(part, e);
      return false;
    }
  }

  private static void delete(Path file, Exception failure) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** What to tell of a file or folder that could not be written. */
  public static CommandException unwritten(Path file, IOException e) {
    return CommandException.failed(
        Text.of("'%s' can't be written: ", file) + FileFault.unwritten(e));
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
      return "it does not exist; create it, or name another one";
    }
    if (e instanceof FileSystemLoopException) {
      return "a link in it leads back to it; remove the link";
    }
    return e.getReason() == null ? e.toString() : e.getReason();
  }
}
