package org.mekiki.web;

/** Sources with a service that is well. */
final class Sources {
  private Sources() {}

  static WebSources of(LineView line, ModelsView models) {
    return new WebSources(
        line,
        models,
        () -> Health.up("running"),
        () -> Health.up("scoring"),
        () -> "# HELP mekiki_frames_total Frames\n",
        "kcat -P -t mekiki.frames -k cam-1 part.jpg");
  }
}
