package org.mekiki.service;

import org.mekiki.config.ImageSettings;
import org.mekiki.inspect.PictureRules;
import org.mekiki.inspect.PictureRules.OtherShape;

/** Configuration → how pictures are read and what is required of them. */
public final class PictureRulesFactory {
  private PictureRulesFactory() {}

  public static PictureRules of(ImageSettings settings) {
    OtherShape otherShape =
        switch (settings.otherShape()) {
          case REJECT -> OtherShape.REJECT;
          case WARN -> OtherShape.WARN;
          case ACCEPT -> OtherShape.ACCEPT;
        };
    return new PictureRules(settings.bits(), otherShape);
  }
}
