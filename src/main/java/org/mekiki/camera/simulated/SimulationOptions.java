package org.mekiki.camera.simulated;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.mekiki.camera.Defect;

/**
 * What a simulated camera shows and how hard its pictures are.
 *
 * @param scene what the camera looks at
 * @param defectRate share of defective parts, 0…1
 * @param kinds which defects occur, at least one, each as often as the others
 * @param defectSize multiplies every defect's size, 0.25…4
 * @param defectStrength multiplies every defect's contrast (which ends at 1), 0.1…2
 * @param conditions what varies between good frames
 * @param firstFrameAt when frame 0 was taken
 * @param interval time between two frames, not negative
 */
public record SimulationOptions(
    SimulatedScene scene,
    double defectRate,
    Set<Defect.Kind> kinds,
    double defectSize,
    double defectStrength,
    Conditions conditions,
    Instant firstFrameAt,
    Duration interval) {
  /** A tenth of the parts defective, every kind of defect, ten frames a second. */
  public static final SimulationOptions DEFAULT =
      new SimulationOptions(
          SimulatedScene.FIXTURE,
          0.1,
          EnumSet.allOf(Defect.Kind.class),
          1,
          1,
          Conditions.DEFAULT,
          Instant.parse("2026-01-01T00:00:00Z"),
          Duration.ofMillis(100));

  /**
   * The station: fixture, lamp, sensor.
   *
   * @param position most pixels that the part lies off, along each axis, 0…10
   * @param rotation most degrees that the part is turned, 0…2
   * @param light brightness and its gradients vary by up to this share, 0…0.3
   * @param noise standard deviation of the sensor's noise in grey levels at medium brightness, 0…20
   * @param jpegQuality 1…100
   */
  public record Conditions(
      double position, double rotation, double light, double noise, int jpegQuality) {
    /** A fixture good to a few pixels, a lamp that drifts a little, an ordinary sensor. */
    public static final Conditions DEFAULT = new Conditions(4, 1.2, 0.06, 2.2, 85);

    public Conditions {
      requireBetween("position", position, 0, 10);
      requireBetween("rotation", rotation, 0, 2);
      requireBetween("light", light, 0, 0.3);
      requireBetween("noise", noise, 0, 20);
      requireBetween("jpegQuality", jpegQuality, 1, 100);
    }
  }

  public SimulationOptions {
    kinds = Set.copyOf(kinds);
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("simulated camera: kinds is empty; name at least one");
    }
    if (interval.isNegative()) {
      throw new IllegalArgumentException("simulated camera: interval " + interval + " is negative");
    }
    requireBetween("defectRate", defectRate, 0, 1);
    requireBetween("defectSize", defectSize, 0.25, 4);
    requireBetween("defectStrength", defectStrength, 0.1, 2);
  }

  /** The same camera over another scene. */
  public SimulationOptions withScene(SimulatedScene other) {
    return new SimulationOptions(
        other, defectRate, kinds, defectSize, defectStrength, conditions, firstFrameAt, interval);
  }

  /** The same with another share of defective parts, 0…1. */
  public SimulationOptions withDefectRate(double rate) {
    return new SimulationOptions(
        scene, rate, kinds, defectSize, defectStrength, conditions, firstFrameAt, interval);
  }

  /** The same with these kinds of defects only. */
  public SimulationOptions withKinds(Set<Defect.Kind> only) {
    return new SimulationOptions(
        scene, defectRate, only, defectSize, defectStrength, conditions, firstFrameAt, interval);
  }

  /** The same with larger or smaller, stronger or weaker defects. */
  public SimulationOptions withDefects(double size, double strength) {
    return new SimulationOptions(
        scene, defectRate, kinds, size, strength, conditions, firstFrameAt, interval);
  }

  /** The same at another station. */
  public SimulationOptions withConditions(Conditions other) {
    return new SimulationOptions(
        scene, defectRate, kinds, defectSize, defectStrength, other, firstFrameAt, interval);
  }

  /** The same with frames that start at another time and pace. */
  public SimulationOptions withClock(Instant first, Duration pace) {
    return new SimulationOptions(
        scene, defectRate, kinds, defectSize, defectStrength, conditions, first, pace);
  }

  private static void requireBetween(String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          "simulated camera: " + name + " " + value + " is not in " + low + "…" + high);
    }
  }
}
