package org.mekiki.app.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.Pictures;
import org.mekiki.image.SampleBits;
import org.mekiki.image.file.ImageException;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.service.parts.ViewedNetwork;
import org.mekiki.terminal.CommandException;
import org.mekiki.view.Padding;
import org.mekiki.view.ViewDraft;
import org.mekiki.view.ViewException;
import org.mekiki.view.ViewJson;
import org.mekiki.view.ViewText;
import org.mekiki.view.align.AlignmentMethod;
import org.mekiki.view.align.PartMask;
import picocli.CommandLine.Option;

/** The flags for what a model sees of a frame; see docs/views.md. */
public final class ViewOptions {
  @Option(
      names = "--view",
      paramLabel = "FILE",
      description =
          "File with the view, as JSON, instead of the flags that say what the model sees of a"
              + " frame.")
  private Path file;

  @Option(
      names = "--region",
      paramLabel = "[NAME=]AREA[@INPUT]",
      description =
          "Part of the frame that the model sees: x,y,width,height, or x,y of each corner of a"
              + " polygon, in pixels or with a %% each. Can be repeated. Default: the whole"
              + " frame.")
  private List<String> regions = new ArrayList<>();

  @Option(
      names = "--ignore",
      paramLabel = "AREA|FILE",
      description =
          "Area of the frame that doesn't count, written as for --region, or a picture of the whole"
              + " frame in which it is white. Can be repeated.")
  private List<String> ignored = new ArrayList<>();

  @Option(
      names = "--align",
      paramLabel = "HOW",
      description =
          "How frames are aligned. none: not at all. shift: for parts that move but don't turn."
              + " part: for one part anywhere, at any angle, on an empty background. anchor: by"
              + " what --anchor shows. Default: none.")
  private String align;

  @Option(
      names = "--anchor",
      paramLabel = "X,Y,WIDTH,HEIGHT",
      description =
          "For --align anchor: a box around something that every good part shows, on the first good"
              + " frame.")
  private String anchor;

  @Option(
      names = "--input",
      paramLabel = "COLUMNS[xROWS]",
      description =
          "Pixels of each region for the network, multiples of 32. Default: as many as the"
              + " network's own input has, in the region's shape.")
  private String input;

  @Option(
      names = "--padding",
      paramLabel = "pad|stretch",
      description =
          "pad: a region keeps its aspect ratio. stretch: it fills the network's input. Default:"
              + " pad.")
  private String padding;

  /** The picture that says what is ignored: cells of the mask on its longer side. */
  private static final int MASK_SIDE = 256;

  /** Grey from which on a pixel counts as white. */
  private static final int WHITE = 128;

  private final List<String> problems = new ArrayList<>();

  private boolean flags() {
    return !regions.isEmpty()
        || !ignored.isEmpty()
        || align != null
        || anchor != null
        || input != null
        || padding != null;
  }

  /**
   * What the flags or the file say; empty if there are none.
   *
   * @throws CommandException with everything that is wrong
   */
  public Optional<ViewDraft> said() {
    return file != null || flags() ? Optional.of(draft()) : Optional.empty();
  }

  /**
   * What the flags or the file say.
   *
   * @throws CommandException with everything that is wrong
   */
  public ViewDraft draft() {
    if (file != null && flags()) {
      throw CommandException.badUsage(
          "--view holds all that the other flags for a view say: give the file or the flags");
    }
    return file == null ? ofFlags() : ofFile();
  }

  private ViewDraft ofFile() {
    try {
      return ViewJson.draft(Files.readAllBytes(file));
    } catch (ViewException e) {
      throw wrong("view " + file + ": ", e.problems());
    } catch (NoSuchFileException e) {
      throw CommandException.badUsage("--view '" + file + "': there is no such file");
    } catch (IOException e) {
      throw CommandException.badUsage("--view '" + file + "' can't be read: " + e.getMessage());
    }
  }

  private ViewDraft ofFlags() {
    List<ViewDraft.Region> drawn = new ArrayList<>();
    regions.forEach(text -> read("--region", text, ViewText::region).ifPresent(drawn::add));
    List<ViewDraft.Shape> areas = new ArrayList<>();
    Optional<PartMask> mask = Optional.empty();
    for (String text : ignored) {
      if (ViewText.looksLikeArea(text)) {
        read("--ignore", text, ViewText::area).ifPresent(areas::add);
      } else if (mask.isPresent()) {
        problems.add("--ignore '" + text + "': one picture can be given, and areas");
      } else {
        mask = read("--ignore", text, ViewOptions::mask);
      }
    }
    Optional<ViewDraft.Shape> patch = read("--anchor", anchor, ViewText::area);
    Optional<AlignmentMethod.Kind> kind = read("--align", align, AlignmentMethod.Kind::of);
    Optional<ViewDraft.Input> sides = read("--input", input, ViewText::input);
    Optional<Padding> how = read("--padding", padding, Padding::of);
    if (!problems.isEmpty()) {
      throw wrong("", problems);
    }
    ViewDraft draft =
        new ViewDraft(
            Optional.empty(),
            new ViewDraft.Align(kind.orElse(AlignmentMethod.Kind.NONE), patch),
            Optional.empty(),
            how.orElse(Padding.PAD),
            sides,
            drawn,
            areas,
            mask);
    if (how.isPresent() && draft.saysNothing()) {
      throw CommandException.badUsage(
          "--padding says how a region fills its input: --region, --input, --ignore or --align is"
              + " missing");
    }
    return draft;
  }

  private <T> Optional<T> read(String flag, String text, Function<String, T> reader) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.apply(text));
    } catch (IllegalArgumentException | ImageException e) {
      problems.add(flag + " '" + text + "': " + e.getMessage());
      return Optional.empty();
    }
  }

  private static PartMask mask(String name) {
    try {
      return PartMask.dark(Pictures.read(Path.of(name)), MASK_SIDE, WHITE);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("it is not an area, and there is no such file", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("it can't be read: " + e.getMessage(), e);
    }
  }

  /**
   * The network for a draft, with what good pictures tell of it.
   *
   * @throws CommandException with everything that is wrong
   */
  public static ViewedNetwork network(
      ViewDraft draft, List<Path> good, ImageDecoder decoder, BackboneGraph graph) {
    return network(draft, good, decoder, SampleBits.UNKNOWN, graph);
  }

  /**
   * As the other one, where it may be known how many bits of samples of 16 the camera uses.
   *
   * @param bits 0 to learn them
   */
  public static ViewedNetwork network(
      ViewDraft draft, List<Path> good, ImageDecoder decoder, int bits, BackboneGraph graph) {
    try {
      return ViewedNetwork.learn(draft, good, decoder, bits, graph);
    } catch (ViewException e) {
      throw wrong("", e.problems());
    }
  }

  /** Everything that is wrong, as one message. */
  private static CommandException wrong(String what, List<String> problems) {
    return CommandException.badUsage(what + String.join("\n", problems));
  }
}
