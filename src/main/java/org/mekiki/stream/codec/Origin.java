package org.mekiki.stream.codec;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.common.Uuid;
import org.mekiki.text.Text;

/**
 * Where frames come from, in names that stay apart: a topic that was deleted and made again counts
 * its offsets from 0, and two sites that are mirrored into one cluster have the same names.
 *
 * @param site name of the site, or the cluster's id; empty if neither is known
 * @param topicTag short form of the frames topic's own id; empty if brokers have none
 */
public record Origin(String site, String topicTag) {
  /** Nothing is known. */
  public static final Origin NONE = new Origin("", "");

  public Origin {
    Objects.requireNonNull(site, "site");
    Objects.requireNonNull(topicTag, "topicTag");
  }

  /** An origin with the short form of a topic's id: its first eight hexadecimal digits. */
  public static Origin of(String site, Uuid topicId) {
    long bits = topicId.getMostSignificantBits();
    return new Origin(site, topicId.equals(Uuid.ZERO_UUID) ? "" : Text.of("%08x", bits >>> 32));
  }

  /** {@code topic-partition-offset-tag}: names a record and no other, and stays under replay. */
  public String id(String position) {
    return topicTag.isEmpty() ? position : position + "-" + topicTag;
  }

  /** The {@code ce_source} of a camera: {@code /mekiki/<site>/cameras/<camera>}. */
  public String camera(String camera) {
    return source("/cameras/", camera);
  }

  /** The {@code ce_source} of a partition: {@code /mekiki/<site>/partitions/<topic-partition>}. */
  public String partition(String partition) {
    return source("/partitions/", partition);
  }

  /** The {@code ce_source} of a model: {@code /mekiki/<site>/models/<model>}. */
  public String model(String model) {
    return source("/models/", model);
  }

  private String source(String what, String name) {
    return (site.isEmpty() ? "/mekiki" : "/mekiki/" + encoded(site)) + what + encoded(name);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
