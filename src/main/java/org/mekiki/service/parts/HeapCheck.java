package org.mekiki.service.parts;

import java.util.List;
import java.util.Optional;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.ImageSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.PadimSettings;
import org.mekiki.config.ReferenceSettings;
import org.mekiki.config.ScoreSettings;
import org.mekiki.config.TopicsSettings;
import org.mekiki.config.TrainSettings;
import org.mekiki.config.choice.ReductionMethod;
import org.mekiki.config.choice.StoreChoice;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.service.TrainingService;
import org.mekiki.text.Text;

/**
 * Whether what a service keeps in the heap fits into it, by the formula of docs/sizing.md: models
 * or the state of teaching, the frames that wait for each partition, the pictures that threads
 * bring by reference, and its own. An instance has to be able to take all partitions, for when the
 * others are away.
 *
 * <p>A configuration is refused if it does not fit with frames of the usual size, an eighth of
 * {@code topics.max-message-bytes} and {@code image.max-bytes}; it is called tight if it does not
 * with the largest.
 *
 * @param heapBytes the most that the heap may grow to
 */
public record HeapCheck(long heapBytes) {
  /** Kafka's clients, the page, and room for the collector. */
  private static final long OWN_BYTES = 64L << 20;

  private static final int USUAL_FRAME_SHARE = 8;

  /** Without this much there is no use in starting: half a model of the default size. */
  private static final long LEAST_FOR_MODELS = 32L << 20;

  /** The one of this process. */
  public static HeapCheck ofThisProcess() {
    return new HeapCheck(Runtime.getRuntime().maxMemory());
  }

  /**
   * Frames that wait, and pictures that threads bring from where records refer to.
   *
   * @param readers threads that do; 0 where no reference is followed
   */
  private record Waiting(
      String setting,
      int perPartition,
      int partitions,
      long frameBytes,
      int readers,
      long pictureBytes) {
    long usual() {
      return bytes(USUAL_FRAME_SHARE);
    }

    long largest() {
      return bytes(1);
    }

    private long bytes(int share) {
      return (long) perPartition * partitions * (frameBytes / share)
          + readers * (pictureBytes / share);
    }

    String usualText() {
      return text(USUAL_FRAME_SHARE);
    }

    String largestText() {
      return text(1);
    }

    private String text(int share) {
      String frames =
          Text.of(
              "%d frames (%s) for each of %d partitions with %s each",
              perPartition, setting, partitions, mib(frameBytes / share));
      return readers == 0
          ? frames
          : Text.of(
              "%s, a picture by reference for each of %d threads with %s each",
              frames, readers, mib(pictureBytes / share));
    }
  }

  /** Has a scorer's configuration refused if it can't fit. */
  public ConfigLoader checkScoring(ConfigLoader loader) {
    return loader.check(
        config -> {
          ScoreSettings score = config.score();
          return refusal(
              "this scorer",
              ScoreSettings.MODELS_MAX_BYTES.name(),
              score.modelsMaxBytes().orElse(LEAST_FOR_MODELS),
              scoring(config, config.topics().frames().partitions()));
        },
        ScoreSettings.MODELS_MAX_BYTES,
        ScoreSettings.BUFFERED_FRAMES,
        ReferenceSettings.ALLOW,
        ImageSettings.MAX_BYTES,
        TopicsSettings.MAX_MESSAGE_BYTES);
  }

  /** Has a trainer's configuration refused if it can't fit. */
  public ConfigLoader checkTraining(ConfigLoader loader, BackboneFactory backbone) {
    return loader.check(
        config ->
            config.train().store() == StoreChoice.MEMORY
                ? backbone
                    .found()
                    .filter(graph -> fits(config.padim(), graph.backbone()))
                    .map(graph -> training(config, graph.backbone()))
                    .orElse(List.of())
                : List.of(),
        TrainSettings.STORE,
        TrainSettings.FOLD_EVERY,
        TrainSettings.VALIDATION_MAX_FRAMES,
        ReferenceSettings.ALLOW,
        ImageSettings.MAX_BYTES,
        TopicsSettings.MAX_MESSAGE_BYTES,
        PadimSettings.DIMENSIONS,
        PadimSettings.GRID);
  }

  /** Dimensions that a network does not have are refused for themselves. */
  private static boolean fits(PadimSettings padim, Backbone backbone) {
    return padim.reduction() == ReductionMethod.ALL
        || padim.dimensions().number() <= backbone.channels();
  }

  private List<String> training(MekikiConfig config, Backbone backbone) {
    return refusal(
        "this trainer",
        "the state of one model with " + TrainSettings.STORE.name() + " = memory",
        TrainingSettingsFactory.of(config, backbone).mostStateBytes(),
        teaching(config, config.topics().good().partitions()));
  }

  /**
   * Memory for the state of teaching: what frames of the usual size and the trainer leave.
   *
   * @param partitions of the topic of good frames
   */
  public long teachingBytes(MekikiConfig config, int partitions) {
    return heapBytes - OWN_BYTES - teaching(config, partitions).usual();
  }

  /** Memory for a fit, at most: what the trainer itself leaves. */
  public long fitBytes() {
    return heapBytes - OWN_BYTES;
  }

  private static Waiting teaching(MekikiConfig config, int partitions) {
    return new Waiting(
        "a trainer's own number",
        TrainingService.BUFFERED_RECORDS,
        partitions,
        config.topics().maxMessageBytes(),
        readers(config, config.train().threadsOn(processors())),
        config.image().maxBytes());
  }

  private static Waiting scoring(MekikiConfig config, int partitions) {
    return new Waiting(
        ScoreSettings.BUFFERED_FRAMES.name(),
        config.score().bufferedFrames(),
        partitions,
        config.topics().maxMessageBytes(),
        readers(config, config.score().threadsOn(processors())),
        config.image().maxBytes());
  }

  private static int readers(MekikiConfig config, int threads) {
    return config.references().allow().isEmpty() ? 0 : threads;
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  private List<String> refusal(String who, String what, long kept, Waiting waiting) {
    long needed = OWN_BYTES + kept + waiting.usual();
    if (needed <= heapBytes) {
      return List.of();
    }
    return List.of(
        Text.of(
            "the heap is %s, but %s needs %s: %s %s, %s, and %s for itself; raise the heap (-Xmx"
                + " in MEKIKI_JAVA_OPTS, or the container's memory), or lower these settings",
            mib(heapBytes),
            who,
            mib(needed),
            what,
            mib(kept),
            waiting.usualText(),
            mib(OWN_BYTES)));
  }

  /**
   * Memory for models: what is configured, or what the largest frames leave. Where they leave less
   * than half of what those of the usual size do, three quarters of that.
   */
  public long modelsBytes(MekikiConfig config, int partitions) {
    Waiting waiting = scoring(config, partitions);
    long besideUsual = heapBytes - OWN_BYTES - waiting.usual();
    long besideLargest = heapBytes - OWN_BYTES - waiting.largest();
    long automatic =
        besideLargest >= besideUsual / 2
            ? besideLargest
            : Math.max(LEAST_FOR_MODELS, besideUsual * 3 / 4);
    return config.score().modelsMaxBytes().orElse(automatic);
  }

  /**
   * What may go wrong with a scorer's memory; empty if nothing may.
   *
   * @param partitions that the frames topic really has
   */
  public Optional<String> warning(MekikiConfig config, int partitions) {
    Waiting waiting = scoring(config, partitions);
    long models = modelsBytes(config, partitions);
    long needed = OWN_BYTES + models + waiting.largest();
    if (needed <= heapBytes) {
      return Optional.empty();
    }
    return Optional.of(
        Text.of(
            "memory is tight: with the largest frames this scorer may need %s of a heap of %s:"
                + " models %s, %s, and %s for itself; raise the heap, or lower %s or %s",
            mib(needed),
            mib(heapBytes),
            mib(models),
            waiting.largestText(),
            mib(OWN_BYTES),
            ScoreSettings.MODELS_MAX_BYTES.name(),
            ScoreSettings.BUFFERED_FRAMES.name()));
  }

  /**
   * Memory outside the heap for state on disk.
   *
   * @param configured empty for a sixteenth of the heap, from 32 to 512 MiB
   */
  public long stateBytes(Optional<Long> configured) {
    return configured.orElse(Math.max(32L << 20, Math.min(512L << 20, heapBytes / 16)));
  }

  static String mib(long bytes) {
    return (bytes + (1L << 20) - 1 >> 20) + " MiB";
  }
}
