package org.mekiki.model;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.BitSet;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.mekiki.model.ModelRefusedException.Reason;
import org.mekiki.model.chunk.ChunkSink;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;

/**
 * Writes a {@link ModelArchive}, chunk by chunk as they come: to a temporary file beside it, which
 * takes its name at the end, so that a file with this name is always whole. Not thread-safe.
 */
public final class ModelArchiveWriter implements ChunkSink, AutoCloseable {
  private final Path path;
  private final Path temporary;
  private final ModelManifest manifest;
  private final ZipOutputStream zip;
  private final BitSet written = new BitSet();

  /**
   * Begins a file.
   *
   * @throws ModelRefusedException if the manifest can't be read
   * @throws IOException if the folder can't be written to
   */
  public ModelArchiveWriter(Path path, SignedManifest signed) throws IOException {
    this.path = path;
    this.manifest = signed.read();
    Path directory = Objects.requireNonNullElse(path.toAbsolutePath().getParent(), path);
    this.temporary = Files.createTempFile(directory, ".mekiki-", ".part");
    this.zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary)));
    // Whitening factors hardly compress; the manifest does.
    zip.setLevel(Deflater.BEST_SPEED);
    entry(ModelArchive.MANIFEST, signed.json());
    if (signed.signature() != null) {
      entry(ModelArchive.SIGNATURE, signed.signature());
    }
  }

  /** Adds what the model can see, as JSON. */
  public void addDetectability(byte[] json) throws IOException {
    entry(ModelArchive.DETECTABILITY, json);
  }

  @Override
  public boolean add(int chunk, byte[] value) throws IOException {
    if (chunk < 0
        || chunk >= manifest.chunks().count()
        || written.get(chunk)
        || !Sha256.hex(value).equals(manifest.chunks().chunkSha256().get(chunk))) {
      return false;
    }
    entry(ModelArchive.CHUNKS + chunk, value);
    written.set(chunk);
    return true;
  }

  @Override
  public boolean complete() {
    return written.cardinality() == manifest.chunks().count();
  }

  /**
   * Gives the file its name.
   *
   * @throws ModelRefusedException if a chunk has not come, or not as the manifest says
   */
  public void finish() throws IOException {
    if (!complete()) {
      throw new ModelRefusedException(
          Reason.MISSING_CHUNK,
          Text.of(
              "chunk %d of %d of %s is missing or was altered (%d are there)",
              written.nextClearBit(0),
              manifest.chunks().count(),
              manifest.label(),
              written.cardinality()));
    }
    zip.close();
    Files.move(temporary, path, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Without {@link #finish}, nothing is left behind. */
  @Override
  public void close() throws IOException {
    try {
      zip.close();
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private void entry(String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
