package org.mekiki.service.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.key.ConfigException;

class HeapCheckTest {
  private static final long MIB = 1L << 20;
  private static final HeapCheck GIB = new HeapCheck(1024 * MIB);

  private static ConfigLoader loader(String... settings) {
    ConfigLoader loader = new ConfigLoader();
    for (int i = 0; i < settings.length; i += 2) {
      loader.set(settings[i], settings[i + 1], "--set");
    }
    return loader;
  }

  @Test
  void modelsThatCanNotFitAreRefusedWithAllOtherProblems() {
    assertThatThrownBy(
            () ->
                GIB.checkScoring(loader("score.models.max-bytes", "2GiB", "score.threads", "many"))
                    .load())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("score.threads: \"many\" is not valid")
        .hasMessageContaining(
            "the heap is 1024 MiB, but this scorer needs 2160 MiB: score.models.max-bytes 2048"
                + " MiB, 8 frames (score.buffered-frames) for each of 6 partitions with 1 MiB"
                + " each, and 64 MiB for itself; raise the heap (-Xmx in MEKIKI_JAVA_OPTS, or the"
                + " container's memory), or lower these settings");
  }

  @Test
  void framesThatCanNotWaitAreRefusedToo() {
    ConfigLoader loader =
        loader("score.buffered-frames", "100", "topics.max-message-bytes", "64MiB");
    assertThatThrownBy(() -> GIB.checkScoring(loader).load())
        .hasMessageContaining("100 frames (score.buffered-frames) for each of 6 partitions");
  }

  @Test
  void picturesByReferenceAreCountedForEachThreadWhereReferencesAreFollowed() {
    String[] settings = {
      "references.allow", "file:///mnt/frames", "image.max-bytes", "800MiB", "score.threads", "4"
    };
    MekikiConfig config = GIB.checkScoring(loader(settings)).load();
    assertThat(GIB.modelsBytes(config, 6)).isEqualTo((1024 - 64 - 48 - 400) * MIB * 3 / 4);
    assertThat(GIB.warning(config, 6))
        .get()
        .asString()
        .contains(
            "8 frames (score.buffered-frames) for each of 6 partitions with 8 MiB each, a picture"
                + " by reference for each of 4 threads with 800 MiB each, and 64 MiB for itself");

    assertThatThrownBy(() -> new HeapCheck(512 * MIB).checkScoring(loader(settings)).load())
        .hasMessageContaining(
            "this scorer needs 544 MiB: score.models.max-bytes 32 MiB, 8 frames"
                + " (score.buffered-frames) for each of 6 partitions with 1 MiB each, a picture by"
                + " reference for each of 4 threads with 100 MiB each, and 64 MiB for itself");
    settings[0] = "references.timeout";
    settings[1] = "5s";
    new HeapCheck(512 * MIB).checkScoring(loader(settings)).load();
  }

  @Test
  void theDefaultsFitASmallHeapWithoutAWarning() {
    MekikiConfig config = GIB.checkScoring(loader()).load();
    assertThat(GIB.warning(config, 6)).isEmpty();
    assertThat(GIB.modelsBytes(config, 6)).isEqualTo((1024 - 64 - 384) * MIB);
    new HeapCheck(160 * MIB).checkScoring(loader()).load();
    assertThat(new HeapCheck(160 * MIB).modelsBytes(config, 6)).isEqualTo(36 * MIB);
  }

  @Test
  void theLargestFramesOfThePartitionsThatThereReallyAreMakeItTight() {
    MekikiConfig config = loader("score.models.max-bytes", "512MiB").load();
    assertThat(GIB.warning(config, 6)).isEmpty();
    assertThat(GIB.warning(config, 12))
        .contains(
            "memory is tight: with the largest frames this scorer may need 1344 MiB of a heap of"
                + " 1024 MiB: models 512 MiB, 8 frames (score.buffered-frames) for each of 12"
                + " partitions with 8 MiB each, and 64 MiB for itself; raise the heap, or lower"
                + " score.models.max-bytes or score.buffered-frames");
  }

  @Test
  void aStateOfTeachingInMemoryThatCanNotFitIsRefused() {
    BackboneFactory backbone = new BackboneFactory();
    ConfigLoader small = backbone.checkedBy(loader("train.store", "memory"));
    assertThatThrownBy(() -> GIB.checkTraining(small, backbone).load())
        .hasMessageContaining("this trainer needs")
        .hasMessageContaining("the state of one model with train.store = memory");

    BackboneFactory other = new BackboneFactory();
    new HeapCheck(4096 * MIB)
        .checkTraining(other.checkedBy(loader("train.store", "memory")), other)
        .load();
    GIB.checkTraining(backbone.checkedBy(loader()), backbone).load();
  }

  @Test
  void automaticDimensionsNeedTheMemoryOfManyFrames() {
    HeapCheck room = new HeapCheck(2048 * MIB);
    BackboneFactory backbone = new BackboneFactory();
    ConfigLoader few = backbone.checkedBy(loader("train.store", "memory"));
    room.checkTraining(few, backbone).load();

    BackboneFactory other = new BackboneFactory();
    ConfigLoader automatic =
        other.checkedBy(loader("train.store", "memory", "padim.dimensions", "auto"));
    assertThatThrownBy(() -> room.checkTraining(automatic, other).load())
        .hasMessageContaining("the state of one model with train.store = memory");
  }

  @Test
  void automaticDimensionsAndNetworksInInt8DoNotGoTogether() {
    ConfigLoader loader = loader("padim.dimensions", "auto", "train.backbone.precision", "int8");
    assertThatThrownBy(() -> Int8Training.checkedBy(loader).load())
        .hasMessageContaining("padim.dimensions is auto, but this trainer makes networks in int8")
        .hasMessageContaining("set padim.dimensions to a number");
    Int8Training.checkedBy(loader("padim.dimensions", "auto")).load();
    Int8Training.checkedBy(
            loader(
                "padim.dimensions", "auto",
                "padim.reduction", "all",
                "train.backbone.precision", "int8"))
        .load();
    Int8Training.checkedBy(loader("train.backbone.precision", "int8")).load();
  }

  @Test
  void dimensionsThatTheNetworkDoesNotHaveAreRefusedOnce() {
    BackboneFactory backbone = new BackboneFactory();
    ConfigLoader loader =
        backbone.checkedBy(loader("train.store", "memory", "padim.dimensions", "9999"));
    assertThatThrownBy(() -> GIB.checkTraining(loader, backbone).load())
        .hasMessageContaining("padim.dimensions is 9999");
  }

  @Test
  void stateOnDiskTakesASixteenthOfTheHeapUnlessItIsSet() {
    assertThat(new HeapCheck(160 * MIB).stateBytes(Optional.empty())).isEqualTo(32 * MIB);
    assertThat(GIB.stateBytes(Optional.empty())).isEqualTo(64 * MIB);
    assertThat(new HeapCheck(64 * 1024 * MIB).stateBytes(Optional.empty())).isEqualTo(512 * MIB);
    assertThat(GIB.stateBytes(Optional.of(7L))).isEqualTo(7);
  }
}
