package org.mekiki.model;

import java.util.List;
import java.util.stream.Stream;
import org.mekiki.model.ModelRefusedException.Reason;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.text.Text;

/**
 * Puts a model together from its manifest and its chunks, and refuses it unless every byte is the
 * one that was written and the network is the one that it was trained with.
 *
 * <p>Chunks may come in any order and more than once. They are told by their checksum, not by who
 * wrote them when: of several records with one chunk's key, the right one counts. Each is decoded
 * as it comes, so that a model is in memory once.
 *
 * <p>Immutable; a {@link ModelAssembly} belongs to one thread.
 */
public final class ModelAssembler {
  private final List<Backbone> backbones;

  private ModelAssembler(List<Backbone> backbones) {
    this.backbones = backbones;
  }

  /** Takes models of this network, and those that bring theirs. */
  public static ModelAssembler of(Backbone backbone) {
    return of(backbone, List.of());
  }

  /**
   * Takes models of any of these networks, and those that bring theirs.
   *
   * @param backbone the network that a refusal names
   * @param others networks that can be run as well: earlier releases of the first, say
   */
  public static ModelAssembler of(Backbone backbone, List<Backbone> others) {
    return new ModelAssembler(Stream.concat(Stream.of(backbone), others.stream()).toList());
  }

  /** Takes models of any network: for looking at them, not for scoring. */
  public static ModelAssembler ofAnyBackbone() {
    return new ModelAssembler(List.of());
  }

  /**
   * Refuses what can be told from the manifest alone, before a chunk is fetched.
   *
   * @throws ModelRefusedException if the model is not for this network
   */
  public void check(ModelManifest manifest) {
    if (!manifest.graph().exists()) {
      String trained = manifest.backbone().sha256();
      backbones.stream()
          .filter(ours -> ours.sha256().equals(trained))
          .findFirst()
          .or(() -> backbones.stream().findFirst())
          .ifPresent(ours -> checkBackbone(manifest, ours));
    }
  }

  /**
   * Starts to put a model together.
   *
   * @throws ModelRefusedException as {@link #check} does, or if the model is larger than arrays can
   *     be
   */
  public ModelAssembly begin(ModelManifest manifest) {
    check(manifest);
    return new ModelAssembly(manifest);
  }

  private static void checkBackbone(ModelManifest manifest, Backbone ours) {
    Backbone theirs = manifest.backbone();
    if (!theirs.sha256().equals(ours.sha256())) {
      throw new ModelRefusedException(
          Reason.WRONG_BACKBONE,
          Text.of(
              "%s was trained with backbone '%s' (sha256 %s); this one is '%s' (sha256 %s): score"
                  + " with that backbone, or train the model again with this one",
              manifest.label(), theirs.name(), theirs.sha256(), ours.name(), ours.sha256()));
    }
    if (manifest.view().isPresent()) {
      ImageShape input = theirs.preprocessing().shape();
      checkSame(
          manifest,
          "preprocessing",
          theirs.preprocessing(),
          ours.preprocessing().withSize(input.height(), input.width()));
      checkSame(manifest, "features", channels(theirs), channels(ours));
      return;
    }
    checkSame(manifest, "features", theirs.features(), ours.features());
    checkSame(manifest, "preprocessing", theirs.preprocessing(), ours.preprocessing());
  }

  /** What doesn't depend on the size of pictures. */
  private static List<String> channels(Backbone backbone) {
    return backbone.features().stream().map(f -> f.channels() + " of " + f.name()).toList();
  }

  private static void checkSame(ModelManifest manifest, String what, Object theirs, Object ours) {
    if (!theirs.equals(ours)) {
      throw new ModelRefusedException(
          Reason.WRONG_GEOMETRY,
          Text.of(
              "%s was trained with %s %s; here they are %s: set them alike, or train it again",
              manifest.label(), what, theirs, ours));
    }
  }
}
