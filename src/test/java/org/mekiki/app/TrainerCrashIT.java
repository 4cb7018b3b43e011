package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.camera.CapturedFrame;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.Picture;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.model.ModelManifest;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.stream.client.Teaching;
import org.mekiki.stream.codec.FrameRoles;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.view.FrameSize;
import org.mekiki.view.View;
import org.mekiki.view.ViewJson;
import org.mekiki.view.align.Alignment;

/** A trainer that is killed half-way and started again makes the model that it would have made. */
class TrainerCrashIT {
  private static final int FRAMES = 30;
  private static final double FLOAT_TOLERANCE = 1e-3;

  @TempDir Path folder;

  @Test
  void aKilledTrainerFinishesWithTheSameModelAsAnUndisturbedOne() throws Exception {
    killHalfWay(null);
  }

  @Test
  void aKilledTrainerOfAModelWithAViewFinishesWithTheSameModelToo() throws Exception {
    try (SimulatedCamera camera = TestLine.goodCamera(7, 1)) {
      Picture frame =
          new ImageDecoder(ImageLimits.DEFAULT).decode(camera.next().orElseThrow().encoded());
      String drawn =
          "{\"regions\":[{\"name\":\"a\",\"box\":[\"10%\",\"10%\",\"40%\",\"60%\"],\"input\":[96,128]},"
              + "{\"name\":\"b\",\"box\":[\"50%\",\"20%\",\"40%\",\"40%\"],\"input\":[128,96]}],"
              + "\"ignored\":[{\"box\":[\"12%\",\"12%\",\"10%\",\"10%\"]}]}";
      View view =
          ViewJson.draft(drawn.getBytes(StandardCharsets.UTF_8))
              .resolve(
                  new FrameSize(frame.width(), frame.height()),
                  Alignment.NONE,
                  new ImageShape(3, 224, 224));
      ModelManifest manifest = killHalfWay(ViewJson.text(view));
      assertThat(manifest.view()).contains(view);
    }
  }

  /**
   * Kills a trainer half-way, and compares its model with that of another.
   *
   * @param view what the model sees; null for the whole frame
   */
  private ModelManifest killHalfWay(String view) throws Exception {
    try (TestLine line = new TestLine(folder.resolve("state"))) {
      Path log = folder.resolve("train.log");
      String[] command = {
        "train",
        "--set",
        "train.state-dir=" + folder.resolve("child"),
        // After the kill the group waits this long for the dead member; by default 45 s.
        "--set",
        "kafka.consumer.session.timeout.ms=10000"
      };
      Process trainer = line.child(log, command);
      ModelManifest disturbed;
      try (Teaching teaching = teaching(line, "part", view);
          SimulatedCamera camera = TestLine.goodCamera(7, FRAMES)) {
        send(teaching, camera, FRAMES / 2);
        TestLine.awaitEmbedded(teaching, FRAMES / 3);
        trainer.destroyForcibly().waitFor();

        send(teaching, camera, FRAMES - FRAMES / 2);
        teaching.fit(1, null);
        trainer = line.child(log, command);
        TrainingEvent end = TestLine.awaitEnd(teaching);
        assertThat(end.event()).as(end.message()).isEqualTo(TrainingEvent.Kind.PUBLISHED);
        disturbed = line.catalog().kept("part", end.version()).orElseThrow();
      } finally {
        trainer.destroy();
        assertThat(trainer.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS))
            .as(log(log))
            .isTrue();
      }
      assertThat(trainer.exitValue()).as(log(log)).isZero();

      line.train();
      ModelManifest undisturbed;
      try (Teaching teaching = teaching(line, "other", view);
          SimulatedCamera camera = TestLine.goodCamera(7, FRAMES)) {
        send(teaching, camera, FRAMES);
        teaching.fit(1, null);
        TrainingEvent end = TestLine.awaitEnd(teaching);
        assertThat(end.event()).as(end.message()).isEqualTo(TrainingEvent.Kind.PUBLISHED);
        undisturbed = line.catalog().kept("other", end.version()).orElseThrow();
      }
      assertSame(line, disturbed, undisturbed);
      return undisturbed;
    }
  }

  private static Teaching teaching(TestLine line, String model, String view) {
    Teaching teaching =
        new Teaching(
            line.config.kafka().producerProperties(),
            line.config.kafka().consumerProperties(),
            line.config.topics(),
            line.config.topics().maxMessageBytes(),
            model,
            Instant.now());
    teaching.useView(view);
    return teaching;
  }

  private static void send(Teaching teaching, SimulatedCamera camera, int frames) {
    for (int n = 0; n < frames; n++) {
      Optional<CapturedFrame> frame = camera.next();
      teaching.send(
          frame.orElseThrow().encoded(), FrameRoles.TRAIN, "f" + teaching.sent(), Instant.now());
    }
  }

  private static void assertSame(TestLine line, ModelManifest a, ModelManifest b) {
    assertThat(a.training().frames()).isEqualTo(FRAMES).isEqualTo(b.training().frames());
    PatchGaussians first = line.download(a).model().gaussians();
    PatchGaussians second = line.download(b).model().gaussians();
    for (int i = 0; i < first.mean().length; i++) {
      assertThat(first.mean()[i])
          .isCloseTo(
              second.mean()[i], within((float) FLOAT_TOLERANCE * (1 + Math.abs(first.mean()[i]))));
    }
    for (int i = 0; i < first.factor().length; i++) {
      float value = first.factor()[i];
      assertThat(value)
          .isCloseTo(second.factor()[i], within((float) FLOAT_TOLERANCE * (1 + Math.abs(value))));
    }
    assertThat(a.calibration().threshold())
        .isCloseTo(
            b.calibration().threshold(), within(FLOAT_TOLERANCE * b.calibration().threshold()));
  }

  private static String log(Path log) throws IOException {
    return Files.exists(log) ? Files.readString(log) : "no log";
  }
}
