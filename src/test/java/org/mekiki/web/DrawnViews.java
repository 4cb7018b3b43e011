package org.mekiki.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Rejection;
import org.mekiki.web.http.Refusal;
import org.mekiki.web.http.RefusedException;

/** Takes down the views that are tried and saved, and answers with figures that a test knows. */
final class DrawnViews implements ViewSetup {
  final List<String> tried = new CopyOnWriteArrayList<>();

  /** Size of the aligned part. */
  static final int ALIGNED_WIDTH = 240;

  static final int ALIGNED_HEIGHT = 120;

  final List<String> aligned = new CopyOnWriteArrayList<>();
  final List<String> saved = new CopyOnWriteArrayList<>();

  /** Why the next view can't be used; null where it can. */
  volatile String refusal;

  /** A trial and an alignment wait for it, if it is there. */
  volatile CountDownLatch hold;

  @Override
  public Trial tryOut(byte[] view, List<Frame.Content> frames) {
    tried.add(text(view));
    awaitHold();
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      seen.add(
          i == 1
              ? Seen.failed(Rejection.NOT_ALIGNED, "no part is on the frame")
              : Seen.shown(jpeg()));
    }
    Cost cost = new Cost(1, 0.5, 0.5, 6, 2);
    return new Trial(224, 160, 28, 20, 5.7, 7.5, 15, 3_145_728, cost, seen);
  }

  private void awaitHold() {
    CountDownLatch latch = hold;
    try {
      if (latch != null) {
        latch.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] jpeg() {
    return ImageWriter.jpeg(Picture.ofRaw(PixelFormat.GRAY8, 8, 8, 0, new byte[64]), 90);
  }

  private String text(byte[] view) {
    if (refusal != null) {
      throw new RefusedException(Refusal.BAD_VIEW, refusal);
    }
    return new String(view, StandardCharsets.UTF_8);
  }

  @Override
  public Aligned align(byte[] view, List<Frame.Content> frames) {
    aligned.add(text(view));
    awaitHold();
    JsonNode learned =
        JsonNodeFactory.instance.objectNode().put("align", "part").put("width", ALIGNED_WIDTH);
    return new Aligned(
        ALIGNED_WIDTH,
        ALIGNED_HEIGHT,
        learned,
        0,
        List.of(0.0, -1.0, 300.0, 1.0, 0.0, 20.0),
        jpeg());
  }

  @Override
  public void save(String model, byte[] view, List<Frame.Content> frames) {
    saved.add(model + " " + text(view));
  }

  @Override
  public void forget(String model) {
    saved.add(model + " none");
  }
}
