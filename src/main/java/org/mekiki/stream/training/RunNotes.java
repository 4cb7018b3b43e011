package org.mekiki.stream.training;

import java.util.ArrayList;
import java.util.List;
import org.mekiki.model.GoodFrames;
import org.mekiki.model.ModelManifest;
import org.mekiki.text.Text;

/** What a person should know about a model that is being made, or is made. */
final class RunNotes {
  private final AssemblyStore store;
  private final RunSettings settings;

  RunNotes(AssemblyStore store, RunSettings settings) {
    this.store = store;
    this.settings = settings;
  }

  /** Before it is fitted; null if there is nothing. */
  String of(String accumulation, Gathered gathered) {
    return notes(accumulation, gathered, List.of());
  }

  /** When it is published, also about its threshold; null if there is nothing. */
  String of(String accumulation, Gathered gathered, ModelManifest manifest) {
    GoodFrames good = manifest.calibration().goodFrames();
    List<String> threshold = new ArrayList<>(good.warnings());
    good.aboutOdd().ifPresent(threshold::add);
    return notes(accumulation, gathered, threshold);
  }

  private String notes(String accumulation, Gathered gathered, List<String> more) {
    List<String> notes = new ArrayList<>();
    store
        .network(accumulation)
        .map(
            n ->
                Text.of(
                    "the network is in int8, its features have at most %.1f %% noise",
                    n.noise() * 100))
        .or(
            () ->
                store
                    .kept(accumulation)
                    .map(why -> "the network stays in float32, int8 was refused: " + why))
        .ifPresent(notes::add);
    settings.aboutDimensions(accumulation, gathered.frames()).ifPresent(notes::add);
    gathered.repetition().warning().ifPresent(notes::add);
    notes.addAll(more);
    return notes.isEmpty() ? null : String.join("; ", notes);
  }
}
