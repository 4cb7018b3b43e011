package org.mekiki.stream.codec;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Headers of CloudEvents 1.0, Kafka protocol binding, binary content mode. */
public final class CloudEvents {
  private CloudEvents() {}

  /**
   * @param type e.g. {@code org.mekiki.anomaly}
   * @param origin becomes, with the camera, the source
   * @param camera becomes the subject
   * @param id unique for its source, the same under replay
   */
  public static Headers headers(
      Origin origin, String type, String camera, String id, Instant time, String contentType) {
    Headers headers = new RecordHeaders();
    add(headers, "ce_specversion", "1.0");
    add(headers, "ce_id", id);
    add(headers, "ce_source", origin.source(camera));
    add(headers, "ce_type", type);
    add(headers, "ce_subject", camera);
    add(headers, "ce_time", time.toString());
    add(headers, "content-type", contentType);
    return headers;
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
