package org.mekiki.web;

import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.mekiki.web.line.LineView;
import org.mekiki.web.topics.AlarmsView;
import org.mekiki.web.topics.ModelsView;
import org.mekiki.web.topics.TrainingView;
import org.mekiki.web.topics.ViewsView;

/**
 * What the page is made of. Suppliers are called from several threads and may throw: a check that
 * throws has failed.
 *
 * @param training how teaching goes, and which versions there are
 * @param lag frames that wait to be scored by this process; empty where that is not known
 * @param changes what may be changed from the page, and who does it
 * @param views that were set up for the next teaching
 * @param setup tries out and stores such views
 * @param live whether the process should go on living; a service that rebalances is alive
 * @param ready whether it does its work
 * @param metrics the scrape, in Prometheus' text format
 * @param about what kind of service it is
 */
public record WebSources(
    LineView line,
    ModelsView models,
    AlarmsView alarms,
    TrainingView training,
    Supplier<OptionalLong> lag,
    Changes changes,
    ViewsView views,
    ViewSetup setup,
    Supplier<Health> live,
    Supplier<Health> ready,
    Supplier<String> metrics,
    About about) {
  public WebSources {
    Objects.requireNonNull(line, "line");
    Objects.requireNonNull(models, "models");
    Objects.requireNonNull(alarms, "alarms");
    Objects.requireNonNull(training, "training");
    Objects.requireNonNull(lag, "lag");
    Objects.requireNonNull(changes, "changes");
    Objects.requireNonNull(views, "views");
    Objects.requireNonNull(setup, "setup");
    Objects.requireNonNull(live, "live");
    Objects.requireNonNull(ready, "ready");
    Objects.requireNonNull(metrics, "metrics");
    Objects.requireNonNull(about, "about");
  }
}
