package org.mekiki.service.monitor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.mekiki.config.MekikiConfig;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.Picture;
import org.mekiki.image.SampleBits;
import org.mekiki.image.file.ImageException;
import org.mekiki.inspect.Frame;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.service.parts.ViewedNetwork;
import org.mekiki.stream.client.ViewPublisher;
import org.mekiki.text.Text;
import org.mekiki.view.FrameSize;
import org.mekiki.view.ViewDraft;
import org.mekiki.view.ViewException;
import org.mekiki.view.ViewJson;
import org.mekiki.view.align.Alignment;
import org.mekiki.view.align.AlignmentMethod;
import org.mekiki.web.ViewSetup;
import org.mekiki.web.http.Refusal;
import org.mekiki.web.http.RefusedException;

/** Tries views on frames of the page, and stores them for the next teaching. Thread-safe. */
final class PageViewSetup implements ViewSetup, AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Pixels that a network gets in a trial: more take long, and much memory. */
  private static final long MOST_PIXELS = 1 << 20;

  /** Frames are read at this size or larger to learn the alignment from. */
  private static final ImageShape LEARNING = new ImageShape(3, 1024, 1024);

  private static final int ALL_BITS = 16;

  private final MekikiConfig config;
  private final BackboneGraph graph;

  /** Null until a view is stored: a producer takes a third of a second of each start. */
  private ViewPublisher publisher;

  /** A draft with what the frames tell, and the network for it. */
  private record Drawn(ViewDraft draft, Alignment alignment, ViewedNetwork network) {}

  PageViewSetup(MekikiConfig config, BackboneGraph graph) {
    this.config = config;
    this.graph = graph;
  }

  /** Made when it is needed, because the first one of a process loads OpenCV. */
  private ImageDecoder decoder() {
    return config.image().decoder();
  }

  private synchronized ViewPublisher publisher() {
    if (publisher == null) {
      publisher =
          new ViewPublisher(
              config.kafka().producerProperties(),
              config.topics().views().name(),
              config.topics().site());
    }
    return publisher;
  }

  @Override
  public Trial tryOut(byte[] view, List<Frame.Content> frames) {
    return orRefused(
        () -> {
          ViewedNetwork network = drawn(view, frames).network();
          return new ViewTrial(network, config.padim(), shape -> decoding(shape, frames))
              .run(frames);
        });
  }

  @Override
  public Aligned align(byte[] view, List<Frame.Content> frames) {
    return orRefused(
        () -> {
          ViewDraft draft = ViewJson.draft(view);
          FrameSize size = size(draft, frames);
          return new AlignedPicture(size, alignment(draft, size, frames))
              .of(frames, shape -> decoding(shape, frames));
        });
  }

  @Override
  public void save(String model, byte[] view, List<Frame.Content> frames) {
    byte[] json = orRefused(() -> stored(view, drawn(view, frames)));
    store(model, json);
  }

  private static <T> T orRefused(Supplier<T> made) {
    try {
      return made.get();
    } catch (ViewException e) {
      throw new RefusedException(Refusal.BAD_VIEW, String.join("\n", e.problems()), e);
    } catch (OnnxException e) {
      throw new RefusedException(Refusal.BAD_VIEW, e.getMessage(), e);
    }
  }

  @Override
  public void forget(String model) {
    store(model, null);
  }

  private void store(String model, byte[] json) {
    try {
      publisher().store(model, json, Instant.now());
    } catch (KafkaException e) {
      throw new RefusedException(Refusal.VIEW_NOT_STORED, e.getMessage(), e);
    }
  }

  private Drawn drawn(byte[] view, List<Frame.Content> frames) {
    ViewDraft draft = ViewJson.draft(view);
    requireDrawable(draft);
    if (draft.saysNothing()) {
      return new Drawn(draft, Alignment.NONE, ViewedNetwork.whole(graph));
    }
    FrameSize size = size(draft, frames);
    Alignment alignment = alignment(draft, size, frames);
    ViewedNetwork network = ViewedNetwork.resolve(draft, size, alignment, graph);
    ImageShape canvas = network.graph().backbone().preprocessing().shape();
    requireFew(canvas.width(), canvas.height());
    return new Drawn(draft, alignment, network);
  }

  /** Of the frames that the view is drawn for. */
  private FrameSize size(ViewDraft draft, List<Frame.Content> frames) {
    return draft
        .frame()
        .orElseGet(
            () -> {
              Picture first = ViewTrial.read(() -> decoding(LEARNING, frames).apply(frames.get(0)));
              return new FrameSize(first.originalWidth(), first.originalHeight());
            });
  }

  /** Nothing is learned from frames that can't be read. */
  private Alignment alignment(ViewDraft draft, FrameSize size, List<Frame.Content> frames) {
    Function<Frame.Content, Picture> decode = decoding(LEARNING, frames);
    return draft.learn(
        size,
        () -> {
          Iterator<Picture> pictures =
              frames.stream()
                  .flatMap(frame -> readable(decode, frame).stream())
                  .map(picture -> picture.ofFrame(size.width(), size.height()))
                  .iterator();
          if (!pictures.hasNext()) {
            ViewTrial.read(() -> decode.apply(frames.get(0))); // says why it can't be read
          }
          return pictures;
        });
  }

  private static Optional<Picture> readable(
      Function<Frame.Content, Picture> decode, Frame.Content frame) {
    try {
      return Optional.of(decode.apply(frame));
    } catch (ImageException e) {
      return Optional.empty();
    }
  }

  /** Before anything of that size is made. */
  private static void requireDrawable(ViewDraft draft) {
    long width = 0;
    long height = 0;
    for (ViewDraft.Region region : draft.regions()) {
      Optional<ViewDraft.Input> input = region.input().or(draft::input);
      width += input.map(ViewDraft.Input::width).orElse(0);
      height = Math.max(height, input.map(ViewDraft.Input::height).orElse(0));
    }
    requireFew(width, height);
  }

  private static void requireFew(long width, long height) {
    if (width * height > MOST_PIXELS) {
      throw new RefusedException(
          Refusal.VIEW_TOO_LARGE,
          Text.of(
              "all inputs side by side have %dx%d pixels; up to %d pixels can be set up on the"
                  + " page: make them smaller, or teach with --view",
              width, height, MOST_PIXELS),
          Map.of("width", width, "height", height, "most", MOST_PIXELS));
    }
  }

  /**
   * Areas are drawn on what these frames show, not on what the good frames of the next teaching
   * will: with them, what was learned from these frames is stored. So is an anchor.
   */
  private static byte[] stored(byte[] view, Drawn drawn) {
    AlignmentMethod.Kind kind = drawn.draft().align().kind();
    boolean areas = !drawn.draft().regions().isEmpty() || !drawn.draft().ignored().isEmpty();
    if (kind == AlignmentMethod.Kind.NONE || kind == AlignmentMethod.Kind.PART && !areas) {
      return view;
    }
    try {
      ObjectNode json = (ObjectNode) MAPPER.readTree(view);
      json.set("align", drawn.alignment().toJson());
      return MAPPER.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new IllegalStateException("a view that was read before can't be read", e);
    }
  }

  /** Decodes frames of one camera: all by the bits that the first one takes. */
  private Function<Frame.Content, Picture> decoding(ImageShape wanted, List<Frame.Content> frames) {
    int bits = bits(frames.get(0));
    return frame ->
        frame instanceof Frame.Raw raw
            ? decoder().raw(raw.format(), raw.width(), raw.height(), raw.stride(), raw.bytes())
            : decoder()
                .decode(((Frame.Encoded) frame).bytes(), wanted.width(), wanted.height(), bits);
  }

  private int bits(Frame.Content frame) {
    if (!(frame instanceof Frame.Encoded encoded)) {
      return ALL_BITS;
    }
    if (encoded.bits() > 0) {
      return encoded.bits();
    }
    SampleBits taken = new SampleBits();
    taken.add(ViewTrial.read(() -> decoder().bitsTaken(encoded.bytes())));
    return taken.bits() == SampleBits.UNKNOWN ? ALL_BITS : taken.bits();
  }

  @Override
  public synchronized void close() {
    if (publisher != null) {
      publisher.close();
    }
  }
}
