package org.mekiki.camera.simulated;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Puts one frame together, in the order in which it happens at a real station: surface, print and
 * dust of this very part; its place under the camera; the defect; the lamp; the sensor.
 *
 * <p>Keeps its buffers from frame to frame, so it is for one thread.
 */
public final class SceneRenderer implements FrameRenderer {
  private final PartLayers layers = PartLayers.shared();
  private final PartSurface surface = new PartSurface(layers);
  private final Sensor sensor =
      new Sensor(SimulatedCamera.WIDTH, SimulatedCamera.HEIGHT, layers.textures());
  private final float[] row = new float[3 * SimulatedCamera.WIDTH];

  @Override
  public byte[] render(Scene scene, Optional<DefectPatch> defect) {
    SplittableRandom random = new SplittableRandom(scene.noiseSeed());
    float[] part = surface.of(scene, random);
    byte[] pixels = new byte[3 * SimulatedCamera.WIDTH * SimulatedCamera.HEIGHT];
    for (int y = 0; y < SimulatedCamera.HEIGHT; y++) {
      place(part, scene.placement(), y);
      int line = y;
      defect.ifPresent(patch -> patch.apply(line, row));
      sensor.light(scene, y, row);
      sensor.sense(pixels, y, row, random);
    }
    return pixels;
  }

  /** One row of the frame, read bilinearly from the part. */
  private void place(float[] part, Placement placement, int y) {
    float u = (float) (placement.partX(0, y) + PartLayers.WIDTH / 2.0);
    float v = (float) (placement.partY(0, y) + PartLayers.HEIGHT / 2.0);
    float du = (float) placement.cos();
    float dv = (float) -placement.sin();
    int step = 3 * PartLayers.WIDTH;
    for (int x = 0, j = 0; x < SimulatedCamera.WIDTH; x++, j += 3) {
      float px = u + x * du;
      float py = v + x * dv;
      int column = (int) px;
      int line = (int) py;
      float fx = px - column;
      float fy = py - line;
      float a = (1 - fx) * (1 - fy);
      float b = fx * (1 - fy);
      float c = (1 - fx) * fy;
      float d = fx * fy;
      int i = line * step + 3 * column;
      row[j] = a * part[i] + b * part[i + 3] + c * part[i + step] + d * part[i + step + 3];
      row[j + 1] =
          a * part[i + 1] + b * part[i + 4] + c * part[i + step + 1] + d * part[i + step + 4];
      row[j + 2] =
          a * part[i + 2] + b * part[i + 5] + c * part[i + step + 2] + d * part[i + step + 5];
    }
  }
}
