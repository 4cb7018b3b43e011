package org.mekiki.stream.training.message;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.text.Sha256;
import org.mekiki.view.Canvas;
import org.mekiki.view.View;
import org.mekiki.view.ViewJson;

/**
 * Port: what models with a view are made with. The network runs at the size of the view's canvas,
 * so grid and tiles are others than the trainer's own. Thread-safe.
 */
public interface TrainingViews {
  /** No views at all. */
  TrainingViews NONE =
      new TrainingViews() {
        @Override
        public TrainingSettings settings(int height, int width) {
          throw new IllegalArgumentException("this trainer makes no models with a view");
        }

        @Override
        public FrameEmbedder embedder(View view, long goodFrames) {
          throw new IllegalArgumentException("this trainer makes no models with a view");
        }
      };

  /** How the settings of an accumulation end that has a view. */
  Pattern SIZE = Pattern.compile(".*-(\\d+)x(\\d+)");

  /**
   * The trainer's settings for a canvas.
   *
   * @throws IllegalArgumentException with a sentence, if the network takes no such size
   */
  TrainingSettings settings(int height, int width);

  /**
   * Frame → embedding.
   *
   * @param goodFrames as in {@link TrainingSettings#forFrames}
   * @throws IllegalArgumentException with a sentence, if the network takes no such size
   */
  FrameEmbedder embedder(View view, long goodFrames);

  /**
   * Names what must be equal for two frames to go into the same Gaussians, the view among it, and
   * how large its canvas is: {@code fingerprint-ROWSxCOLUMNS}.
   *
   * @param goodFrames as in {@link TrainingSettings#forFrames}
   * @throws IllegalArgumentException as {@link #settings(int, int)}
   */
  default String fingerprint(View view, long goodFrames) {
    Canvas canvas = view.canvas();
    String text =
        settings(canvas.height(), canvas.width()).forFrames(goodFrames).fingerprint()
            + ' '
            + ViewJson.sha256(view);
    return Sha256.hex(text).substring(0, 16) + '-' + canvas.height() + 'x' + canvas.width();
  }

  /** The settings that a {@link #fingerprint} was made of; empty for one without a view. */
  default Optional<TrainingSettings> settings(String fingerprint) {
    Matcher size = SIZE.matcher(fingerprint);
    return size.matches()
        ? Optional.of(settings(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))))
        : Optional.empty();
  }
}
