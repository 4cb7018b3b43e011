package org.mekiki.model;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.mekiki.model.ModelRefusedException.Reason;
import org.mekiki.model.chunk.ChunkSink;
import org.mekiki.model.chunk.Chunks;
import org.mekiki.model.chunk.ProjectionCodec;
import org.mekiki.model.chunk.Sha256;
import org.mekiki.model.chunk.StoredReduction;
import org.mekiki.model.chunk.TileCodec;
import org.mekiki.model.chunk.Tiling;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.Reduction;
import org.mekiki.padim.gaussian.Int8Factors;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;

/**
 * Puts a model together from its manifest and its chunks, and refuses it unless every byte is the
 * one that was written and the network is the one that it was trained with.
 *
 * <p>Chunks may come in any order and more than once. They are told by their checksum, not by who
 * wrote them when: of several records with one chunk's key, the right one counts. Each is decoded
 * as it comes, so that a model is in memory once.
 *
 * <p>Immutable; an {@link Assembly} belongs to one thread.
 */
public final class ModelAssembler {
  private final List<Backbone> backbones;

  private ModelAssembler(List<Backbone> backbones) {
    this.backbones = backbones;
  }

  /** Takes models of this network, and those that bring theirs. */
  public static ModelAssembler of(Backbone backbone) {
    return of(backbone, List.of());
  }

  /**
   * Takes models of any of these networks, and those that bring theirs.
   *
   * @param backbone the network that a refusal names
   * @param others networks that can be run as well: earlier releases of the first, say
   */
  public static ModelAssembler of(Backbone backbone, List<Backbone> others) {
    return new ModelAssembler(Stream.concat(Stream.of(backbone), others.stream()).toList());
  }

  /** Takes models of any network: for looking at them, not for scoring. */
  public static ModelAssembler ofAnyBackbone() {
    return new ModelAssembler(List.of());
  }

  /**
   * Refuses what can be told from the manifest alone, before a chunk is fetched.
   *
   * @throws ModelRefusedException if the model is not for this network
   */
  public void check(ModelManifest manifest) {
    if (!manifest.graph().exists()) {
      String trained = manifest.backbone().sha256();
      backbones.stream()
          .filter(ours -> ours.sha256().equals(trained))
          .findFirst()
          .or(() -> backbones.stream().findFirst())
          .ifPresent(ours -> checkBackbone(manifest, ours));
    }
  }

  /**
   * Starts to put a model together.
   *
   * @throws ModelRefusedException as {@link #check} does, or if the model is larger than arrays can
   *     be
   */
  public Assembly begin(ModelManifest manifest) {
    check(manifest);
    return new Assembly(manifest);
  }

  private static void checkBackbone(ModelManifest manifest, Backbone ours) {
    Backbone theirs = manifest.backbone();
    if (!theirs.sha256().equals(ours.sha256())) {
      throw new ModelRefusedException(
          Reason.WRONG_BACKBONE,
          String.format(
              Locale.ROOT,
              "%s was trained with backbone '%s' (sha256 %s); this one is '%s' (sha256 %s): score"
                  + " with that backbone, or train the model again with this one",
              manifest.label(),
              theirs.name(),
              theirs.sha256(),
              ours.name(),
              ours.sha256()));
    }
    if (manifest.view().isPresent()) {
      ImageShape input = theirs.preprocessing().shape();
      checkSame(
          manifest,
          "preprocessing",
          theirs.preprocessing(),
          ours.preprocessing().withSize(input.height(), input.width()));
      checkSame(manifest, "features", channels(theirs), channels(ours));
      return;
    }
    checkSame(manifest, "features", theirs.features(), ours.features());
    checkSame(manifest, "preprocessing", theirs.preprocessing(), ours.preprocessing());
  }

  /** What doesn't depend on the size of pictures. */
  private static List<String> channels(Backbone backbone) {
    return backbone.features().stream().map(f -> f.channels() + " of " + f.name()).toList();
  }

  private static void checkSame(ModelManifest manifest, String what, Object theirs, Object ours) {
    if (!theirs.equals(ours)) {
      throw new ModelRefusedException(
          Reason.WRONG_GEOMETRY,
          String.format(
              Locale.ROOT,
              "%s was trained with %s %s; here they are %s: set them alike, or train it again",
              manifest.label(),
              what,
              theirs,
              ours));
    }
  }

  /** A model whose chunks are coming in. */
  public static final class Assembly implements ChunkSink {
    private final ModelManifest manifest;
    private final Tiling tiling;
    private final int chunksPerTile;
    private final int tileChunks;
    private final int graphStart;
    private final float[] mean;

    /** Of factors in int8 null; they stay as they come. */
    private final float[] factor;

    /** Null for other factors. */
    private final byte[] int8;

    private final BitSet seen;
    private final BitSet altered = new BitSet();
    private final byte[][] pieces;
    private long bytes;
    private Reduction reduction;
    private Optional<byte[]> graph = Optional.empty();

    private Assembly(ModelManifest manifest) {
      this.manifest = manifest;
      this.tiling = manifest.tiling();
      this.chunksPerTile = manifest.chunks().chunksPerTile();
      this.tileChunks = tiling.tileChunks(manifest.chunks().precision());
      this.graphStart = manifest.firstGraphChunk();
      this.seen = new BitSet(manifest.chunks().count());
      this.pieces = new byte[manifest.chunks().count()][];
      try {
        int patches = manifest.grid().patches();
        this.mean = new float[Math.multiplyExact(patches, manifest.dimensions())];
        boolean inInt8 = manifest.chunks().precision() == Precision.INT8;
        int triangle = PatchGaussians.triangle(manifest.dimensions());
        int bytes = Int8Factors.bytes(manifest.dimensions());
        this.factor = inInt8 ? null : new float[Math.multiplyExact(patches, triangle)];
        this.int8 = inInt8 ? new byte[Math.multiplyExact(patches, bytes)] : null;
      } catch (ArithmeticException | OutOfMemoryError e) {
        throw new ModelRefusedException(
            Reason.TOO_LARGE,
            String.format(
                Locale.ROOT,
                "%s takes %d bytes of memory, more than there is",
                manifest.label(),
                manifest.memoryBytes()),
            e);
      }
    }

    /**
     * Takes a chunk. One that is not this model's, or is already there, or is not as it was
     * written, is left alone: another record may still bring the right one.
     *
     * @return whether it was taken
     * @throws ModelRefusedException if the chunk is as it was written but not of this model's shape
     */
    @Override
    public boolean add(int chunk, byte[] value) {
      if (chunk < 0 || chunk >= pieces.length || seen.get(chunk)) {
        return false;
      }
      if (value.length > Tiling.MAX_CHUNK_BYTES
          || !Sha256.hex(value).equals(manifest.chunks().chunkSha256().get(chunk))) {
        altered.set(chunk);
        return false;
      }
      seen.set(chunk);
      bytes += value.length;
      pieces[chunk] = value;
      int first = firstOfPart(chunk);
      int end = endOfPart(chunk);
      if (seen.nextClearBit(first) >= end) {
        decode(first, end);
      }
      return true;
    }

    /** A part is what is decoded together: a tile, the projection, the graph. */
    private int firstOfPart(int chunk) {
      if (chunk >= graphStart) {
        return graphStart;
      }
      return chunk < tileChunks ? chunk - chunk % chunksPerTile : tileChunks;
    }

    private int endOfPart(int chunk) {
      if (chunk >= graphStart) {
        return pieces.length;
      }
      return chunk < tileChunks ? firstOfPart(chunk) + chunksPerTile : graphStart;
    }

    @Override
    public boolean complete() {
      return seen.cardinality() == pieces.length;
    }

    /**
     * The model.
     *
     * @throws ModelRefusedException if a chunk is missing or was altered
     */
    public VerifiedModel finish() {
      if (!complete()) {
        throw incomplete();
      }
      if (bytes != manifest.chunks().totalBytes()) {
        throw new ModelRefusedException(
            Reason.ALTERED_CHUNK,
            String.format(
                Locale.ROOT,
                "the chunks of %s have %d bytes; its manifest says %d",
                manifest.label(),
                bytes,
                manifest.chunks().totalBytes()));
      }
      Reduction complete =
          manifest.reduction().kind() == StoredReduction.Kind.SELECTION
              ? manifest.reduction().selection()
              : Objects.requireNonNull(reduction);
      return new VerifiedModel(
          manifest,
          new PadimModel(
              manifest.backbone(),
              new EmbeddingSettings(manifest.grid(), manifest.neighbourhood(), complete),
              gaussians(),
              manifest.calibration().normalizer(),
              manifest.calibration().threshold(),
              manifest.training().frames(),
              manifest.calibration().groups()),
          graph);
    }

    private PatchGaussians gaussians() {
      int patches = manifest.grid().patches();
      return int8 == null
          ? new PatchGaussians(0, patches, manifest.dimensions(), mean, factor)
          : PatchGaussians.ofInt8(0, patches, manifest.dimensions(), mean, int8);
    }

    private void tile(byte[] joined, int number) {
      if (int8 == null) {
        Precision precision = manifest.chunks().precision();
        TileCodec.decodeInto(joined, number, tiling, precision, mean, factor);
      } else {
        TileCodec.decodeInto(joined, number, tiling, mean, int8);
      }
    }

    private void decode(int first, int end) {
      List<byte[]> parts = new ArrayList<>(end - first);
      for (int i = first; i < end; i++) {
        parts.add(pieces[i]);
        pieces[i] = null;
      }
      try {
        if (first < tileChunks) {
          tile(Chunks.join(parts), first / chunksPerTile);
        } else if (first == graphStart) {
          graph = Optional.of(graph(Chunks.join(parts)));
        } else {
          reduction = ProjectionCodec.decode(Chunks.join(parts), manifest.reduction());
        }
      } catch (IllegalArgumentException e) {
        throw new ModelRefusedException(
            Reason.WRONG_GEOMETRY,
            String.format(
                Locale.ROOT,
                "chunk %d of %s can't be used: %s",
                first,
                manifest.label(),
                e.getMessage()),
            e);
      }
    }

    private byte[] graph(byte[] joined) {
      if (joined.length != manifest.graph().bytes()
          || !Sha256.hex(joined).equals(manifest.backbone().sha256())) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the graph that it begins has %d bytes and is not that of backbone '%s', %d bytes"
                    + " with sha256 %s",
                joined.length,
                manifest.backbone().name(),
                manifest.graph().bytes(),
                manifest.backbone().sha256()));
      }
      return joined;
    }

    private ModelRefusedException incomplete() {
      int count = pieces.length;
      altered.andNot(seen);
      if (!altered.isEmpty()) {
        int chunk = altered.nextSetBit(0);
        return new ModelRefusedException(
            Reason.ALTERED_CHUNK,
            String.format(
                Locale.ROOT,
                "chunk %d of %d of %s was altered: its sha256 is not %s, which the manifest"
                    + " names%s",
                chunk,
                count,
                manifest.label(),
                manifest.chunks().chunkSha256().get(chunk),
                altered.cardinality() == 1
                    ? ""
                    : "; " + altered.cardinality() + " chunks were: " + altered));
      }
      return new ModelRefusedException(
          Reason.MISSING_CHUNK,
          String.format(
              Locale.ROOT,
              "chunk %d of %d of %s is missing (%d are there): publish or train it again",
              seen.nextClearBit(0),
              count,
              manifest.label(),
              seen.cardinality()));
    }
  }
}
