package org.mekiki.app.alerts;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.mekiki.stream.alarms.AlarmEvent;
import org.mekiki.stream.client.AlarmTarget;
import org.mekiki.text.Text;

/**
 * Posts each alarm as it is, as a CloudEvent over HTTP in binary mode ({@code ce-…} headers), with
 * its id as {@code Idempotency-Key}.
 */
final class WebhookTarget implements AlarmTarget {
  private static final String PREFIX = "ce_";

  private final HttpPost post;

  WebhookTarget(HttpPost post) {
    this.post = post;
  }

  @Override
  public void deliver(AlarmEvent alarm) throws Refused, NotNow, InterruptedException {
    Map<String, String> headers = new HashMap<>();
    alarm
        .headers()
        .forEach(
            (name, value) -> {
              if (name.startsWith(PREFIX)) {
                headers.put("ce-" + name.substring(PREFIX.length()), encoded(value));
              }
            });
    headers.put("Idempotency-Key", encoded(alarm.id()));
    post.send(alarm.json().toString().getBytes(StandardCharsets.UTF_8), headers);
  }

  /** As the HTTP binding of CloudEvents wants header values. */
  private static String encoded(String value) {
    StringBuilder text = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b > 0x20 && b < 0x7f && b != '"' && b != '%';
      text.append(plain ? Character.toString(b) : Text.of("%%%02X", b & 0xff));
    }
    return text.toString();
  }
}
