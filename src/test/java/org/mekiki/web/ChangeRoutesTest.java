package org.mekiki.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.config.WebSettings;
import org.mekiki.inspect.Feedback;
import org.mekiki.web.http.Refusal;
import org.mekiki.web.http.RefusedException;
import org.mekiki.web.line.LineView;
import org.mekiki.web.topics.AlarmsView;
import org.mekiki.web.topics.ModelsView;
import org.mekiki.web.topics.TrainingView;

/** Changes over real HTTP. */
class ChangeRoutesTest {
  private static final String ROLLBACK = "{\"model\":\"part\",\"version\":3}";

  private final LineView line = new LineView();
  private final AlarmsView alarms = Sources.alarms();
  private final Recorded changes = new Recorded();
  private final WebServer server = serve(changes);
  private final HttpClient client = HttpClient.newHttpClient();

  private WebServer serve(Changes which) {
    return WebServer.start(
        new WebSettings(true, "127.0.0.1", 0),
        Sources.of(line, new ModelsView(), alarms, new TrainingView(), which),
        1);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static final class Recorded implements Changes {
    final List<String> rollbacks = new ArrayList<>();
    final List<Feedback> feedback = new ArrayList<>();
    String failure;

    @Override
    public Optional<String> refusal() {
      return Optional.empty();
    }

    @Override
    public void rollback(String model, long version) {
      fail();
      rollbacks.add(model + " v" + version);
    }

    @Override
    public void judge(Feedback said) {
      fail();
      feedback.add(said);
    }

    private void fail() {
      if (failure != null) {
        throw new RefusedException(Refusal.FEEDBACK_NOT_STORED, failure);
      }
    }
  }

  private HttpRequest.Builder request(String path, String body) {
    return HttpRequest.newBuilder(URI.create(server.url()).resolve(path))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(request(path, body));
  }

  private static String judgement(String frameId, String verdict) {
    return String.format(
        Locale.ROOT,
        "{\"camera\":\"cam-1\",\"frameId\":\"%s\",\"verdict\":\"%s\"}",
        frameId,
        verdict);
  }

  @Test
  void aVersionIsRolledBack() throws Exception {
    HttpResponse<String> response = post("/api/changes/rollback", ROLLBACK);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"current\":3");
    assertThat(changes.rollbacks).containsExactly("part v3");
  }

  @Test
  void whatAPersonSaysIsStoredWithTheFactsOfTheFrame() throws Exception {
    line.scored(Shots.frame("cam-1"), Shots.bad());
    HttpResponse<String> response = post("/api/changes/feedback", judgement("frames-0-7", "GOOD"));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    Feedback said = changes.feedback.get(0);
    assertThat(said.camera()).isEqualTo("cam-1");
    assertThat(said.frameId()).isEqualTo("frames-0-7");
    assertThat(said.capturedAt()).isEqualTo(Shots.NOW.minusMillis(40));
    assertThat(said.modelVersion()).isEqualTo(3);
    assertThat(said.score()).isEqualTo(20);
    assertThat(said.threshold()).isEqualTo(Shots.THRESHOLD);
    assertThat(said.verdict()).isEqualTo(Feedback.Verdict.GOOD);
    assertThat(line.anomalies(0).get(0).feedback()).isEqualTo(Feedback.Verdict.GOOD);
  }

  @Test
  void whatCouldNotBeStoredIsSaidAndNotShownAsStored() throws Exception {
    line.scored(Shots.frame("cam-1"), Shots.bad());
    changes.failure = "the feedback was not stored on mekiki.feedback: timed out";
    HttpResponse<String> response =
        post("/api/changes/feedback", judgement("frames-0-7", "DEFECT"));
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains(changes.failure);
    assertThat(line.anomalies(0).get(0).feedback()).isNull();
  }

  @Test
  void whatIsNoneOfTheLastAnomaliesCanNotBeJudged() throws Exception {
    line.scored(Shots.frame("cam-1"), Shots.bad());
    long capturedAt = Shots.NOW.minusMillis(40).toEpochMilli();
    for (String body :
        new String[] {
          judgement("frames-0-8", "GOOD"),
          judgement("frames-0-7", "GOOD").replace("cam-1", "cam-2"),
          judgement("frames-0-7", "GOOD").replace("}", ",\"capturedAtMillis\":7}")
        }) {
      HttpResponse<String> response = post("/api/changes/feedback", body);
      assertThat(response.statusCode()).as(body).isEqualTo(404);
      assertThat(response.body()).contains("none of the last anomalies that are known here");
    }
    assertThat(changes.feedback).isEmpty();
    String right =
        judgement("frames-0-7", "GOOD").replace("}", ",\"capturedAtMillis\":" + capturedAt + "}");
    assertThat(post("/api/changes/feedback", right).statusCode()).isEqualTo(200);
  }

  @Test
  void anAlarmIsAcknowledgedAndACameraRetired() throws Exception {
    line.scored(Shots.frame("cam-1"), Shots.good());
    alarms.raised("a/1", "cam-1", "drift", Shots.NOW, "cam-1 drifts", Map.of());
    alarms.raised("a/2", "cam-2", "drift", Shots.NOW, "cam-2 drifts", Map.of());
    assertThat(post("/api/changes/acknowledge", "{\"alarm\":\"a/2\"}").statusCode()).isEqualTo(200);
    assertThat(post("/api/changes/acknowledge", "{\"alarm\":\"a/3\"}").statusCode()).isEqualTo(404);
    assertThat(post("/api/changes/retire", "{}").statusCode()).isEqualTo(400);
    assertThat(post("/api/changes/retire", "{\"camera\":\"cam-1\"}").statusCode()).isEqualTo(200);
    assertThat(line.camera("cam-1")).isEmpty();
    assertThat(alarms.alarms().open())
        .allSatisfy(alarm -> assertThat(alarm.acknowledgedAtMillis()).isPositive());
  }

  @Test
  void aFrameIsNeverNamedByANumberOfTheProcess() throws Exception {
    line.scored(Shots.frame("cam-1"), Shots.bad());
    HttpResponse<String> response =
        post("/api/changes/feedback", "{\"epoch\":\"old\",\"sequence\":1,\"verdict\":\"GOOD\"}");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("frameId");
    assertThat(changes.feedback).isEmpty();
  }

  @Test
  void theLongestIdsAreTaken() throws Exception {
    String id = "目".repeat(4096);
    line.scored(Shots.frame("cam-1", id, Shots.NOW), Shots.bad());
    assertThat(post("/api/changes/feedback", judgement(id, "DEFECT")).statusCode()).isEqualTo(200);
    assertThat(changes.feedback.get(0).frameId()).isEqualTo(id);
    assertThat(line.anomalies(0).get(0).frame().address()).hasSizeLessThan(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "nothing",
        "[]",
        "{}",
        "{\"model\":\"part\",\"version\":0}",
        "{\"model\":\"a b\",\"version\":1}",
        "{\"model\":\"part\",\"version\":1,\"force\":true}"
      })
  void aBodyThatIsNoRollbackIsRefused(String body) throws Exception {
    HttpResponse<String> response = post("/api/changes/rollback", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(changes.rollbacks).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site",
    "Origin, https://evil.example",
    "Origin, null"
  })
  void anotherSiteCanNotHaveABrowserChangeAnything(String header, String value) throws Exception {
    HttpResponse<String> response =
        send(request("/api/changes/rollback", ROLLBACK).header(header, value));
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).contains("from this page only");
    assertThat(changes.rollbacks).isEmpty();
  }

  @Test
  void aFormCanNotChangeAnything() throws Exception {
    for (String type : new String[] {"text/plain", "application/x-www-form-urlencoded"}) {
      HttpResponse<String> response =
          send(request("/api/changes/rollback", ROLLBACK).setHeader("Content-Type", type));
      assertThat(response.statusCode()).isEqualTo(415);
    }
    assertThat(changes.rollbacks).isEmpty();
  }

  @Test
  void thePageItselfMay() throws Exception {
    String origin = server.url().substring(0, server.url().length() - 1);
    HttpResponse<String> byOrigin =
        send(request("/api/changes/rollback", ROLLBACK).header("Origin", origin));
    assertThat(byOrigin.statusCode()).isEqualTo(200);
    HttpResponse<String> bySite =
        send(request("/api/changes/rollback", ROLLBACK).header("Sec-Fetch-Site", "same-origin"));
    assertThat(bySite.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS"})
  void aChangeIsMadeByPostOnly(String method) throws Exception {
    HttpResponse<String> response =
        send(request("/api/changes/rollback", "").method(method, BodyPublishers.ofString("{}")));
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("POST");
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void whereNothingMayBeChangedThePageSaysWhy() throws Exception {
    try (WebServer other = serve(Changes.refused("Changes are switched off."))) {
      URI address = URI.create(other.url());
      HttpResponse<String> response =
          send(request("/", ROLLBACK).uri(address.resolve("/api/changes/rollback")));
      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(response.body()).contains("Changes are switched off.");
      HttpResponse<String> about =
          client.send(
              HttpRequest.newBuilder(address.resolve("/api/about")).build(),
              BodyHandlers.ofString());
      assertThat(about.body()).contains("\"changesRefused\":\"Changes are switched off.\"");
    }
  }
}
