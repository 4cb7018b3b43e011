package org.mekiki.service.monitor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.mekiki.config.MekikiConfig;
import org.mekiki.inspect.Region;
import org.mekiki.model.ModelManifest;
import org.mekiki.stream.alarms.AlarmEvent;
import org.mekiki.stream.avro.Anomaly;
import org.mekiki.stream.client.FeedbackPublisher;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.codec.RegisteredSchemas;
import org.mekiki.stream.codec.ResultKind;
import org.mekiki.stream.codec.ScoreAttributes;
import org.mekiki.stream.models.ModelCatalog;
import org.mekiki.stream.models.ModelCatalogFollower;
import org.mekiki.stream.registry.SchemaRegistry;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.terminal.Lifecycle;
import org.mekiki.web.line.LineView;
import org.mekiki.web.line.PastAnomaly;
import org.mekiki.web.topics.AlarmsView;
import org.mekiki.web.topics.TeachingRun;
import org.mekiki.web.topics.TrainingView;
import org.mekiki.web.topics.ViewsView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the page learns from topics: open alarms, how teaching goes, versions of models; a scorer's
 * also the last anomalies of all instances, what people said of them, and views for the next
 * teaching.
 */
final class PageFeeds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PageFeeds.class);

  /** Records of each partition that are read again after a start. */
  private static final long LAST_ANOMALIES = 2000;

  private static final long LAST_FEEDBACK = 2000;

  private final Lifecycle parts = new Lifecycle();
  private final Map<String, Object> client;
  private final RegisteredSchemas schemas;
  private final AlarmsView alarms;
  private final TrainingView training;
  private final ViewsView views;

  /**
   * Starts to read.
   *
   * @param line of a scorer; empty where nothing is scored
   */
  PageFeeds(
      MekikiConfig config,
      Optional<LineView> line,
      AlarmsView alarms,
      TrainingView training,
      ViewsView views) {
    this.client = config.kafka().consumerProperties();
    this.schemas = SchemaRegistry.of(config.registry());
    this.alarms = alarms;
    this.training = training;
    this.views = views;
    String alarmsTopic = config.topics().alarms().name();
    String trainingTopic = config.topics().training().name();
    String modelsTopic = config.topics().models().name();
    feed("alarms", () -> openAlarms(alarmsTopic));
    feed("training", () -> openTraining(trainingTopic));
    line.ifPresent(
        view -> {
          String anomalies = config.topics().anomalies().name();
          String feedback = config.topics().feedback().name();
          String drawn = config.topics().views().name();
          feed("views", () -> openViews(drawn));
          feed("anomalies", () -> last(anomalies, LAST_ANOMALIES, entry -> recalled(view, entry)));
          feed("feedback", () -> last(feedback, LAST_FEEDBACK, entry -> judged(view, entry)));
        });
    feed("models", () -> new Versions(new ModelCatalogFollower(client, modelsTopic)));
  }

  private void feed(String what, Supplier<TopicFeed.Source> open) {
    parts.closeAtEnd("reading " + what + " for the page", new TopicFeed(what, open));
  }

  private TopicFeed.Source openAlarms(String topic) {
    Records records = all(topic, this::alarmed, alarms::caughtUp);
    alarms.beginAnew();
    return records;
  }

  private TopicFeed.Source openTraining(String topic) {
    Records records = all(topic, this::trained, () -> {});
    training.beginAnew();
    return records;
  }

  private TopicFeed.Source openViews(String topic) {
    Records records = all(topic, this::drawn, () -> {});
    views.beginAnew();
    return records;
  }

  private void drawn(TopicFollower.Entry entry) {
    if (entry.key() == null) {
      LOG.warn("{} names no model and is not shown", entry.position());
    } else if (entry.value() == null) {
      views.forgotten(entry.key());
    } else {
      String json = new String(entry.value(), StandardCharsets.UTF_8);
      views.stored(entry.key(), new ViewsView.Stored(json, entry.timestamp()));
    }
  }

  private Records all(String topic, Consumer<TopicFollower.Entry> record, Runnable caughtUp) {
    return new Records(new TopicFollower(client, topic, true), record, caughtUp);
  }

  private Records last(String topic, long records, Consumer<TopicFollower.Entry> record) {
    return new Records(TopicFollower.ofLast(client, topic, records), record, () -> {});
  }

  private void recalled(LineView line, TopicFollower.Entry entry) {
    try {
      Anomaly event = ResultKind.ANOMALY.decode(entry.value(), schemas);
      line.recalled(
          new PastAnomaly(
              event.getCamera(),
              event.getFrameId(),
              event.getCapturedAt(),
              event.getModel(),
              event.getModelVersion(),
              event.getScore(),
              event.getNormalizedScore(),
              event.getThreshold(),
              event.getImageWidth(),
              event.getImageHeight(),
              event.getRegions().stream().map(PageFeeds::region).toList(),
              Optional.ofNullable(event.getAttributes().get(ScoreAttributes.REGION)),
              Optional.ofNullable(event.getAttributes().get(ScoreAttributes.NOT_ALIGNED)),
              Optional.ofNullable(event.getAttributes().get(ScoreAttributes.UNLIKE)),
              Instant.ofEpochMilli(entry.timestamp())));
    } catch (IOException | TimeoutException e) { // the registry may be away
      notShown(entry, "anomaly", e);
    }
  }

  private static Region region(org.mekiki.stream.avro.Region of) {
    return new Region(
        of.getX(), of.getY(), of.getWidth(), of.getHeight(), of.getPeak(), of.getArea());
  }

  private static void judged(LineView line, TopicFollower.Entry entry) {
    try {
      line.judged(FeedbackPublisher.decode(entry.value()));
    } catch (IOException e) {
      notShown(entry, "feedback", e);
    }
  }

  private static void notShown(TopicFollower.Entry entry, String what, Exception why) {
    LOG.warn("{} is no {} and is not shown", entry.position(), what);
    LOG.debug("reading it failed", why);
  }

  private void alarmed(TopicFollower.Entry entry) {
    try {
      AlarmEvent event = AlarmEvent.read(entry.partition(), entry.value(), Map.of());
      String kind = event.text("kind").toLowerCase(Locale.ROOT).replace('_', '-');
      Instant at = event.raisedAt();
      String id = event.alarmId();
      String subject = event.subject();
      if (!event.raised()) {
        alarms.cleared(id, subject, kind, at);
      } else if (event.ofACamera()) {
        alarms.raised(id, subject, kind, at, event.text("message"), event.evidence());
      } else {
        alarms.raisedForPartition(id, subject, kind, at, event.text("message"), event.evidence());
      }
    } catch (IOException e) {
      notShown(entry, "alarm", e);
    }
  }

  private void trained(TopicFollower.Entry entry) {
    TrainingEvent.read(entry.value())
        .ifPresentOrElse(
            event -> trained(event, Instant.ofEpochMilli(entry.timestamp())),
            () -> LOG.warn("{} is not a step of training and is not shown", entry.position()));
  }

  private void trained(TrainingEvent event, Instant at) {
    String model = event.model();
    String run = event.run() == null ? "" : event.run();
    switch (event.event()) {
      case EMBEDDED -> training.embedded(model, run, event.expected(), at);
      case REJECTED -> training.rejected(model, run, event.expected(), why(event), at);
      case FITTING -> training.fitting(model, run, event.version(), at);
      case PUBLISHED -> training.published(model, run, event.version(), event.frames(), at);
      case FAILED, CANCELLED -> training.failed(model, run, why(event), at);
      case QUEUED -> {}
    }
  }

  private static TeachingRun.Why why(TrainingEvent event) {
    return new TeachingRun.Why(
        event.reason() == null ? "" : event.reason(),
        event.message() == null ? "" : event.message());
  }

  /** Records of a topic, one by one; says once when all that was there has been read. */
  private static final class Records implements TopicFeed.Source {
    private final TopicFollower follower;
    private final Consumer<TopicFollower.Entry> record;
    private final Runnable caughtUp;
    private boolean atEnd;

    Records(TopicFollower follower, Consumer<TopicFollower.Entry> record, Runnable caughtUp) {
      this.follower = follower;
      this.record = record;
      this.caughtUp = caughtUp;
    }

    @Override
    public void poll() {
      follower.poll().forEach(record);
      if (!atEnd && follower.isAtEnd()) {
        atEnd = true;
        caughtUp.run();
      }
    }

    @Override
    public void close() {
      follower.close();
    }
  }

  private final class Versions implements TopicFeed.Source {
    private final ModelCatalogFollower follower;
    private final PageSights sights =
        new PageSights(why -> LOG.warn("not shown on the page: {}", why));

    Versions(ModelCatalogFollower follower) {
      this.follower = follower;
    }

    @Override
    public void poll() {
      for (String model : follower.poll()) {
        ModelCatalog catalog = follower.catalog();
        long current = catalog.current(model).map(ModelManifest::version).orElse(0L);
        List<ModelManifest> kept = catalog.kept(model);
        training.versions(
            model,
            current,
            kept,
            sights.of(model, kept, version -> catalog.detectability(model, version)));
      }
    }

    @Override
    public void close() {
      follower.close();
    }
  }

  @Override
  public void close() {
    parts.close();
  }
}
