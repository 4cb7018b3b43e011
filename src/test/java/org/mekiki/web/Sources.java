package org.mekiki.web;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.mekiki.inspect.alarm.DriftRule;
import org.mekiki.web.line.LineView;
import org.mekiki.web.topics.AlarmsView;
import org.mekiki.web.topics.ModelsView;
import org.mekiki.web.topics.TrainingView;
import org.mekiki.web.topics.ViewsView;

/** Sources with a service that is well. */
public final class Sources {
  private static final About ABOUT =
      new About("score", "kcat -P -t mekiki.frames -k cam-1 part.jpg");

  private Sources() {}

  public static AlarmsView alarms() {
    return new AlarmsView(new DriftRule(Duration.ofHours(1), 100, 0.25, 0.1));
  }

  static WebSources of(LineView line, ModelsView models) {
    return of(line, models, alarms(), new TrainingView(), Changes.refused("This is a test."));
  }

  static WebSources of(LineView line, ModelsView models, Supplier<OptionalLong> lag) {
    return of(
        line, models, alarms(), new TrainingView(), Changes.refused("This is a test."), lag, ABOUT);
  }

  static WebSources of(
      LineView line, ModelsView models, AlarmsView alarms, TrainingView training, Changes changes) {
    return of(line, models, alarms, training, changes, ABOUT);
  }

  static WebSources of(
      LineView line,
      ModelsView models,
      AlarmsView alarms,
      TrainingView training,
      Changes changes,
      About about) {
    return of(line, models, alarms, training, changes, () -> OptionalLong.of(7), about);
  }

  /** The same sources, with views that can be set up. */
  static WebSources with(WebSources sources, ViewsView views, ViewSetup setup) {
    return new WebSources(
        sources.line(),
        sources.models(),
        sources.alarms(),
        sources.training(),
        sources.lag(),
        sources.changes(),
        views,
        setup,
        sources.live(),
        sources.ready(),
        sources.metrics(),
        sources.about());
  }

  private static WebSources of(
      LineView line,
      ModelsView models,
      AlarmsView alarms,
      TrainingView training,
      Changes changes,
      Supplier<OptionalLong> lag,
      About about) {
    return new WebSources(
        line,
        models,
        alarms,
        training,
        lag,
        changes,
        new ViewsView(),
        ViewSetup.refused("This is a test."),
        () -> Health.up("running"),
        () -> Health.up("scoring"),
        () -> "# HELP mekiki_frames_total Frames\n",
        about);
  }
}
