package org.mekiki.padim.feature;

import org.mekiki.text.Text;

/** Whether a network is the one that a model was trained with. */
public final class BackboneCheck {
  private BackboneCheck() {}

  /**
   * Returns if so.
   *
   * @throws IllegalArgumentException if not, with what differs
   */
  public static void check(Backbone trained, Backbone given) {
    if (!trained.sha256().equals(given.sha256())) {
      throw new IllegalArgumentException(
          Text.of(
              "the model was trained with backbone '%s' (SHA-256 %s) but this one is '%s' (SHA-256"
                  + " %s): give the same ONNX file or train again",
              trained.name(), trained.sha256(), given.name(), given.sha256()));
    }
    if (!trained.features().equals(given.features())) {
      throw new IllegalArgumentException(
          Text.of(
              "the model was trained with features %s of backbone '%s' but these are %s: name the"
                  + " same features or train again",
              trained.features(), trained.name(), given.features()));
    }
    if (!trained.preprocessing().equals(given.preprocessing())) {
      throw new IllegalArgumentException(
          Text.of(
              "the model was trained with %s but backbone '%s' now has %s: use the same or train"
                  + " again",
              trained.preprocessing(), trained.name(), given.preprocessing()));
    }
  }
}
