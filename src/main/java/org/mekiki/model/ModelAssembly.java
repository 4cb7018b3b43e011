package org.mekiki.model;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mekiki.model.ModelRefusedException.Reason;
import org.mekiki.model.chunk.ChunkSink;
import org.mekiki.model.chunk.Chunks;
import org.mekiki.model.chunk.ProjectionCodec;
import org.mekiki.model.chunk.StoredReduction;
import org.mekiki.model.chunk.TileCodec;
import org.mekiki.model.chunk.Tiling;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.Reduction;
import org.mekiki.padim.gaussian.Int8Factors;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;

/** A model whose chunks are coming in, see {@link ModelAssembler}. Belongs to one thread. */
public final class ModelAssembly implements ChunkSink {
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

  ModelAssembly(ModelManifest manifest) {
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
          Text.of(
              "%s takes %d bytes of memory, more than there is",
              manifest.label(), manifest.memoryBytes()),
          e);
    }
  }

  /**
   * Takes a chunk. One that is not this model's, or is already there, or is not as it was written,
   * is left alone: another record may still bring the right one.
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
          Text.of(
              "the chunks of %s have %d bytes; its manifest says %d",
              manifest.label(), bytes, manifest.chunks().totalBytes()));
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
            manifest.calibration().groups(),
            manifest.calibration().common(),
            manifest.training().pictures().looks()),
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
          Text.of("chunk %d of %s can't be used: %s", first, manifest.label(), e.getMessage()),
          e);
    }
  }

  private byte[] graph(byte[] joined) {
    if (joined.length != manifest.graph().bytes()
        || !Sha256.hex(joined).equals(manifest.backbone().sha256())) {
      throw new IllegalArgumentException(
          Text.of(
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
          Text.of(
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
        Text.of(
            "chunk %d of %d of %s is missing (%d are there): publish or train it again",
            seen.nextClearBit(0), count, manifest.label(), seen.cardinality()));
  }
}
