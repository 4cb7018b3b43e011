package org.mekiki.inspect;

import java.time.Duration;
import java.util.List;

/**
 * Is told of every frame: the port to metrics and to the page. Implementations are thread-safe,
 * quick and never throw.
 */
public interface InspectionListener {
  /** Does nothing. */
  InspectionListener NOOP = new InspectionListener() {};

  default void scored(Frame frame, Inspection inspection) {}

  /**
   * A frame could not be scored or learned.
   *
   * @param camera its camera, or {@code ""} where that is not known
   */
  default void rejected(String camera, Rejection rejection) {}

  /** A frame lies where its camera's order and alarms don't hold; it is scored all the same. */
  default void misplaced(String camera, Misplacement why) {}

  /** A frame could not be scored, told with what is known of it. */
  default void rejected(RejectedFrame frame) {
    rejected(frame.camera(), frame.rejection());
  }

  /** A good frame was embedded for training. */
  default void learned(String model) {}

  /**
   * A model was fitted and published.
   *
   * @param took from the last frame until then
   */
  default void fitted(String model, Duration took) {}

  /** A model was to be fitted, and nothing was published. */
  default void fitFailed(String model) {}

  /**
   * A model that is being taught gets a network in int8.
   *
   * @param noise of its features, at most: share of good images' variance
   */
  default void quantized(String model, double noise) {}

  /** A model that is being taught keeps the network in float32: int8 was refused. */
  default void quantizationRefused(String model) {}

  /**
   * Records of an input topic have expired before they were read.
   *
   * @param records how many more; 0 when the partition is first heard of
   */
  default void expired(String topic, int partition, long records) {}

  /** Tells several. */
  static InspectionListener of(List<InspectionListener> listeners) {
    List<InspectionListener> all = List.copyOf(listeners);
    return new InspectionListener() {
      @Override
      public void scored(Frame frame, Inspection inspection) {
        all.forEach(listener -> listener.scored(frame, inspection));
      }

      @Override
      public void rejected(String camera, Rejection rejection) {
        all.forEach(listener -> listener.rejected(camera, rejection));
      }

      @Override
      public void misplaced(String camera, Misplacement why) {
        all.forEach(listener -> listener.misplaced(camera, why));
      }

      @Override
      public void rejected(RejectedFrame frame) {
        all.forEach(listener -> listener.rejected(frame));
      }

      @Override
      public void learned(String model) {
        all.forEach(listener -> listener.learned(model));
      }

      @Override
      public void fitted(String model, Duration took) {
        all.forEach(listener -> listener.fitted(model, took));
      }

      @Override
      public void fitFailed(String model) {
        all.forEach(listener -> listener.fitFailed(model));
      }

      @Override
      public void quantized(String model, double noise) {
        all.forEach(listener -> listener.quantized(model, noise));
      }

      @Override
      public void quantizationRefused(String model) {
        all.forEach(listener -> listener.quantizationRefused(model));
      }

      @Override
      public void expired(String topic, int partition, long records) {
        all.forEach(listener -> listener.expired(topic, partition, records));
      }
    };
  }
}
