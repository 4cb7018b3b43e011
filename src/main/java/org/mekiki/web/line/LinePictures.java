package org.mekiki.web.line;

import java.util.Optional;
import org.mekiki.inspect.RejectedFrame;

/** The pictures that a view keeps, each kind under a budget of its own. Thread-safe. */
final class LinePictures {
  /** By camera. */
  final PictureStore<String, Shot> latest;

  /** Last frame that was found good, by camera: what an anomaly is compared with. */
  final PictureStore<String, Shot> good;

  /** By address. */
  final PictureStore<String, Shot> anomalies;

  /** The last frame, by camera, while that could not be scored. */
  final PictureStore<String, RefusedLog.Unscored> unscored;

  /** By the address of a refused frame. */
  final PictureStore<String, RefusedLog.Unscored> refused;

  /** What a view is set up on. */
  final RecentFrames recent;

  LinePictures(LineLimits limits) {
    this.latest = new PictureStore<>(limits.frameBytes());
    this.anomalies = new PictureStore<>(limits.anomalyBytes());
    this.good = new PictureStore<>(limits.otherBytes() / 2);
    this.unscored = new PictureStore<>(limits.otherBytes() / 4);
    this.refused = new PictureStore<>(limits.otherBytes() / 4);
    this.recent = new RecentFrames(limits.recentBytes());
  }

  void scored(Shot shot) {
    String camera = shot.facts().camera();
    latest.put(camera, shot);
    unscored.remove(camera);
    boolean anomalous = shot.facts().anomalous();
    if (!anomalous) {
      good.put(camera, shot);
    }
    recent.add(
        camera,
        new RecentFrame(
            shot.facts().sequence(),
            shot.facts().frameId(),
            shot.facts().model(),
            anomalous ? RecentFrame.Verdict.ANOMALOUS : RecentFrame.Verdict.GOOD,
            shot.facts().seenAtMillis(),
            shot.picture()));
  }

  /** An anomaly, together with the camera's last good frame. */
  void anomaly(Shot shot) {
    Optional<Shot> reference = good.get(shot.facts().camera());
    anomalies.put(shot.facts().address(), reference.map(shot::with).orElse(shot));
  }

  void refused(RejectedFrame frame, long sequence, long nowMillis) {
    frame
        .picture()
        .ifPresent(
            picture -> {
              RefusedLog.Unscored kept = new RefusedLog.Unscored(sequence, picture);
              unscored.put(frame.camera(), kept);
              refused.put(FrameAddress.of(frame.camera(), frame.frameId()), kept);
              recent.add(
                  frame.camera(),
                  new RecentFrame(
                      sequence,
                      frame.frameId(),
                      frame.model().orElse(null),
                      RecentFrame.Verdict.REFUSED,
                      nowMillis,
                      picture));
            });
  }

  void forget(String camera) {
    latest.remove(camera);
    good.remove(camera);
    unscored.remove(camera);
    recent.forget(camera);
  }

  /** What they hold on to; a picture that is kept for two reasons counts twice. */
  long bytes() {
    return latest.bytes()
        + good.bytes()
        + anomalies.bytes()
        + unscored.bytes()
        + refused.bytes()
        + recent.bytes();
  }
}
