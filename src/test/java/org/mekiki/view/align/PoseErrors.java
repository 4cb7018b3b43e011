package org.mekiki.view.align;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.mekiki.view.align.picture.Affine;

/**
 * How far poses that were found lie from the true ones. An aligner may choose its own origin and
 * angle for the part, but always the same ones: what is measured is how the poses differ from that.
 */
public final class PoseErrors {
  private final List<Affine> found = new ArrayList<>();
  private final List<DrawnParts.At> truth = new ArrayList<>();

  public void add(Pose pose, DrawnParts.At at) {
    assertThat(pose).as("part at %s", at).isInstanceOf(Pose.Found.class);
    found.add(((Pose.Found) pose).alignedToFrame());
    truth.add(at);
  }

  /** Largest distance between a part's origin and where the aligner puts it, in frame pixels. */
  public double mostPixels() {
    double x = 0;
    double y = 0;
    for (int i = 0; i < found.size(); i++) {
      x += found.get(i).invert().x(truth.get(i).x(), truth.get(i).y()) / found.size();
      y += found.get(i).invert().y(truth.get(i).x(), truth.get(i).y()) / found.size();
    }
    double most = 0;
    for (int i = 0; i < found.size(); i++) {
      double dx = found.get(i).x(x, y) - truth.get(i).x();
      double dy = found.get(i).y(x, y) - truth.get(i).y();
      most = Math.max(most, Math.hypot(dx, dy));
    }
    return most;
  }

  /** Largest difference of an angle from their mean difference, in degrees. */
  public double mostDegrees() {
    double cos = 0;
    double sin = 0;
    for (int i = 0; i < found.size(); i++) {
      cos += Math.cos(turn(i));
      sin += Math.sin(turn(i));
    }
    double usual = Math.atan2(sin, cos);
    double most = 0;
    for (int i = 0; i < found.size(); i++) {
      most = Math.max(most, Math.abs(Math.IEEEremainder(turn(i) - usual, 2 * Math.PI)));
    }
    return Math.toDegrees(most);
  }

  private double turn(int i) {
    return Math.atan2(found.get(i).yx(), found.get(i).xx()) - truth.get(i).radians();
  }
}
