package org.mekiki.service.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.Picture;
import org.mekiki.image.SampleBits;
import org.mekiki.image.file.ImageException;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.text.Text;
import org.mekiki.view.Canvas;
import org.mekiki.view.FrameSize;
import org.mekiki.view.View;
import org.mekiki.view.ViewDraft;
import org.mekiki.view.ViewException;
import org.mekiki.view.Viewer;
import org.mekiki.view.align.Alignment;

/**
 * A view and the network at the size that it needs.
 *
 * @param view empty for the whole frame
 */
public record ViewedNetwork(Optional<View> view, BackboneGraph graph, ImageShape own) {
  /** Good frames are read at this size or larger to learn the alignment from. */
  private static final int LEARNING_SIDE = 1024;

  private static final int ALL_BITS = 16;

  /** The network as it is, for the whole frame. */
  public static ViewedNetwork whole(BackboneGraph graph) {
    return new ViewedNetwork(Optional.empty(), graph, graph.backbone().preprocessing().shape());
  }

  /**
   * The network for a view.
   *
   * @throws OnnxException if it takes no other size
   */
  public static ViewedNetwork of(View view, BackboneGraph graph) {
    Canvas canvas = view.canvas();
    return new ViewedNetwork(
        Optional.of(view),
        Backbones.resizedOrTiled(graph, canvas.height(), canvas.width()),
        graph.backbone().preprocessing().shape());
  }

  /** What tiles cost, for people, without a full stop; empty where the network needs none. */
  public Optional<String> tiles() {
    return graph.passes() == 1
        ? Optional.empty()
        : Optional.of(
            Text.of(
                "the network looks at a frame in %d tiles of %dx%d, which takes %d times as long as"
                    + " one",
                graph.passes(), own.width(), own.height(), graph.passes()));
  }

  /** What looks at frames. */
  public Viewer viewer() {
    ImagePreprocessor preprocessor = new ImagePreprocessor(graph.backbone().preprocessing());
    return view.map(seen -> Viewer.of(seen, preprocessor))
        .orElseGet(() -> Viewer.whole(preprocessor));
  }

  /**
   * The network for a draft, with what good pictures tell.
   *
   * @param good files; those that hold no picture don't count
   * @param bits of samples of 16 that the camera uses; 0 to learn them from the pictures
   * @return without a view if the draft says nothing
   * @throws ViewException with everything that is wrong
   */
  public static ViewedNetwork learn(
      ViewDraft draft, List<Path> good, ImageDecoder decoder, int bits, BackboneGraph graph) {
    if (draft.saysNothing()) {
      return whole(graph);
    }
    int known = bits > 0 ? bits : SampleBits.of(good, decoder).bits();
    int read = known > 0 ? known : ALL_BITS;
    Picture first =
        good.stream()
            .map(file -> picture(file, decoder, read))
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow(() -> new ViewException(List.of("none of the good pictures can be read")));
    FrameSize size =
        draft.frame().orElseGet(() -> new FrameSize(first.originalWidth(), first.originalHeight()));
    Alignment alignment = draft.learn(size, () -> pictures(good, decoder, read, size));
    return resolve(draft, size, alignment, graph);
  }

  /**
   * The view of a draft and the network for it.
   *
   * @throws ViewException with everything that is wrong, of the view and for the network
   */
  public static ViewedNetwork resolve(
      ViewDraft draft, FrameSize size, Alignment alignment, BackboneGraph graph) {
    ImageShape own = graph.backbone().preprocessing().shape();
    AtomicReference<BackboneGraph> sized = new AtomicReference<>();
    View view =
        draft.resolve(
            size,
            alignment,
            own,
            canvas -> {
              try {
                sized.set(Backbones.resizedOrTiled(graph, canvas.height(), canvas.width()));
                return List.of();
              } catch (OnnxException e) {
                return List.of(e.getMessage());
              }
            });
    return new ViewedNetwork(Optional.of(view), sized.get(), own);
  }

  private static Iterator<Picture> pictures(
      List<Path> good, ImageDecoder decoder, int bits, FrameSize size) {
    return good.stream()
        .map(file -> picture(file, decoder, bits))
        .filter(Objects::nonNull)
        .map(picture -> picture.ofFrame(size.width(), size.height()))
        .iterator();
  }

  /** Null where there is none: it is told of when it is learned. */
  private static Picture picture(Path file, ImageDecoder decoder, int bits) {
    try {
      return decoder.decode(Files.readAllBytes(file), LEARNING_SIDE, LEARNING_SIDE, bits);
    } catch (IOException | ImageException e) {
      return null;
    }
  }
}
