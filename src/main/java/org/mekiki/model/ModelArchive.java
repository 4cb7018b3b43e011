package org.mekiki.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.mekiki.model.ModelRefusedException.Reason;
import org.mekiki.model.chunk.ChunkSource;
import org.mekiki.model.chunk.Tiling;
import org.mekiki.text.Text;

/**
 * A model in one file: a zip with {@code manifest.json}, {@code manifest.sig} if the manifest is
 * signed, {@code detectability.json} if it is known what the model can see, and {@code chunks/0},
 * {@code chunks/1}, …. {@link ModelArchiveWriter} writes it.
 *
 * <p>Entries are looked up by these names only and never unpacked to a path, and nothing is read
 * beyond the valid size of its kind: a file from elsewhere can neither write nor fill anything.
 */
public final class ModelArchive implements ChunkSource, AutoCloseable {
  static final String MANIFEST = "manifest.json";
  static final String SIGNATURE = "manifest.sig";
  static final String DETECTABILITY = "detectability.json";
  static final String CHUNKS = "chunks/";

  /** Largest record of what a version can see: in a file, in a command, and on the topic. */
  public static final int MAX_DETECTABILITY_BYTES = 200_000;

  private static final int MAX_SIGNATURE_BYTES = 1024;

  private final Path path;
  private final ZipFile zip;
  private final SignedManifest signed;
  private final ModelManifest manifest;

  private ModelArchive(Path path, ZipFile zip) throws IOException {
    this.path = path;
    this.zip = zip;
    boolean hasSignature = zip.getEntry(SIGNATURE) != null;
    this.signed =
        new SignedManifest(
            read(MANIFEST, ManifestJson.MAX_BYTES),
            hasSignature ? read(SIGNATURE, MAX_SIGNATURE_BYTES) : null);
    this.manifest = signed.read();
    int expected =
        1
            + (hasSignature ? 1 : 0)
            + (zip.getEntry(DETECTABILITY) == null ? 0 : 1)
            + manifest.chunks().count();
    if (zip.size() != expected) {
      throw new ModelRefusedException(
          zip.size() < expected ? Reason.MISSING_CHUNK : Reason.UNREADABLE_MANIFEST,
          Text.of(
              "%s has %d entries; a model of %d chunks has %d",
              path, zip.size(), manifest.chunks().count(), expected));
    }
  }

  /**
   * Opens a model file and reads its manifest.
   *
   * @throws ModelRefusedException if the file is no model, or one of a newer format
   * @throws IOException if it can't be read
   */
  public static ModelArchive open(Path path) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(path.toFile());
    } catch (ZipException e) {
      throw new ModelRefusedException(
          Reason.UNREADABLE_MANIFEST,
          path + " is not a model file: it is not a zip archive, or was cut off",
          e);
    }
    try {
      return new ModelArchive(path, zip);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  /** The manifest with its signature. */
  public SignedManifest signed() {
    return signed;
  }

  /** What the model can see, as JSON, if that is known; nobody has verified it. */
  public Optional<byte[]> detectability() throws IOException {
    return zip.getEntry(DETECTABILITY) == null
        ? Optional.empty()
        : Optional.of(read(DETECTABILITY, MAX_DETECTABILITY_BYTES));
  }

  /** What the model says of itself. */
  public ModelManifest manifest() {
    return manifest;
  }

  /**
   * One chunk, verified.
   *
   * @throws ModelRefusedException if it is missing or altered
   */
  @Override
  public byte[] chunk(int number) throws IOException {
    Objects.checkIndex(number, manifest.chunks().count());
    return manifest.checked(number, read(CHUNKS + number, Tiling.MAX_CHUNK_BYTES));
  }

  /**
   * The whole model, verified.
   *
   * @throws ModelRefusedException if a chunk is missing or altered, or the model is for another
   *     backbone
   */
  public VerifiedModel assemble(ModelAssembler assembler) throws IOException {
    ModelAssembly assembly = assembler.begin(manifest);
    for (int n = 0; n < manifest.chunks().count(); n++) {
      assembly.add(n, chunk(n));
    }
    return assembly.finish();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  private byte[] read(String name, int maxBytes) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new ModelRefusedException(
          name.equals(MANIFEST) ? Reason.UNREADABLE_MANIFEST : Reason.MISSING_CHUNK,
          path + " is not a whole model file: it has no entry '" + name + "'");
    }
    try (InputStream stream = zip.getInputStream(entry)) {
      byte[] bytes = stream.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new ModelRefusedException(
            Reason.TOO_LARGE,
            Text.of(
                "entry '%s' of %s has more than %d bytes, which is the most that is valid",
                name, path, maxBytes));
      }
      return bytes;
    } catch (ZipException e) {
      throw new ModelRefusedException(
          Reason.ALTERED_CHUNK, "entry '" + name + "' of " + path + " can't be unpacked", e);
    }
  }
}
