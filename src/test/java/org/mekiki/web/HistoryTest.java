package org.mekiki.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.config.WebSettings;
import org.mekiki.inspect.Feedback;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Region;
import org.mekiki.inspect.RejectedFrame;
import org.mekiki.inspect.Rejection;
import org.mekiki.web.line.CameraRow;
import org.mekiki.web.line.LineLimits;
import org.mekiki.web.line.LineView;
import org.mekiki.web.line.PastAnomaly;
import org.mekiki.web.line.RefusedLog;
import org.mekiki.web.topics.ModelsView;

/** What is remembered of anomalies and refused frames, over real HTTP. */
class HistoryTest {
  private static final Instant BEFORE = Shots.NOW.minusSeconds(3600);

  private final LineView line = new LineView(LineLimits.DEFAULT, Shots.clock());
  private final WebServer server =
      WebServer.start(new WebSettings(true, "127.0.0.1", 0), Sources.of(line, new ModelsView()), 1);
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void fill() {
    line.recalled(past("cam-1", "old", BEFORE));
    line.recalled(past("cam-2", "older", BEFORE.minusSeconds(60)));
    line.judged(feedback("cam-2", "older", BEFORE.minusSeconds(60), Feedback.Verdict.GOOD));
    line.scored(Shots.frame("cam-1", "own", Shots.NOW), Shots.bad());
    line.rejected(rejected("cam-3", "no-7", Rejection.NO_MODEL, "camera cam-3 wants model 'x'"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static PastAnomaly past(String camera, String frame, Instant at) {
    List<Region> regions = List.of(new Region(1, 2, 3, 4, 22, 0.1));
    return new PastAnomaly(
        camera,
        frame,
        at,
        "part",
        3,
        22,
        0.7,
        10,
        8,
        6,
        regions,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        at);
  }

  private static Feedback feedback(
      String camera, String frame, Instant at, Feedback.Verdict verdict) {
    return new Feedback(camera, frame, at, "part", 3, 22, 10, verdict, Shots.NOW);
  }

  private static RejectedFrame rejected(
      String camera, String frame, Rejection why, String message) {
    return new RejectedFrame(
        camera,
        frame,
        Optional.of("x"),
        why,
        message,
        Optional.of(new Frame.Encoded(Shots.jpeg())));
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI address = URI.create(server.url()).resolve(path);
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }

  private List<String> frames(String query) throws Exception {
    JsonNode json = new ObjectMapper().readTree(get("/api/history" + query).body());
    return json.get("rows").findValuesAsText("frameId");
  }

  @ParameterizedTest
  @CsvSource({
    "'', own no-7 old older",
    "?camera=cam-1, own old",
    "?verdict=anomalous, own old older",
    "?verdict=unmarked, own old",
    "?verdict=good, older",
    "?verdict=defect, ''",
    "?verdict=refused, no-7",
    "?to=1772355600000, older",
    "?from=1772355600000&verdict=anomalous, own old",
    "?limit=2, own no-7"
  })
  void isFilteredByTimeCameraAndVerdict(String query, String expected) throws Exception {
    assertThat(BEFORE.toEpochMilli()).isEqualTo(1772355600000L);
    assertThat(frames(query == null ? "" : query))
        .containsExactlyInAnyOrder(expected.isEmpty() ? new String[0] : expected.split(" "));
  }

  @Test
  void namesTheCamerasThatItKnowsOf() throws Exception {
    JsonNode json = new ObjectMapper().readTree(get("/api/history?camera=cam-2").body());
    assertThat(json.get("cameras"))
        .extracting(JsonNode::asText)
        .containsExactly("cam-1", "cam-2", "cam-3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"verdict=bad", "from=yesterday", "to=-1"})
  void whatIsAskedForWronglyIsRefusedWithTheValidValues(String query) throws Exception {
    HttpResponse<String> response = get("/api/history?" + query);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("valid");
  }

  @Test
  void isExportedForASpreadsheetInLocalTime() throws Exception {
    HttpResponse<String> response = get("/api/history.csv?verdict=anomalous&zone=Asia/Tokyo");
    assertThat(response.headers().firstValue("Content-Disposition").orElse(""))
        .contains("mekiki-history.csv");
    String[] lines = response.body().split("\r\n");
    assertThat(lines[0]).startsWith("\uFEFFtime,camera,verdict,frameId");
    assertThat(lines).hasSize(4);
    assertThat(lines[2])
        .isEqualTo(
            "2026-03-01T18:00:00+09:00,cam-1,anomalous,old,2026-03-01T18:00:00+09:00,part,3,22.0,"
                + "10.0,1,1,");
  }

  @Test
  void noTextBecomesAFormulaOrAnotherCell() throws Exception {
    line.rejected(rejected("=1+1", "a,b", Rejection.NO_MODEL, "says \"no\"\nand more"));
    assertThat(get("/api/history.csv?verdict=refused").body())
        .contains(",'=1+1,refused,\"a,b\",")
        .contains(",\"says \"\"no\"\"\nand more\"");
  }

  @Test
  void whatThisProcessKnowsOfItsOwnAnomalyStays() throws Exception {
    line.recalled(past("cam-1", "own", Shots.NOW));
    assertThat(line.anomaly("cam-1/own").orElseThrow().hasPicture()).isTrue();
    assertThat(frames("?verdict=anomalous")).hasSize(3);
  }

  @Test
  void aMarkThatIsReadBeforeItsAnomalyIsNotLost() {
    Instant at = BEFORE.minusSeconds(5);
    line.judged(feedback("cam-9", "late", at, Feedback.Verdict.DEFECT));
    line.recalled(past("cam-9", "late", at));
    assertThat(line.anomaly("cam-9/late").orElseThrow().feedback())
        .isEqualTo(Feedback.Verdict.DEFECT);
  }

  @Test
  void framesThatAreRefusedWithTheSameSentenceAreOneEntryWithTheNewestFrame() {
    for (int i = 0; i < 1000; i++) {
      line.rejected(rejected("cam-4", "f" + i, Rejection.NO_MODEL, "no model 'cam-4'"));
    }
    List<RefusedLog.Refused> refused = line.refused();
    assertThat(refused).hasSize(2);
    assertThat(refused.get(0).frames()).isEqualTo(1000);
    assertThat(refused.get(0).frameId()).isEqualTo("f999");
    assertThat(line.refusedPicture("cam-4/f999")).isPresent();
    assertThat(line.refusedPicture("cam-4/f998")).isEmpty();
  }

  @Test
  void refusedFramesAreBounded() {
    for (int i = 0; i < 1000; i++) {
      line.rejected(rejected("cam-4", "f" + i, Rejection.TRUNCATED_IMAGE, "ends at byte " + i));
    }
    assertThat(line.refused()).hasSize(RefusedLog.MOST);
    assertThat(line.refused().get(0).message()).isEqualTo("ends at byte 999");
  }

  @Test
  void aCameraWithoutAModelShowsItsPicture() throws Exception {
    CameraRow row = line.camera("cam-3").orElseThrow();
    assertThat(row.latest()).isNull();
    assertThat(row.rejected().picture()).isEqualTo(row.changed());
    assertThat(row.rejected().model()).isEqualTo("x");
    assertThat(row.rejected().message()).isEqualTo("camera cam-3 wants model 'x'");
    assertThat(get("/api/cameras/cam-3/unscored/frame").statusCode()).isEqualTo(200);
    assertThat(get("/api/refused/cam-3/no-7/frame").statusCode()).isEqualTo(200);
    assertThat(get("/api/cameras/cam-1/unscored/frame").statusCode()).isEqualTo(404);

    line.scored(Shots.frame("cam-3"), Shots.good());
    assertThat(get("/api/cameras/cam-3/unscored/frame").statusCode()).isEqualTo(404);
    assertThat(line.camera("cam-3").orElseThrow().rejected().picture()).isZero();
  }

  @Test
  void anAnomalyIsComparedWithTheLastGoodFrameBeforeIt() throws Exception {
    line.scored(Shots.frame("cam-1", "good", Shots.NOW), Shots.good());
    line.scored(Shots.frame("cam-1", "next", Shots.NOW), Shots.bad());
    assertThat(line.anomaly("cam-1/next").orElseThrow().good().frameId()).isEqualTo("good");
    assertThat(line.anomaly("cam-1/own").orElseThrow().good()).isNull();
    assertThat(get("/api/anomalies/cam-1/next/good/frame").statusCode()).isEqualTo(200);
    assertThat(get("/api/anomalies/cam-1/own/good/frame").statusCode()).isEqualTo(404);
  }

  @Test
  void aRetiredCameraIsGoneUntilItsNextFrame() {
    line.retire("cam-1");
    assertThat(line.camera("cam-1")).isEmpty();
    assertThat(line.removals()).isEqualTo(1);
    line.scored(Shots.frame("cam-1"), Shots.good());
    assertThat(line.camera("cam-1")).isPresent();
  }
}
