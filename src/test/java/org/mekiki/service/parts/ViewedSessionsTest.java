package org.mekiki.service.parts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.PadimSettings;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.SharedExtractors;
import org.mekiki.onnx.TinyGraphs;
import org.mekiki.onnx.graph.OnnxOptions;
import org.mekiki.padim.feature.FeatureEmbedder;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.feature.PatchEmbedder;
import org.mekiki.view.FrameSize;
import org.mekiki.view.View;
import org.mekiki.view.ViewJson;
import org.mekiki.view.align.Alignment;

/** What a trainer keeps of views that it taught, and which it refuses. */
class ViewedSessionsTest {
  private static final MekikiConfig CONFIG =
      new ConfigLoader().set("padim.dimensions", "20", "t").load();

  private static View view(int side) {
    return ViewJson.draft(("{\"input\":[" + side + ",96]}").getBytes(UTF_8))
        .resolve(
            new FrameSize(1024, 1024),
            Alignment.NONE,
            Backbones.builtIn().backbone().preprocessing().shape());
  }

  private static Frame frame() {
    byte[] pixels = new byte[64 * 64];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * i / 64);
    }
    return new Frame(
        "cam",
        "id",
        "cam",
        Instant.EPOCH,
        OptionalLong.empty(),
        new Frame.Encoded(
            ImageWriter.jpeg(Picture.ofRaw(PixelFormat.GRAY8, 64, 64, 0, pixels), 90)),
        Map.of());
  }

  @Test
  void theLastThreeSizesStayOpenAndOthersOpenAgainWhenTheyAreNeeded() {
    try (ViewedTraining views =
        new ViewedTraining(CONFIG, Backbones.builtIn(), OptionalLong.empty())) {
      FrameEmbedder first = views.embedder(view(96), 0);
      float[] once = first.embed(frame(), 0).embedding().values();
      for (int side = 128; side <= 256; side += 32) {
        views.embedder(view(side), 0).embed(frame(), 0);
        assertThat(views.sessions()).isLessThanOrEqualTo(3);
      }
      assertThat(views.sessions()).isEqualTo(3);
      assertThat(first.embed(frame(), 0).embedding().values()).containsExactly(once);
      assertThat(views.sessions()).isEqualTo(3);
    }
  }

  @Test
  void aTrainerAndAScorerLookThroughTheSameTiles() {
    BackboneGraph fixed = TinyGraphs.fixed();
    MekikiConfig config = new ConfigLoader().set("padim.dimensions", "3", "t").load();
    View view = view(128);
    BackboneGraph tiled = ViewedNetwork.of(view, fixed).graph();
    assertThat(tiled.passes()).isGreaterThan(1);
    try (ViewedTraining views = new ViewedTraining(config, fixed, OptionalLong.empty());
        FeatureExtractor scorer = new SharedExtractors(OnnxOptions.DEFAULT).open(tiled)) {
      FrameEmbedder trainer = views.embedder(view, 0);

      float[] taught = trainer.embed(frame(), 0).embedding().values();

      FeatureEmbedder embedder =
          new PatchEmbedder(scorer.backbone().features(), views.settings(96, 128).embedding());
      assertThat(embedder.embed(scorer.extract(trainer.tensor(frame()))).values())
          .containsExactly(taught);
    }
  }

  @Test
  void aTrainerRefusesAViewOfTooManyTiles() {
    BackboneGraph fixed = TinyGraphs.fixed().withMaxTiles(7);
    MekikiConfig config = new ConfigLoader().set("padim.dimensions", "3", "t").load();
    try (ViewedTraining views = new ViewedTraining(config, fixed, OptionalLong.empty())) {
      assertThat(views.embedder(view(128), 0)).isNotNull();
      assertThatThrownBy(() -> views.embedder(view(320), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("in 18 tiles of 64x64")
          .hasMessageContaining("up to 7 are valid")
          .hasMessageEndingWith("raise " + PadimSettings.MAX_TILES.name());
    }
  }

  @Test
  void aViewWhoseStateDoesNotFitIntoTheMemoryForItIsRefused() {
    BackboneGraph graph = Backbones.builtIn();
    try (ViewedTraining views = new ViewedTraining(CONFIG, graph, OptionalLong.of(64 << 20))) {
      assertThat(views.embedder(view(96), 0)).isNotNull();
      assertThatThrownBy(() -> views.embedder(view(1024), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("with inputs of 1024x96 side by side, teaching a model takes up to")
          .hasMessageContaining("has 64 MiB for it: set train.store = disk");
    }
  }

  @Test
  void memoryForTeachingIsWhatTheFramesThatWaitLeave() {
    assertThat(new HeapCheck(1L << 30).teachingBytes(CONFIG, 2))
        .isEqualTo((1024 - 64 - 2 * 64) * (1L << 20));
  }
}
