package org.mekiki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mekiki.model.ModelRefusedException.Reason;
import org.mekiki.model.chunk.ChunkDigest;
import org.mekiki.model.chunk.ChunkIndex;
import org.mekiki.model.chunk.Tiling;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.padim.feature.Reduction;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.text.Sha256;

class ModelAssemblerTest {
  private static final PadimModel MODEL = Models.selection(5);
  private static final ModelChunks CHUNKS =
      new ModelChunks(MODEL, new Tiling(MODEL.embedding().grid(), 3, 5), Precision.FLOAT32);
  private static final ModelManifest MANIFEST =
      CHUNKS.manifest("cam", 2, Models.TIME, Models.training(), Models.calibration());

  static Stream<PadimModel> models() {
    return Stream.of(MODEL, Models.projection(6), Models.large(7));
  }

  @ParameterizedTest
  @MethodSource("models")
  void givesBackTheModelFromChunksInAnyOrder(PadimModel model) {
    ModelManifest manifest = Models.manifest("cam", 1, model);
    ModelAssembly assembly = ModelAssembler.of(model.backbone()).begin(manifest);
    List<Integer> order =
        new ArrayList<>(IntStream.range(0, manifest.chunks().count()).boxed().toList());
    Collections.shuffle(order, new Random(1));

    order.forEach(n -> assertThat(assembly.add(n, Models.chunks(model).chunk(n))).isTrue());

    assertThat(assembly.complete()).isTrue();
    assertSame(assembly.finish().model(), model);
  }

  @Test
  void factorsInInt8StayInInt8() {
    Tiling tiling = new Tiling(MODEL.embedding().grid(), 3, 5);
    ModelChunks chunks = new ModelChunks(MODEL, tiling, Precision.INT8);
    ModelManifest manifest =
        chunks.manifest("cam", 2, Models.TIME, Models.training(), Models.calibration());
    ModelAssembly assembly = ModelAssembler.of(MODEL.backbone()).begin(manifest);
    IntStream.range(0, chunks.count()).forEach(n -> assembly.add(n, chunks.chunk(n)));

    PatchGaussians gaussians = assembly.finish().model().gaussians();

    assertThat(gaussians.isInt8()).isTrue();
    assertThat(gaussians.mean()).isEqualTo(MODEL.gaussians().mean());
    assertThat(gaussians.factor()).isEqualTo(Precision.INT8.round(MODEL.gaussians()).factor());
  }

  @Test
  void cutsALargeTileIntoSeveralChunks() {
    ModelManifest manifest = Models.manifest("cam", 1, Models.large(7));

    assertThat(manifest.chunks().chunksPerTile()).isEqualTo(3);
    assertThat(manifest.chunks().count()).isEqualTo(3);
  }

  @Test
  void takesTheRightOneOfSeveralRecordsForAChunk() {
    ModelAssembly assembly = begin();
    byte[] altered = CHUNKS.chunk(1);
    altered[40]++;

    assertThat(assembly.add(1, altered)).isFalse();
    addAllBut(assembly, -1);
    assertThat(assembly.add(1, altered)).isFalse();
    assertThat(assembly.add(1, CHUNKS.chunk(1))).as("already there").isFalse();

    assertSame(assembly.finish().model(), MODEL);
  }

  @Test
  void refusesAnAlteredChunk() {
    ModelAssembly assembly = begin();
    addAllBut(assembly, 3);
    byte[] altered = CHUNKS.chunk(3);
    altered[altered.length - 1] ^= 1;
    assembly.add(3, altered);

    assertRefused(assembly::finish, Reason.ALTERED_CHUNK)
        .hasMessage(
            "chunk 3 of 5 of model 'cam' version 2 was altered: its sha256 is not %s, which the"
                + " manifest names",
            MANIFEST.chunks().chunkSha256().get(3));
  }

  @Test
  void refusesAModelWithAMissingChunk() {
    ModelAssembly assembly = begin();
    addAllBut(assembly, 3);

    assertThat(assembly.complete()).isFalse();
    assertRefused(assembly::finish, Reason.MISSING_CHUNK)
        .hasMessage(
            "chunk 3 of 5 of model 'cam' version 2 is missing (4 are there): publish or train it"
                + " again");
  }

  @Test
  void leavesChunksAloneThatAreNotTheModels() {
    ModelAssembly assembly = begin();

    assertThat(assembly.add(-1, CHUNKS.chunk(0))).isFalse();
    assertThat(assembly.add(5, CHUNKS.chunk(0))).isFalse();
    assertThat(assembly.add(0, CHUNKS.chunk(1))).isFalse();
    assertThat(assembly.add(0, new byte[Tiling.MAX_CHUNK_BYTES + 1])).isFalse();
  }

  @Test
  void refusesAModelOfAnotherBackbone() {
    Backbone other = Models.backbone("f".repeat(64), 5);

    assertRefused(() -> ModelAssembler.of(other).begin(MANIFEST), Reason.WRONG_BACKBONE)
        .hasMessage(
            "model 'cam' version 2 was trained with backbone 'tiny.onnx' (sha256 %s); this one is"
                + " 'tiny.onnx' (sha256 %s): score with that backbone, or train the model again"
                + " with this one",
            Models.SHA, "f".repeat(64));
  }

  @Test
  void refusesAModelOfOtherFeaturesOrInput() {
    Backbone ours = MODEL.backbone();
    Backbone otherFeatures =
        new Backbone(
            "x", ours.sha256(), ours.preprocessing(), List.of(new FeatureShape("c", 5, 8, 8)));
    Backbone otherInput =
        new Backbone("x", ours.sha256(), Preprocessing.imageNet(32, 32), ours.features());

    assertRefused(() -> ModelAssembler.of(otherFeatures).check(MANIFEST), Reason.WRONG_GEOMETRY)
        .hasMessageContaining("was trained with features [")
        .hasMessageContaining("name=c");
    assertRefused(() -> ModelAssembler.of(otherInput).check(MANIFEST), Reason.WRONG_GEOMETRY)
        .hasMessageContaining("was trained with preprocessing ")
        .hasMessageContaining("0.485");
    ModelAssembler.ofAnyBackbone().check(MANIFEST);
  }

  @Test
  void takesAModelWhoseBackboneHasAnotherName() {
    Backbone ours = MODEL.backbone();
    ModelAssembler.of(new Backbone("renamed", ours.sha256(), ours.preprocessing(), ours.features()))
        .check(MANIFEST);
  }

  @Test
  void refusesAnIntactChunkOfAnotherShape() {
    byte[] foreign = Models.chunks(Models.projection(1)).chunk(0);
    List<ChunkDigest> digests =
        new ArrayList<>(
            IntStream.range(0, 5).mapToObj(n -> ChunkDigest.of(CHUNKS.chunk(n))).toList());
    digests.set(0, ChunkDigest.of(foreign));
    ModelManifest lying =
        ModelManifest.of(
            "cam",
            2,
            Models.TIME,
            MODEL.backbone(),
            MODEL.embedding().grid(),
            3,
            MANIFEST.reduction(),
            ChunkIndex.of(MANIFEST.tiling(), Precision.FLOAT32, digests),
            Models.training(),
            Models.calibration(),
            PublishedGraph.NONE,
            Optional.empty());
    ModelAssembly assembly = ModelAssembler.of(MODEL.backbone()).begin(lying);

    assertRefused(() -> assembly.add(0, foreign), Reason.WRONG_GEOMETRY)
        .hasMessage(
            "chunk 0 of model 'cam' version 2 can't be used: it holds tile 0 with patches 0+4 of 2"
                + " dimensions in FLOAT32, expected tile 0 with patches 0+5 of 3 dimensions in"
                + " FLOAT32");
  }

  @Test
  void aModelThatBringsItsNetworkNeedsNoOther() {
    byte[] graph = Models.graph();
    PadimModel model = Models.bringing(graph);
    ModelChunks chunks = Models.chunks(model).withGraph(graph, Models.SHA, 0.03);
    ModelManifest manifest = Models.withGraph("cam", 1, model);
    ModelAssembly assembly = ModelAssembler.of(Models.backbone("e".repeat(64), 5)).begin(manifest);

    for (int n = chunks.count() - 1; n >= 0; n--) {
      assertThat(assembly.add(n, chunks.chunk(n))).isTrue();
    }

    assertThat(assembly.finish().graph()).hasValueSatisfying(g -> assertThat(g).isEqualTo(graph));
  }

  @Test
  void aNetworkOfSeveralChunksComesBehindAProjection() {
    byte[] graph = new byte[2 * Tiling.MAX_CHUNK_BYTES + 1];
    PadimModel plain = Models.projection(3);
    PadimModel model =
        Models.model(
            plain.embedding().grid(),
            plain.embedding().reduction(),
            Models.backbone(Sha256.hex(graph), 5),
            3);
    ModelChunks chunks = Models.chunks(model).withGraph(graph, Models.SHA, 0);
    ModelManifest manifest =
        chunks.manifest("cam", 1, Models.TIME, Models.training(), Models.calibration());
    assertThat(manifest.graph().chunks()).isEqualTo(3);
    ModelAssembly assembly = ModelAssembler.ofAnyBackbone().begin(manifest);

    for (int n = 0; n < chunks.count(); n++) {
      assembly.add(n, chunks.chunk(n));
    }

    VerifiedModel verified = assembly.finish();
    assertSame(verified.model(), model);
    assertThat(verified.graph()).hasValueSatisfying(g -> assertThat(g).isEqualTo(graph));
  }

  @Test
  void refusesAModelWhoseNetworkIsMissing() {
    PadimModel model = Models.bringing(Models.graph());
    ModelAssembly assembly =
        ModelAssembler.ofAnyBackbone().begin(Models.withGraph("cam", 1, model));
    assembly.add(0, Models.chunks(model).chunk(0));

    assertRefused(assembly::finish, Reason.MISSING_CHUNK);
  }

  @Test
  void refusesANetworkThatIsNotTheBackboneThatTheManifestNames() {
    ModelManifest manifest = Models.withGraph("cam", 1, MODEL);
    ModelAssembly assembly = ModelAssembler.ofAnyBackbone().begin(manifest);

    assertRefused(() -> assembly.add(1, Models.graph()), Reason.WRONG_GEOMETRY)
        .hasMessage(
            "chunk 1 of model 'cam' version 1 can't be used: the graph that it begins has 1000"
                + " bytes and is not that of backbone 'tiny.onnx', 1000 bytes with sha256 "
                + Models.SHA);
  }

  @Test
  void refusesAnIndexWhoseChecksumIsNotThatOfItsChunks() {
    ChunkIndex index = MANIFEST.chunks();
    List<String> swapped = new ArrayList<>(index.chunkSha256());
    Collections.swap(swapped, 0, 1);

    assertThatThrownBy(
            () ->
                new ChunkIndex(
                    index.precision(),
                    index.patchesPerTile(),
                    index.tiles(),
                    index.chunksPerTile(),
                    index.totalBytes(),
                    index.sha256(),
                    swapped))
        .hasMessage(
            "the model's sha256 %s is not that of its chunks, %s",
            index.sha256(), ChunkIndex.modelSha256(swapped));
  }

  private static ModelAssembly begin() {
    return ModelAssembler.of(MODEL.backbone()).begin(MANIFEST);
  }

  private static void addAllBut(ModelAssembly assembly, int left) {
    for (int n = 0; n < CHUNKS.count(); n++) {
      if (n != left) {
        assembly.add(n, CHUNKS.chunk(n));
      }
    }
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      ThrowingCallable call, Reason reason) {
    return assertThatThrownBy(call)
        .isInstanceOf(ModelRefusedException.class)
        .matches(e -> ((ModelRefusedException) e).reason() == reason, "reason " + reason);
  }

  static void assertSame(PadimModel actual, PadimModel expected) {
    assertThat(actual.gaussians().mean()).isEqualTo(expected.gaussians().mean());
    assertThat(actual.gaussians().factor()).isEqualTo(expected.gaussians().factor());
    assertThat(actual.backbone()).isEqualTo(expected.backbone());
    assertThat(actual.normalizer()).isEqualTo(expected.normalizer());
    assertThat(actual.threshold()).isEqualTo(expected.threshold());
    assertThat(actual.frames()).isEqualTo(expected.frames());
    assertThat(actual.embedding().neighbourhood()).isEqualTo(expected.embedding().neighbourhood());
    assertThat(matrix(actual)).isEqualTo(matrix(expected));
  }

  private static float[] matrix(PadimModel model) {
    if (model.embedding().reduction() instanceof Reduction.Projection projection) {
      return projection.weights();
    }
    int[] indices = ((Reduction.Selection) model.embedding().reduction()).indices();
    float[] values = new float[indices.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = indices[i];
    }
    return values;
  }
}
