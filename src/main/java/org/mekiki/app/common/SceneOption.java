package org.mekiki.app.common;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.mekiki.camera.simulated.SimulatedScene;
import org.mekiki.terminal.CommandException;

/** Reads {@code --scene}. */
public final class SceneOption {
  private SceneOption() {}

  /** The scene of this name; else bad usage, with the valid names. */
  public static SimulatedScene of(String name) {
    for (SimulatedScene scene : SimulatedScene.values()) {
      if (scene.label().equals(name)) {
        return scene;
      }
    }
    String valid =
        Arrays.stream(SimulatedScene.values())
            .map(SimulatedScene::label)
            .collect(Collectors.joining(", "));
    throw CommandException.badUsage("--scene '" + name + "' is not valid: " + valid);
  }
}
