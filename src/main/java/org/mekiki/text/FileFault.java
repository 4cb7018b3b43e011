package org.mekiki.text;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Why a file can't be read, in words: Java's own message is often only the file's name. */
public final class FileFault {
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
}
