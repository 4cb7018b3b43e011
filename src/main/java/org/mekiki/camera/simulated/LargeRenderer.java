package org.mekiki.camera.simulated;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Frames of a camera over a whole machine: a belt that runs, rails, bolts, a display that counts,
 * and among them the window in which the part lies in its fixture. All but the window is there to
 * be left out by a region.
 *
 * <p>Keeps its buffers from frame to frame, so it is for one thread.
 */
public final class LargeRenderer implements FrameRenderer {
  private static final SimulatedScene SCENE = SimulatedScene.LARGE;
  private static final int NOISE_BITS = 16;
  private static final int NOISE_MASK = (1 << NOISE_BITS) - 1;

  private final Machine machine = Machine.shared();
  private final SceneRenderer window = new SceneRenderer();
  private final byte[] steps = new byte[1 << NOISE_BITS];

  public LargeRenderer() {
    float[] normals = PartLayers.shared().textures().normals();
    for (int i = 0; i < steps.length; i++) {
      steps[i] = (byte) Math.max(-127, Math.min(127, Math.round(0.8 * Sensor.NOISE * normals[i])));
    }
  }

  @Override
  public byte[] render(Scene scene, Optional<DefectPatch> defect) {
    SplittableRandom random = new SplittableRandom(scene.noiseSeed() + 1);
    byte[] pixels = machine.at(random);
    byte[] light = new byte[256];
    for (int y = 0; y < SCENE.height(); y++) {
      double gain = scene.brightness() * (1 + scene.slopeY() * (2.0 * y / SCENE.height() - 1));
      for (int level = 0; level < light.length; level++) {
        light[level] = (byte) Math.min(255, (int) (level * gain + scene.haze() + 0.5));
      }
      int from = 3 * y * SCENE.width();
      int step = random.nextInt(steps.length);
      for (int i = from; i < from + 3 * SCENE.width(); i++) {
        int value = (light[pixels[i] & 0xff] & 0xff) + steps[step++ & NOISE_MASK];
        pixels[i] = (byte) (value > 255 ? 255 : value < 0 ? 0 : value);
      }
    }
    byte[] part = window.render(scene, defect);
    int row = 3 * SCENE.partWidth();
    for (int y = 0; y < SCENE.partHeight(); y++) {
      int to = 3 * ((y + SCENE.partTop()) * SCENE.width() + SCENE.partLeft());
      System.arraycopy(part, y * row, pixels, to, row);
    }
    return pixels;
  }
}
