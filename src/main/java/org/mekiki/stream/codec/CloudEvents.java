package org.mekiki.stream.codec;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Headers of CloudEvents 1.0, Kafka protocol binding, binary content mode. */
public final class CloudEvents {
  /** Where the files of schemas/ are, as their {@code $id} says. */
  private static final String SCHEMAS = "https://mekiki.org/schemas/";

  private CloudEvents() {}

  /**
   * @param source where it comes from: {@link Origin} has them
   * @param type e.g. {@code org.mekiki.anomaly}
   * @param subject what it is about, a camera mostly
   * @param id unique for its source, the same under replay
   * @param schema the file in schemas/ that describes the value
   */
  public static Headers headers(
      String source,
      String type,
      String subject,
      String id,
      Instant time,
      String contentType,
      String schema) {
    Headers headers = new RecordHeaders();
    add(headers, "ce_specversion", "1.0");
    add(headers, "ce_id", id);
    add(headers, "ce_source", source);
    add(headers, "ce_type", type);
    add(headers, "ce_subject", subject);
    add(headers, "ce_time", time.toString());
    add(headers, "ce_dataschema", SCHEMAS + schema);
    add(headers, "content-type", contentType);
    return headers;
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
