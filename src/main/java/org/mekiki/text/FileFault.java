package org.mekiki.text;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Why a file can't be read or written, in words: Java's own message is often only the file's name.
 */
public final class FileFault {
  /** What the system says of a disk, and what to do. */
  private enum Disk {
    FULL(
        "No space left on device",
        "its disk is full; free some space, or name a place on another disk"),
    QUOTA(
        "Disk quota exceeded",
        "the quota of its disk is used up; raise it, or name a place on another disk"),
    LARGEST(
        "File too large",
        "it is larger than a file may be there; raise the limit (ulimit -f), or name a place on"
            + " another disk"),
    READ_ONLY("Read-only file system", "its disk can't be written; name a place on another disk");

    private final String words;
    private final String advice;

    Disk(String words, String advice) {
      this.words = words;
      this.advice = advice;
    }
  }

  private FileFault() {}

  /** What to put behind "can't be read: ". */
  public static String of(IOException fault) {
    if (fault instanceof NoSuchFileException || fault instanceof FileNotFoundException) {
      return "there is no such file";
    }
    if (fault instanceof AccessDeniedException) {
      return "this user may not read it";
    }
    return fault.getMessage() == null ? fault.toString() : fault.getMessage();
  }

  /** What to put behind "can't be written: ", with what to do. */
  public static String unwritten(IOException fault) {
    Optional<String> disk = ofDisk(fault);
    if (disk.isPresent()) {
      return disk.get();
    }
    if (fault instanceof FileAlreadyExistsException) {
      return "it is there already; name a new file";
    }
    if (fault instanceof AccessDeniedException) {
      return "this user may not write there; change its permissions, or name another place";
    }
    // The file that it names may be the one beside it.
    return fault instanceof FileSystemException named && named.getReason() != null
        ? named.getReason()
        : fault.toString();
  }

  /** What to throw for a file or folder that is there and can't be written. */
  public static FileSystemException unwritable(Path place) {
    return unwritable(place, isReadOnly(place));
  }

  static FileSystemException unwritable(Path place, boolean readOnly) {
    return readOnly
        ? new FileSystemException(place.toString(), null, Disk.READ_ONLY.words)
        : new AccessDeniedException(place.toString());
  }

  /** A read-only disk is no matter of permissions. */
  private static boolean isReadOnly(Path place) {
    try {
      return Files.getFileStore(place).isReadOnly();
    } catch (IOException e) {
      return false; // Nobody can say.
    }
  }

  /** What is wrong with the disk of a file, and what to do; empty if it is something else. */
  public static Optional<String> ofDisk(Throwable fault) {
    String message = String.valueOf(fault.getMessage());
    return Arrays.stream(Disk.values())
        .filter(disk -> message.contains(disk.words))
        .map(disk -> disk.advice)
        .findFirst();
  }
}
