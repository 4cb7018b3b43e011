package org.mekiki.stream.codec;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Memory of a producer. Kafka's producer refuses a record that is larger than all of its memory, 32
 * MiB by default, whatever its largest request is.
 */
public final class ProducerMemory {
  /** Kafka's own default. */
  private static final long USUAL_BYTES = 32L * 1024 * 1024;

  /** One that is sent and one that is written. */
  private static final int LEAST_RECORDS = 2;

  private ProducerMemory() {}

  /**
   * Sets {@code buffer.memory}, unless it is set already, so that it holds two requests of {@code
   * max.request.size}, and never less than Kafka's default.
   *
   * @param settings of a producer; {@code max.request.size} among them, as a number or as text
   * @param prefix of the producer's settings among others; empty if there are no others
   */
  public static void fit(Map<? super String, Object> settings, String prefix) {
    fit(settings, prefix, LEAST_RECORDS);
  }

  /** As {@link #fit(Map, String)}, for at least this number of the largest requests. */
  public static void fit(Map<? super String, Object> settings, String prefix, int records) {
    Object most = settings.get(prefix + ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    boolean isSet =
        settings.containsKey(ProducerConfig.BUFFER_MEMORY_CONFIG)
            || settings.containsKey(prefix + ProducerConfig.BUFFER_MEMORY_CONFIG);
    if (most != null && !isSet) {
      long bytes = Long.parseLong(most.toString().strip()) * records;
      settings.put(prefix + ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(USUAL_BYTES, bytes));
    }
  }
}
