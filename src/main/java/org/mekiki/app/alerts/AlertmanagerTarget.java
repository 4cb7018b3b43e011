package org.mekiki.app.alerts;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.mekiki.inspect.alarm.OpenAlarms;
import org.mekiki.stream.alarms.AlarmEvent;
import org.mekiki.stream.client.AlarmTarget;

/**
 * Posts alarms to the v2 API of Prometheus' Alertmanager.
 *
 * <p>Alertmanager knows an alert by its labels, here the kind of the alarm and the camera or
 * partition: so posting one again changes nothing, and the same labels with an end in the past
 * resolve it. An alert that nobody repeats it takes for resolved, and it forgets all at a restart;
 * so open alarms are repeated every {@link #REPEAT}, as Prometheus does, those that were raised
 * before this process began too.
 */
final class AlertmanagerTarget implements AlarmTarget {
  static final Duration REPEAT = Duration.ofMinutes(1);

  /** Open alerts end by themselves when nobody repeats them for so long. */
  private static final Duration LIFE = REPEAT.multipliedBy(4);

  /** Cameras and kinds that are remembered. */
  private static final int MOST = 100_000;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpPost post;
  private final Map<String, String> labels;
  private final Optional<String> page;
  private final Clock clock;
  private final Consumer<String> tell;
  private final OpenAlarms<AlarmEvent> open = new OpenAlarms<>(MOST);
  private Instant repeated;

  /**
   * @param labels of every alert, beside its own
   * @param page where people look, if there is such a place
   */
  AlertmanagerTarget(
      HttpPost post,
      Map<String, String> labels,
      Optional<String> page,
      Clock clock,
      Consumer<String> tell) {
    this.post = post;
    this.labels = Map.copyOf(labels);
    this.page = page;
    this.clock = clock;
    this.tell = tell;
    this.repeated = Instant.MIN;
  }

  @Override
  public void deliver(AlarmEvent alarm) throws Refused, NotNow, InterruptedException {
    post(List.of(alarm));
    known(alarm);
  }

  @Override
  public boolean wantsHistory() {
    return true;
  }

  @Override
  public void known(AlarmEvent alarm) {
    String subject = alarm.subject();
    String kind = alarm.text("kind");
    if (alarm.raised()) {
      open.raised(alarm.alarmId(), subject, kind, alarm.raisedAt(), alarm);
    } else {
      open.cleared(alarm.alarmId(), subject, kind, alarm.raisedAt(), alarm);
    }
  }

  @Override
  public void leave(int partition) {
    open.forget(alarm -> alarm.partition() == partition);
  }

  @Override
  public void idle() throws InterruptedException {
    Instant now = clock.instant();
    if (open.open().isEmpty() || now.isBefore(repeated.plus(REPEAT))) {
      return;
    }
    repeated = now;
    try {
      post(open.open());
    } catch (NotNow | Refused e) {
      tell.accept("open alarms are not repeated: " + e.getMessage());
    }
  }

  private void post(Collection<AlarmEvent> alarms) throws Refused, NotNow, InterruptedException {
    ArrayNode alerts = MAPPER.createArrayNode();
    alarms.forEach(alarm -> alert(alerts.addObject(), alarm));
    post.send(alerts.toString().getBytes(StandardCharsets.UTF_8), Map.of());
  }

  private void alert(ObjectNode alert, AlarmEvent alarm) {
    ObjectNode own = alert.putObject("labels");
    labels.forEach(own::put);
    own.put("alertname", "Mekiki" + camelCase(alarm.text("kind")));
    own.put(alarm.ofACamera() ? "camera" : "partition", alarm.subject());
    own.put("kind", alarm.text("kind").toLowerCase(Locale.ROOT).replace('_', '-'));
    ObjectNode annotations = alert.putObject("annotations");
    annotations.put("summary", alarm.text("message"));
    annotations.put("alarmId", alarm.alarmId());
    alert.put("startsAt", alarm.text("raisedAt"));
    alert.put(
        "endsAt", alarm.raised() ? clock.instant().plus(LIFE).toString() : alarm.text("clearedAt"));
    page.ifPresent(url -> alert.put("generatorURL", url));
  }

  private static String camelCase(String kind) {
    StringBuilder text = new StringBuilder();
    for (String word : kind.toLowerCase(Locale.ROOT).split("_", -1)) {
      text.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
    }
    return text.toString();
  }
}
