package org.mekiki.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mekiki.app.common.ViewOptions;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.camera.simulated.SimulatedLine;
import org.mekiki.camera.simulated.SimulatedScene;
import org.mekiki.camera.simulated.SimulationOptions;
import org.mekiki.image.ImageDecoder;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.text.Text;
import org.mekiki.view.View;
import org.mekiki.view.ViewDraft;
import org.mekiki.view.ViewText;
import org.mekiki.view.align.AlignmentMethod;

/** What the demo does with each scene. */
record DemoScene(SimulatedScene scene) {
  /** Good frames to learn from, unless told otherwise. */
  int goodFrames() {
    return scene == SimulatedScene.FIXTURE ? 200 : 60;
  }

  /** Frames a second of all cameras together: large ones take long to draw. */
  double rate() {
    return switch (scene) {
      case FIXTURE -> 15;
      case TURNED -> 6;
      case LARGE -> 2;
    };
  }

  /**
   * What the model sees of a frame: all of it in the fixture, the part alone where it turns, the
   * fixture's window on a large frame.
   *
   * @param folder for the good frames that an alignment is learned from
   */
  Optional<View> view(
      long seed,
      int frames,
      SimulationOptions options,
      Path folder,
      ImageDecoder decoder,
      BackboneGraph graph)
      throws IOException {
    if (scene == SimulatedScene.FIXTURE) {
      return Optional.empty();
    }
    return ViewOptions.network(draft(), good(seed, frames, options, folder), decoder, graph).view();
  }

  private ViewDraft draft() {
    ViewDraft whole = ViewDraft.WHOLE;
    if (scene == SimulatedScene.TURNED) {
      return new ViewDraft(
          whole.frame(),
          new ViewDraft.Align(AlignmentMethod.Kind.PART, Optional.empty()),
          whole.learned(),
          whole.padding(),
          whole.input(),
          whole.regions(),
          whole.ignored(),
          whole.mask());
    }
    String window =
        Text.of(
            "fixture=%d,%d,%d,%d",
            scene.partLeft(), scene.partTop(), scene.partWidth(), scene.partHeight());
    return new ViewDraft(
        whole.frame(),
        whole.align(),
        whole.learned(),
        whole.padding(),
        whole.input(),
        List.of(ViewText.region(window)),
        whole.ignored(),
        whole.mask());
  }

  /** The frames that are taught, as files; a region needs only one. */
  private List<Path> good(long seed, int frames, SimulationOptions options, Path folder)
      throws IOException {
    List<Path> files = new ArrayList<>();
    try (SimulatedCamera teacher = SimulatedLine.teacher(seed, frames, options)) {
      int needed = scene == SimulatedScene.TURNED ? frames : 1;
      for (int i = 0; i < needed; i++) {
        Path file = folder.resolve(Text.of("good-%04d.jpg", i));
        files.add(Files.write(file, teacher.frame(i).encoded()));
      }
    }
    return files;
  }
}
