package org.mekiki.service.parts;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.mekiki.config.ScoreSettings;
import org.mekiki.model.ModelEvents;
import org.mekiki.model.ModelManifest;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.map.PatchMask;
import org.mekiki.terminal.CommandException;
import org.mekiki.text.FileFault;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepared factors of models in files, from which scorers map them. A file is named by the
 * checksums of what it was made of and by its layout, appears whole or not at all, and is never
 * changed, so several processes may share the folder. Deleting a file takes it from nobody who has
 * mapped it.
 *
 * <p>For the thread that loads models. {@link ModelEvents} tell it which files are in use. A file
 * that is no longer in use stays until its room is needed: another process may need it next.
 */
public final class ModelCache implements ModelEvents {
  private static final Logger LOG = LoggerFactory.getLogger(ModelCache.class);
  private static final String FOLDER = "mekiki-factors";

  private final Path folder;
  private final FactorFiles files;

  /** Of the models that are served, by key. */
  private final Map<String, Path> used = new ConcurrentHashMap<>();

  /** Of the chunks whose file could not be read: they stay in the heap until the next start. */
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

  /**
   * Files that could not be read: the first to go. The disk may hang, so no scorer deletes them.
   */
  private final Queue<Path> lost = new ConcurrentLinkedQueue<>();

  /** What was mapped last; null after its model is served. */
  private Mapped mapped;

  private boolean complained;

  /** A file whose model may be refused yet. */
  private record Mapped(String label, Path file) {}

  private ModelCache(Path folder, FactorFiles files) {
    this.folder = folder;
    this.files = files;
  }

  /**
   * The configured one; empty if there is none, or if this JVM can't use it.
   *
   * @throws CommandException if the folder can't be used
   */
  public static Optional<ModelCache> of(ScoreSettings score) {
    if (score.modelsCache().isPresent() && !MahalanobisDistance.hasVectorModule()) {
      LOG.warn(
          "{} is not used: it needs the module jdk.incubator.vector; start Java with --add-modules"
              + " jdk.incubator.vector",
          ScoreSettings.MODELS_CACHE.name());
      return Optional.empty();
    }
    return score
        .modelsCache()
        .map(folder -> open(folder, score.modelsCacheMaxBytes(), FactorFiles.ofDisk(folder)));
  }

  /**
   * Opens a folder, in which it makes one that only this user may write to.
   *
   * @param space of the folder's disk
   * @throws CommandException if it can't be used
   */
  static ModelCache open(Path folder, long maxBytes, FactorFiles.Space space) {
    Path ours = folder.resolve(FOLDER);
    try {
      Files.createDirectories(folder);
      create(ours);
      requireOurs(ours);
      FactorFiles files = new FactorFiles(ours, maxBytes, space);
      files.deleteAbandoned();
      return new ModelCache(ours, files);
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  static CommandException unusable(Path folder, IOException e) {
    String why =
        e instanceof FileSystemException
            ? FileFault.unwritten(e)
            : e.getMessage() + "; name a folder that only this user may write to";
    return CommandException.failed(
        Text.of("%s = %s can't be used: ", ScoreSettings.MODELS_CACHE.name(), folder) + why);
  }

  private static void create(Path files) throws IOException {
    try {
      Files.createDirectory(
          files,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      LOG.debug("{} is there", files);
    } catch (UnsupportedOperationException e) { // no POSIX file system: its folder has to protect
      Files.createDirectories(files);
    }
  }

  /** Scores are made of what lies there, and no signature vouches for it. */
  private static void requireOurs(Path files) throws IOException {
    Path probe = Files.createTempFile(files, "probe", FactorFiles.PROBE);
    try {
      if (!Files.getOwner(files).equals(Files.getOwner(probe))) {
        throw new IOException(files + " belongs to " + Files.getOwner(files));
      }
      Set<PosixFilePermission> others = new HashSet<>(Files.getPosixFilePermissions(files));
      others.retainAll(Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE));
      if (!others.isEmpty()) {
        throw new IOException("others may write to " + files);
      }
    } catch (UnsupportedOperationException e) {
      LOG.debug("no owners or permissions in {}", files);
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  /** Whether a model of this kind can be kept. */
  public boolean takes(ModelManifest manifest) {
    return manifest.chunks().precision() == Precision.INT8
        && !unreadable.contains(manifest.chunks().sha256())
        && MahalanobisDistance.canBeMapped(
            manifest.grid().patches(), manifest.dimensions(), Precision.INT8);
  }

  /**
   * What was kept of a model; empty if nothing was, or what is there is no good.
   *
   * @param mask of the patches that count; empty if all do
   */
  public Optional<MahalanobisDistance> find(ModelManifest manifest, Optional<PatchMask> mask) {
    mapped = null;
    Path file = file(manifest, mask);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      MahalanobisDistance found = map(file, manifest, mask);
      FactorFiles.opened(file, Instant.now());
      mapped = new Mapped(manifest.label(), file);
      return Optional.of(found);
    } catch (MahalanobisDistance.AlteredException e) {
      LOG.warn("{} is read from the topic again: {}", manifest.label(), e.toString());
      FactorFiles.delete(file);
      return Optional.empty();
    } catch (IOException e) { // too many open files, say: the file may be good, and others use it
      LOG.warn("{} is read from the topic this time: {}", manifest.label(), e.toString());
      return Optional.empty();
    }
  }

  /** Keeps a model; empty if there is no room for it. */
  public Optional<MahalanobisDistance> keep(
      ModelManifest manifest, Optional<PatchMask> mask, PatchGaussians all) {
    Path file = file(manifest, mask);
    Path part = file.resolveSibling(UUID.randomUUID() + FactorFiles.PART);
    PatchGaussians counted = mask.map(patches -> patches.compact(all)).orElse(all);
    deleteLost();
    try {
      files.makeRoom(
          MahalanobisDistance.fileBytes(counted.patches(), counted.dimensions()), used.values());
      MahalanobisDistance.prepare(counted, Precision.INT8).write(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      MahalanobisDistance kept = map(file, manifest, mask);
      mapped = new Mapped(manifest.label(), file);
      return Optional.of(kept);
    } catch (IOException e) {
      FactorFiles.delete(part);
      if (!complained) {
        LOG.warn(
            "{} is in the heap, as are others that find no room in {}: {}",
            manifest.label(),
            folder,
            e.toString());
      }
      complained = true;
      return Optional.empty();
    }
  }

  private void deleteLost() {
    for (Path file = lost.poll(); file != null; file = lost.poll()) {
      FactorFiles.delete(file);
    }
  }

  private static MahalanobisDistance map(
      Path file, ModelManifest manifest, Optional<PatchMask> mask) throws IOException {
    int patches = mask.map(PatchMask::count).orElse(manifest.grid().patches());
    return MahalanobisDistance.map(file, patches, manifest.dimensions());
  }

  private Path file(ModelManifest manifest, Optional<PatchMask> mask) {
    String some = mask.map(patches -> "-" + Sha256.hex(bits(patches))).orElse("");
    return folder.resolve(
        manifest.chunks().sha256()
            + some
            + "."
            + MahalanobisDistance.layout()
            + FactorFiles.SUFFIX);
  }

  private static byte[] bits(PatchMask mask) {
    BitSet counts = new BitSet();
    for (int p = 0; p < mask.grid().patches(); p++) {
      counts.set(p, mask.counts(p));
    }
    return counts.toByteArray();
  }

  /** {@inheritDoc} Its file is in use. */
  @Override
  public void loaded(ModelManifest manifest, long bytes, Duration took) {
    serves(manifest);
  }

  /** {@inheritDoc} The file of the former version is the first to go, if it is another one. */
  @Override
  public void swapped(ModelManifest from, ModelManifest to, long bytes, Duration took) {
    serves(to);
  }

  /** {@inheritDoc} Its file is the first to go. */
  @Override
  public void removed(ModelManifest manifest) {
    firstToGo(used.remove(manifest.model()));
  }

  /** {@inheritDoc} Its file is among the last to go. */
  @Override
  public void evicted(ModelManifest manifest, long bytes) {
    used.remove(manifest.model());
  }

  /**
   * {@inheritDoc} From now on it is in the heap: a disk that has failed once is not asked again.
   * Its file is deleted when the next model is kept.
   */
  @Override
  public void lost(ModelManifest manifest, RuntimeException why) {
    unreadable.add(manifest.chunks().sha256());
    Path file = used.remove(manifest.model());
    LOG.warn(
        "{} is read from the topic again and stays in the heap: {}; check the disk of {}",
        manifest.label(),
        why.getMessage(),
        folder);
    if (file != null) {
      lost.add(file);
    }
  }

  private void serves(ModelManifest manifest) {
    boolean inFile = mapped != null && mapped.label.equals(manifest.label());
    firstToGo(inFile ? used.put(manifest.model(), mapped.file) : used.remove(manifest.model()));
    mapped = null;
  }

  private void firstToGo(Path file) {
    if (file != null && !used.containsValue(file)) {
      FactorFiles.opened(file, Instant.EPOCH);
    }
  }
}
