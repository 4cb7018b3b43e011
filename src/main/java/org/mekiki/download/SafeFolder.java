package org.mekiki.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.mekiki.text.Plain;
import org.mekiki.text.Text;

/** A fresh folder that takes an archive's files within limits, and nothing beside it. */
final class SafeFolder {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path root;
  private final Path archive;
  private final Unpacker.Limits limits;
  private int entries;
  private int files;
  private long bytes;

  /** The folder must be empty and nobody else may write to it. */
  SafeFolder(Path root, Path archive, Unpacker.Limits limits) {
    this.root = root;
    this.archive = archive;
    this.limits = limits;
  }

  int files() {
    return files;
  }

  void addFolder(String name) throws IOException {
    count(name);
    try {
      Files.createDirectories(inside(name));
    } catch (FileAlreadyExistsException e) {
      throw twice(name, e);
    }
  }

  void addFile(String name, InputStream content) throws IOException {
    count(name);
    Path file = inside(name);
    if (file.equals(root)) {
      throw refused(name, "names no file");
    }
    try {
      Files.createDirectories(file.getParent());
      write(name, file, content);
    } catch (FileAlreadyExistsException e) {
      throw twice(name, e);
    }
    files++;
  }

  private void write(String name, Path file, InputStream content) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long size = 0;
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        size += read;
        bytes += read;
        if (size > limits.maxFileBytes()) {
          throw refused(name, "is larger than the " + limits.maxFileBytes() + " bytes of a file");
        }
        if (bytes > limits.maxBytes()) {
          throw refused(name, "goes beyond the " + limits.maxBytes() + " bytes of all files");
        }
        out.write(buffer, 0, read);
      }
    }
  }

  private void count(String name) throws DownloadException {
    entries++;
    if (entries > limits.maxFiles()) {
      throw refused(name, "goes beyond the " + limits.maxFiles() + " files and folders");
    }
  }

  /**
   * Backslash and colon are refused as well: on Windows they lead elsewhere. A zip's are slashes by
   * now.
   */
  private Path inside(String name) throws DownloadException {
    List<String> parts = Arrays.asList(name.split("/", -1));
    if (name.startsWith("/")
        || name.indexOf('\\') >= 0
        || name.indexOf(':') >= 0
        || name.indexOf('\0') >= 0
        || parts.contains("..")) {
      throw refused(name, "leads out of the folder");
    }
    try {
      Path path = root.resolve(name).normalize();
      if (!path.startsWith(root)) {
        throw refused(name, "leads out of the folder");
      }
      return path;
    } catch (InvalidPathException e) {
      throw new DownloadException(refused(name, "is no name here").getMessage(), e);
    }
  }

  private DownloadException twice(String name, IOException cause) {
    return new DownloadException(refused(name, "is there twice").getMessage(), cause);
  }

  DownloadException refused(String name, String why) {
    return new DownloadException(
        Text.of("%s is refused: its entry '%s' %s", archive, Plain.line(name), why));
  }
}
