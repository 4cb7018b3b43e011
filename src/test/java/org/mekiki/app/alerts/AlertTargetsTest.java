package org.mekiki.app.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.app.LocalHttp;
import org.mekiki.stream.alarms.AlarmEvent;
import org.mekiki.stream.client.AlarmTarget;

/** What webhook and Alertmanager are sent, and what their answers mean. */
class AlertTargetsTest {
  private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
  private static final Path GOLDEN = Path.of("schemas/golden");

  private Instant now = NOW;
  private final List<String> told = new ArrayList<>();

  @Test
  void aWebhookGetsTheAlarmAsItIsWithItsIdAndCloudEventsHeaders() throws Exception {
    try (LocalHttp server = new LocalHttp(request -> 204)) {
      webhook(server, Map.of("Authorization", "Bearer s3cret"))
          .deliver(event("anomalous-raised", 0));
      LocalHttp.Request request = server.requests.get(0);
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.path()).isEqualTo("/hook");
      assertThat(request.body())
          .isEqualTo(Files.readString(GOLDEN.resolve("alarm-anomalous-raised.json")));
      assertThat(request.header("Content-Type")).isEqualTo("application/json");
      assertThat(request.header("Authorization")).isEqualTo("Bearer s3cret");
      assertThat(request.header("Idempotency-Key")).isEqualTo("t-0-7/anomalous/raised");
      assertThat(request.header("ce-id")).isEqualTo("t-0-7/anomalous/raised");
      assertThat(request.header("ce-subject")).isEqualTo("T%C3%BCr%201");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 202, 204, 409})
  void isDelivered(int status) throws Exception {
    try (LocalHttp server = new LocalHttp(request -> status)) {
      webhook(server, Map.of()).deliver(event("anomalous-raised", 0));
      assertThat(server.requests).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413, 422})
  void isRefusedForGood(int status) throws Exception {
    try (LocalHttp server = new LocalHttp(request -> status)) {
      assertThatThrownBy(() -> webhook(server, Map.of()).deliver(event("anomalous-raised", 0)))
          .isInstanceOf(AlarmTarget.Refused.class)
          .hasMessage(server.url() + " answers " + status);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 401, 403, 404, 408, 429, 500, 503})
  void mayBeDeliveredLater(int status) throws Exception {
    try (LocalHttp server = new LocalHttp(request -> status, Map.of("Retry-After", "7"))) {
      AlarmTarget.NotNow later =
          catchThrowableOfType(
              AlarmTarget.NotNow.class,
              () -> webhook(server, Map.of()).deliver(event("anomalous-raised", 0)));
      assertThat(later).hasMessage(server.url() + " answers " + status);
      assertThat(later.after()).contains(Duration.ofSeconds(7));
    }
  }

  @Test
  void aServerThatIsAwayIsToBeTriedAgainAndItsSecretPathIsNotShown() throws Exception {
    String url;
    try (LocalHttp server = new LocalHttp(request -> 200)) {
      url = server.url();
    }
    WebhookTarget target =
        new WebhookTarget(new HttpPost(URI.create(url + "/services/s3cret?t=s3cret"), Map.of()));
    assertThatThrownBy(() -> target.deliver(event("anomalous-raised", 0)))
        .isInstanceOf(AlarmTarget.NotNow.class)
        .hasMessageStartingWith(url + " can't be reached")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void alertmanagerGetsBothEndsUnderTheSameLabels() throws Exception {
    try (LocalHttp server = new LocalHttp(request -> 200)) {
      AlertmanagerTarget target = alertmanager(server);
      target.deliver(event("anomalous-raised", 0));
      target.deliver(event("anomalous-cleared", 0));

      JsonNode raised = alerts(server, 0).get(0);
      assertThat(server.requests.get(0).path()).isEqualTo("/api/v2/alerts");
      assertThat(raised.get("labels").toString())
          .isEqualTo(
              "{\"severity\":\"page\",\"alertname\":\"MekikiAnomalous\",\"camera\":\"cam-1\","
                  + "\"kind\":\"anomalous\"}");
      assertThat(raised.get("startsAt").asText()).isEqualTo("2026-01-31T12:00:00.123Z");
      assertThat(raised.get("endsAt").asText()).isEqualTo("2026-02-01T00:04:00Z");
      assertThat(raised.get("annotations").get("summary").asText())
          .isEqualTo("cam-1: 3 of the last 5");
      assertThat(raised.get("generatorURL").asText()).isEqualTo("http://page");
      JsonNode cleared = alerts(server, 1).get(0);
      assertThat(cleared.get("labels")).isEqualTo(raised.get("labels"));
      assertThat(cleared.get("endsAt").asText()).isEqualTo("2026-01-31T12:01:00.123Z");
    }
  }

  @Test
  void anAlarmOfAPartitionIsLabelledByItAndByNoCamera() throws Exception {
    try (LocalHttp server = new LocalHttp(request -> 200)) {
      alertmanager(server).deliver(event("expired-raised", 0));

      assertThat(alerts(server, 0).get(0).get("labels").toString())
          .isEqualTo(
              "{\"severity\":\"page\",\"alertname\":\"MekikiExpired\","
                  + "\"partition\":\"mekiki.frames-2\",\"kind\":\"expired\"}");
    }
  }

  @Test
  void openAlarmsAreRepeatedThoseFromBeforeTooUntilTheyEnd() throws Exception {
    int[] status = {200};
    try (LocalHttp server = new LocalHttp(request -> status[0])) {
      AlertmanagerTarget target = alertmanager(server);
      assertThat(target.wantsHistory()).isTrue();
      target.known(event("no-frames-raised", 1));
      target.known(event("anomalous-raised", 0));
      target.known(event("anomalous-cleared", 0));
      target.idle();
      target.idle();
      assertThat(server.requests).hasSize(1);
      assertThat(alerts(server, 0)).hasSize(1);
      assertThat(alerts(server, 0).get(0).get("labels").get("alertname").asText())
          .isEqualTo("MekikiNoFrames");

      now = now.plus(AlertmanagerTarget.REPEAT);
      status[0] = 503;
      target.idle();
      assertThat(told)
          .containsExactly("open alarms are not repeated: " + server.url() + " answers 503");
      now = now.plus(AlertmanagerTarget.REPEAT);
      target.leave(1);
      target.idle();
      assertThat(server.requests).hasSize(2);
    }
  }

  @Test
  void anAlarmThatIsLeftOpenEndsWithTheNextOneOfItsCameraAndKind() throws Exception {
    try (LocalHttp server = new LocalHttp(request -> 200)) {
      AlertmanagerTarget target = alertmanager(server);
      AlarmEvent left = event("anomalous-raised", 0);
      String next = left.json().toString().replace(left.alarmId(), "mekiki.frames-9-1/anomalous");
      target.known(left);
      target.known(AlarmEvent.read(1, later(next), Map.of()));
      target.known(AlarmEvent.read(1, later(next.replace("RAISED", "CLEARED")), Map.of()));
      target.idle();
      assertThat(server.requests).isEmpty();
    }
  }

  private static byte[] later(String alarm) {
    return alarm.replace("2026-01-31T12:00:00.123Z", "2026-01-31T13:00:00Z").getBytes(UTF_8);
  }

  private WebhookTarget webhook(LocalHttp server, Map<String, String> headers) {
    return new WebhookTarget(new HttpPost(URI.create(server.url() + "/hook"), headers));
  }

  private AlertmanagerTarget alertmanager(LocalHttp server) {
    return new AlertmanagerTarget(
        new HttpPost(URI.create(server.url() + "/api/v2/alerts"), Map.of()),
        Map.of("severity", "page"),
        Optional.of("http://page"),
        ((InstantSource) () -> now).withZone(ZoneOffset.UTC),
        told::add);
  }

  private static JsonNode alerts(LocalHttp server, int request) throws Exception {
    return new ObjectMapper().readTree(server.requests.get(request).body());
  }

  private static AlarmEvent event(String golden, int partition) throws Exception {
    byte[] json = Files.readString(GOLDEN.resolve("alarm-" + golden + ".json")).getBytes(UTF_8);
    return AlarmEvent.read(
        partition, json, Map.of("ce_id", "t-0-7/anomalous/raised", "ce_subject", "Tür 1"));
  }
}
