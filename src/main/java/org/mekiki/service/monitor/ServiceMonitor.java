package org.mekiki.service.monitor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.WebSettings;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.inspect.alarm.AlarmListener;
import org.mekiki.inspect.alarm.AlarmRules;
import org.mekiki.model.ModelEvents;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.service.group.GroupWatch;
import org.mekiki.service.parts.ServiceListeners;
import org.mekiki.stream.run.StreamsRunner;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Lifecycle;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Text;
import org.mekiki.web.About;
import org.mekiki.web.Changes;
import org.mekiki.web.Health;
import org.mekiki.web.ViewSetup;
import org.mekiki.web.WebServer;
import org.mekiki.web.WebSources;
import org.mekiki.web.http.WebException;
import org.mekiki.web.line.LineView;
import org.mekiki.web.topics.AlarmsView;
import org.mekiki.web.topics.ModelsView;
import org.mekiki.web.topics.TrainingView;
import org.mekiki.web.topics.ViewsView;

/** Page, health and metrics of a service: listens to it, and serves what it has heard. */
public final class ServiceMonitor {
  private record Topology(String name, StreamsRunner runner, GroupWatch group) {}

  private final LineView line = new LineView();
  private final ModelsView models = new ModelsView();
  private final TrainingView training = new TrainingView();
  private final ViewsView views = new ViewsView();
  private ViewSetup setup = ViewSetup.refused("This service has no network to try a view with.");
  private final AlarmsView alarms;
  private final String role;
  private final Readiness readiness = new Readiness();
  private final List<Topology> topologies = new CopyOnWriteArrayList<>();
  private final List<InspectionListener> listeners = new ArrayList<>();
  private final List<AlarmListener> alarmListeners = new ArrayList<>();
  private final List<ModelEvents> modelListeners = new ArrayList<>();
  private volatile BooleanSupplier ready = () -> false;
  private ServiceMeters meters;
  private int port;

  private ServiceMonitor(AlarmRules rules, String role) {
    this.role = role;
    this.alarms = new AlarmsView(rules.drift());
  }

  /** Has the loader tell of a port that can't be had, among the rest. */
  public static ConfigLoader checkedBy(ConfigLoader loader) {
    return loader.check(
        config -> config.web().enabled() ? WebServer.problems(config.web()) : List.of(),
        WebSettings.ENABLED,
        WebSettings.HOST,
        WebSettings.PORT,
        WebSettings.TOKEN,
        WebSettings.TLS_CERTIFICATE,
        WebSettings.TLS_KEY,
        WebSettings.INSECURE);
  }

  /**
   * Starts to serve, if the configuration says so.
   *
   * @param service {@code score}, {@code train} or {@code demo}, for the metrics
   * @param backbone name of the network, for the metrics
   * @throws CommandException if the port is taken
   */
  public static ServiceMonitor open(
      MekikiConfig config, Terminal terminal, String service, String backbone) {
    ServiceMonitor monitor = new ServiceMonitor(config.alarms(), service);
    monitor.begin(config, terminal, backbone);
    return monitor;
  }

  /** As the other one, for a service on whose page views are set up for this network. */
  public static ServiceMonitor open(
      MekikiConfig config, Terminal terminal, String service, BackboneGraph graph) {
    ServiceMonitor monitor = new ServiceMonitor(config.alarms(), service);
    if (config.web().enabled()) {
      monitor.setup =
          terminal
              .lifecycle()
              .closeAtEnd("views set up on the page", new PageViewSetup(config, graph));
    }
    monitor.begin(config, terminal, graph.backbone().name());
    return monitor;
  }

  private void begin(MekikiConfig config, Terminal terminal, String backbone) {
    if (config.web().enabled() || config.metrics().enabled()) {
      meters =
          terminal.lifecycle().closeAtEnd("the meters", new ServiceMeters(config, role, backbone));
      listeners.add(meters.frames());
      alarmListeners.add(meters.alarms());
      modelListeners.add(meters.models());
    }
    if (config.web().enabled()) {
      listeners.add(line);
      alarmListeners.add(line);
      modelListeners.addAll(List.of(models, readiness));
      serve(config, terminal);
    }
  }

  private void serve(MekikiConfig config, Terminal terminal) {
    PageChanges changes =
        terminal.lifecycle().closeAtEnd("changes by the page", new PageChanges(config));
    WebServer server;
    try {
      server = WebServer.start(config.web(), sources(config, changes, meters::scrape));
    } catch (WebException e) {
      throw CommandException.badUsage(e.getMessage());
    }
    terminal.lifecycle().closeAtEnd("the page", server);
    port = server.port();
    int wanted = config.web().port();
    terminal.tell(
        "page on %s%s",
        server.url().replaceAll("/$", ""),
        wanted == 0 || wanted == port ? "" : " (port " + wanted + " is in use)");
  }

  /**
   * Lets the page learn from topics what doesn't come by this process: open alarms, teaching,
   * versions. Once the brokers answer.
   */
  public void follow(MekikiConfig config, Lifecycle lifecycle) {
    if (config.web().enabled()) {
      Optional<LineView> scored = role.equals(About.TRAINER) ? Optional.empty() : Optional.of(line);
      lifecycle.closeAtEnd(
          "the page's topics", new PageFeeds(config, scored, alarms, training, views));
    }
  }

  private WebSources sources(MekikiConfig config, Changes changes, Supplier<String> scrape) {
    String send =
        Text.of(
            "kcat -P -b %s -t %s -X partitioner=murmur2_random -X message.max.bytes=8388608"
                + " -k cam-1 part.jpg",
            config.kafka().bootstrapServers().orElse("localhost:9092"),
            config.topics().frames().name());
    FrameLag lag = new FrameLag(config.topics().frames().name());
    return new WebSources(
        line,
        models,
        alarms,
        training,
        () -> lag.of(consumerMetrics()),
        changes,
        views,
        setup,
        this::live,
        this::readiness,
        scrape,
        new About(role, role.equals(About.TRAINER) ? "" : send));
  }

  private Map<MetricName, Metric> consumerMetrics() {
    Map<MetricName, Metric> all = new HashMap<>();
    topologies.forEach(topology -> all.putAll(topology.runner().streams().metrics()));
    return all;
  }

  private Health live() {
    List<String> states = new ArrayList<>();
    boolean live = true;
    for (Topology topology : topologies) {
      live &= topology.runner().isLive();
      states.add(topology.name() + " is " + topology.runner().streams().state());
    }
    String detail = states.isEmpty() ? "starting" : String.join(", ", states);
    return live ? Health.up(detail) : Health.down(detail);
  }

  private Health readiness() {
    for (Topology topology : topologies) {
      Optional<String> trouble = topology.runner().trouble();
      if (trouble.isPresent()) {
        return Health.down(topology.name() + ": " + trouble.get());
      }
    }
    Health ofModels = readiness.check();
    if (!ofModels.up()) {
      return ofModels;
    }
    if (!ready.getAsBoolean()) {
      return Health.down("starting: partitions are not assigned, or models not loaded");
    }
    for (Topology topology : topologies) {
      Optional<String> stall = topology.group().stall();
      if (stall.isPresent()) {
        return Health.down(topology.name() + " stands still: " + stall.get());
      }
    }
    return ofModels;
  }

  /** To be told of frames, alarms and models. */
  public ServiceListeners listeners() {
    return new ServiceListeners(
        InspectionListener.of(listeners),
        AlarmListener.of(alarmListeners),
        ModelEvents.of(modelListeners));
  }

  /** Port of the page; 0 where none is served. */
  public int port() {
    return port;
  }

  /**
   * Adds a topology to health and metrics.
   *
   * @param name as the metrics' label {@code topology}
   * @param group what its consumer group has still to do
   */
  public void add(String name, StreamsRunner runner, GroupWatch group) {
    topologies.add(new Topology(name, runner, group));
    if (meters != null) {
      meters.add(name, runner.streams(), group);
    }
  }

  /** Says when the service does its work. */
  public void readyWhen(BooleanSupplier isReady) {
    this.ready = isReady;
  }
}
