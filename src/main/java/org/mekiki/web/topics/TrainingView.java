package org.mekiki.web.topics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mekiki.detect.KeptDetectability;
import org.mekiki.model.ModelManifest;
import org.mekiki.view.ViewJson;

/**
 * What the page shows of teaching: of each model the run that was heard of last, and the versions
 * that are on the models' topic. Bounded: beyond {@value #MODELS} models the one heard of longest
 * ago is forgotten. Thread-safe.
 */
public final class TrainingView {
  static final int MODELS = 1000;

  /** In order of the last change. */
  private final Map<String, Model> models = new LinkedHashMap<>();

  private long changes;

  /**
   * A model in the API's JSON.
   *
   * @param changed grows with each change of any model
   * @param run last teaching run; null where none is known
   * @param current version that scores; 0 where there is none
   * @param versions kept on the topic, oldest first
   * @param sights changes when what a version can see does
   */
  public record Row(
      String model, long changed, TeachingRun run, long current, List<Long> versions, int sights) {}

  /**
   * What a version can see.
   *
   * @param figures without need of their map
   * @param record as it lies on the topic; the map stays in it, so that it is in memory once
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Sight(KeptDetectability figures, byte[] record) {}

  /** A model with all facts of its versions, in the API's JSON; the newest first. */
  record Details(String model, TeachingRun run, long current, List<VersionFacts> versions) {}

  /**
   * What the version that scores sees.
   *
   * @param view after schemas/view.schema.json; null for the whole frame
   */
  public record InForce(long version, String view) {}

  private static final class Model {
    TeachingRun run;
    long current;
    String view;
    List<VersionFacts> versions = List.of();
    Map<Long, byte[]> records = Map.of();
    int sights;
    long changed;

    boolean isEmpty() {
      return run == null && versions.isEmpty();
    }
  }

  /**
   * The steps of training are read anew from the oldest one: what is known of runs is forgotten.
   */
  public synchronized void beginAnew() {
    for (Model model : models.values()) {
      model.run = null;
      model.changed = ++changes;
    }
  }

  /** A frame was learned. */
  public void embedded(String model, String run, Long expected, Instant at) {
    step(model, run, known -> known.learned(expected, at), at);
  }

  /** A frame was refused. */
  public void rejected(String model, String run, Long expected, TeachingRun.Why why, Instant at) {
    step(model, run, known -> known.refused(expected, why, at), at);
  }

  /** All frames are in. */
  public void fitting(String model, String run, long version, Instant at) {
    step(model, run, known -> known.fitting(version, at), at);
  }

  /** The version is on the models' topic. */
  public void published(String model, String run, long version, long frames, Instant at) {
    step(model, run, known -> known.published(version, frames, at), at);
  }

  /** The run has ended without a model. */
  public void failed(String model, String run, TeachingRun.Why why, Instant at) {
    step(model, run, known -> known.failed(why, at), at);
  }

  @FunctionalInterface
  private interface Step {
    TeachingRun after(TeachingRun known);
  }

  private synchronized void step(String name, String run, Step step, Instant at) {
    Model model = model(name);
    if (model.run == null || model.run.isFollowedBy(run)) {
      model.run = TeachingRun.begun(run, at);
    }
    if (model.run.run().equals(run)) {
      model.run = step.after(model.run);
      model.changed = ++changes;
    }
  }

  /**
   * A model's versions are these now.
   *
   * @param current version that scores; 0 for none
   * @param kept all that can be rolled back to, the current one among them
   * @param seen what some of them can see, by version
   */
  public synchronized void versions(
      String name, long current, List<ModelManifest> kept, Map<Long, Sight> seen) {
    Model model = model(name);
    model.current = current;
    model.view =
        kept.stream()
            .filter(manifest -> manifest.version() == current)
            .flatMap(manifest -> manifest.view().stream())
            .findFirst()
            .map(ViewJson::text)
            .orElse(null);
    model.versions =
        kept.stream()
            .map(
                manifest ->
                    VersionFacts.of(
                        manifest,
                        Optional.ofNullable(seen.get(manifest.version())).map(Sight::figures)))
            .toList();
    model.records = new HashMap<>();
    seen.forEach((version, sight) -> model.records.put(version, sight.record()));
    model.sights = hash(model.records);
    model.changed = ++changes;
  }

  private static int hash(Map<Long, byte[]> records) {
    return records.entrySet().stream()
        .mapToInt(entry -> 31 * Arrays.hashCode(entry.getValue()) + Long.hashCode(entry.getKey()))
        .sum();
  }

  private Model model(String name) {
    Model model = Optional.ofNullable(models.remove(name)).orElseGet(Model::new);
    models.put(name, model);
    if (models.size() > MODELS) {
      models.remove(models.keySet().iterator().next());
    }
    return model;
  }

  /** Grows with each change. */
  public synchronized long changes() {
    return changes;
  }

  /**
   * Models that have changed, in no order that matters.
   *
   * @param after the number that the reader knows; 0 for all of which there is something to say
   */
  public synchronized List<Row> rows(long after) {
    return models.entrySet().stream()
        .filter(entry -> entry.getValue().changed > after)
        .filter(entry -> after > 0 || !entry.getValue().isEmpty())
        .map(entry -> row(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Row row(String name, Model model) {
    List<Long> versions = model.versions.stream().map(VersionFacts::version).toList();
    return new Row(name, model.changed, model.run, model.current, versions, model.sights);
  }

  /** What a model sees now; empty where none scores. */
  public synchronized Optional<InForce> inForce(String name) {
    return Optional.ofNullable(models.get(name))
        .filter(model -> model.current > 0)
        .map(model -> new InForce(model.current, model.view));
  }

  /** The map of a version's blind spots, a JPEG. */
  public Optional<byte[]> blindSpots(String name, long version) {
    Optional<byte[]> record = record(name, version);
    try {
      return record.isPresent() ? KeptDetectability.read(record.get()).map() : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("a record that was read before can't be read", e);
    }
  }

  private synchronized Optional<byte[]> record(String name, long version) {
    return Optional.ofNullable(models.get(name))
        .flatMap(model -> Optional.ofNullable(model.records.get(version)));
  }

  public synchronized Optional<Details> details(String name) {
    return Optional.ofNullable(models.get(name))
        .map(model -> new Details(name, model.run, model.current, model.versions));
  }
}
