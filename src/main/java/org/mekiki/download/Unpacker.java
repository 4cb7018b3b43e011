package org.mekiki.download;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * Unpacks {@code .tar}, {@code .tar.gz}, {@code .tar.xz} and {@code .zip}, told apart by their
 * first bytes.
 *
 * <p>Nothing in an archive is believed. It may hold plain files and folders only: links and devices
 * are refused, and so are names that lead out of the folder, names twice, and more or larger files
 * than allowed, counted as they are written and not as their headers say. The folder gets all files
 * or none.
 */
public final class Unpacker {
  private static final int BUFFER_BYTES = 1 << 16;

  /** Enough for xz's strongest preset, 65 MB; a header may ask for 4 GB. */
  private static final int XZ_MEMORY_KIB = 256 * 1024;

  /** What is taken from an archive. */
  public record Limits(int maxFiles, long maxFileBytes, long maxBytes) {
    /** Far above the largest data set of inspection images. */
    public static final Limits DEFAULT = new Limits(1_000_000, 1L << 30, 64L << 30);
  }

  private final Path archive;
  private final SafeFolder folder;
  private final TransferProgress progress;

  private Unpacker(Path archive, SafeFolder folder, TransferProgress progress) {
    this.archive = archive;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Unpacks an archive to a folder.
   *
   * @param folder must not be there, or be empty
   * @return number of files
   * @throws DownloadException if the archive or the folder can't be taken; the folder is then as it
   *     was
   */
  public static int unpack(Path archive, Path folder, Limits limits, TransferProgress progress)
      throws IOException {
    try (FreshFolder fresh = FreshFolder.open(folder)) {
      SafeFolder safe = new SafeFolder(fresh.parts(), archive, limits);
      new Unpacker(archive, safe, progress).run();
      if (safe.files() == 0) {
        throw new DownloadException(archive + " is an archive without a file");
      }
      fresh.keep();
      return safe.files();
    }
  }

  private void run() throws IOException {
    progress.begin(Files.size(archive));
    try (SeekableByteChannel channel = Files.newByteChannel(archive);
        BufferedInputStream in =
            new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES)) {
      switch (format(in)) {
        case "zip" -> zip();
        case "gz" -> tar(new GzipCompressorInputStream(in, true), channel);
        case "xz" -> tar(new XZCompressorInputStream(in, true, XZ_MEMORY_KIB), channel);
        case "tar" -> tar(in, channel);
        default ->
            throw new DownloadException(
                archive
                    + " is not an archive that can be unpacked; valid: .zip, .tar, .tar.gz and"
                    + " .tar.xz");
      }
    } catch (DownloadException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // the library throws both for damaged archives
      throw new DownloadException(archive + " can't be unpacked: " + e.getMessage(), e);
    }
  }

  private static String format(InputStream in) throws IOException {
    byte[] start = new byte[512];
    in.mark(start.length);
    int length = in.readNBytes(start, 0, start.length);
    in.reset();
    if (length >= 4 && start[0] == 'P' && start[1] == 'K' && start[2] == 3 && start[3] == 4) {
      return "zip";
    }
    if (GzipCompressorInputStream.matches(start, length)) {
      return "gz";
    }
    if (length >= 6 && (start[0] & 0xff) == 0xfd && start[1] == '7' && start[2] == 'z') {
      return "xz";
    }
    return TarArchiveInputStream.matches(start, length) ? "tar" : "";
  }

  private void tar(InputStream in, SeekableByteChannel channel) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isDirectory()) {
          folder.addFolder(entry.getName());
        } else if (isPlainFile(entry)) {
          folder.addFile(entry.getName(), tar);
        } else {
          throw folder.refused(entry.getName(), "is a link or a device");
        }
        progress.at(channel.position());
      }
    }
  }

  /** Asked for each kind, since {@code isFile()} takes what it doesn't know for a file. */
  private static boolean isPlainFile(TarArchiveEntry entry) {
    return entry.isFile()
        && !entry.isLink()
        && !entry.isSymbolicLink()
        && !entry.isCharacterDevice()
        && !entry.isBlockDevice()
        && !entry.isFIFO();
  }

  private void zip() throws IOException {
    long done = 0;
    try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
      Enumeration<ZipArchiveEntry> entries = zip.getEntriesInPhysicalOrder();
      while (entries.hasMoreElements()) {
        ZipArchiveEntry entry = entries.nextElement();
        // Older tools on Windows write backslashes between folders.
        String name = entry.getName().replace('\\', '/');
        if (name.endsWith("/")) {
          folder.addFolder(name);
        } else if (entry.isUnixSymlink()) {
          throw folder.refused(name, "is a link or a device");
        } else if (!zip.canReadEntryData(entry)) {
          throw folder.refused(name, "is encrypted or packed in an unknown way");
        } else {
          try (InputStream content = zip.getInputStream(entry)) {
            folder.addFile(name, content);
          }
        }
        done += entry.getCompressedSize();
        progress.at(done);
      }
    }
  }
}
