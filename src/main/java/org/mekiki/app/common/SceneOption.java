package org.mekiki.app.common;

import org.mekiki.camera.simulated.SimulatedScene;
import org.mekiki.terminal.CommandException;
import org.mekiki.text.Labelled;

/** Reads {@code --scene}. */
public final class SceneOption {
  private SceneOption() {}

  /** The scene of this name; else bad usage, with the valid names. */
  public static SimulatedScene of(String name) {
    String valid = Labelled.all(SimulatedScene.class, ", ");
    return Labelled.find(SimulatedScene.class, name)
        .orElseThrow(
            () -> CommandException.badUsage("--scene '" + name + "' is not valid: " + valid));
  }
}
