package org.mekiki.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.Rejection;
import org.mekiki.web.topics.ViewsView;

/** Setting up a view over real HTTP. */
class SetupRoutesTest {
  private static final String VIEW = "{\"regions\":[{\"box\":[1,2,30,40]}]}";

  private final ShownLine shown = new ShownLine();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    shown.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(shown.url()).resolve(path));
  }

  private JsonNode begin(String query) throws Exception {
    HttpResponse<String> response =
        client.send(to("/api/cameras/cam-1/setup" + query).build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  private HttpRequest.Builder post(String path, String body) {
    return to("/api/changes/" + path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static String drawn(JsonNode begun, String view) {
    return String.format(
        Locale.ROOT,
        "{\"model\":\"part\",\"epoch\":%s,\"frames\":[%s],\"view\":%s}",
        begun.get("epoch"),
        begun.at("/frames/0/sequence"),
        view);
  }

  @Test
  void aCameraWithoutAModelIsSetUpAsWell() throws Exception {
    shown.refuse("cam-1", Rejection.NO_MODEL, "camera cam-1 wants model 'part-8'");
    JsonNode begun = begin("");
    assertThat(begun.path("model").asText()).isEqualTo("part-8");
    assertThat(begun.at("/frames/0/verdict").asText()).isEqualTo("REFUSED");
    HttpResponse<byte[]> picture =
        client.send(
            to("/api/cameras/cam-1/setup/" + begun.at("/frames/0/sequence") + "/frame").build(),
            BodyHandlers.ofByteArray());
    assertThat(picture.headers().firstValue("Content-Type")).contains("image/jpeg");
    assertThat(begin("?model=other").path("model").asText()).isEqualTo("other");
  }

  @Test
  void aViewIsTriedAndSavedAndForgotten() throws Exception {
    shown.drawn("cam-1", "frame-a", false);
    JsonNode begun = begin("");
    HttpResponse<String> tried = send(post("view/try", drawn(begun, VIEW)));
    assertThat(tried.statusCode()).as(tried.body()).isEqualTo(200);
    JsonNode trial = new ObjectMapper().readTree(tried.body());
    assertThat(trial.at("/cost/total").asDouble()).isEqualTo(10);
    assertThat(trial.at("/cost/framesPerSecond").asDouble()).isEqualTo(100);
    assertThat(trial.path("frames")).hasSize(1);
    assertThat(shown.setup.tried).containsExactly(VIEW);
    assertThat(shown.setup.saved).isEmpty();
    assertThat(send(post("view", drawn(begun, VIEW))).statusCode()).isEqualTo(200);
    assertThat(send(post("view", drawn(begun, "null"))).statusCode()).isEqualTo(200);
    assertThat(shown.setup.saved).containsExactly("part " + VIEW, "part none");
  }

  @Test
  void thePartIsShownAligned() throws Exception {
    shown.drawn("cam-1", "frame-a", false);
    JsonNode begun = begin("");
    HttpResponse<String> response =
        send(post("view/aligned", drawn(begun, "{\"align\":\"part\"}")));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode aligned = new ObjectMapper().readTree(response.body());
    assertThat(aligned.path("width").asInt()).isEqualTo(DrawnViews.ALIGNED_WIDTH);
    assertThat(aligned.at("/alignment/align").asText()).isEqualTo("part");
    assertThat(aligned.path("toFrame")).hasSize(6);
    assertThat(aligned.path("jpeg").isTextual()).isTrue();
    assertThat(shown.setup.aligned).containsExactly("{\"align\":\"part\"}");
  }

  @Test
  void anAnswerSaysWhichOfTheFramesWereStillThere() throws Exception {
    shown.drawn("cam-1", "frame-a", false);
    shown.time.putForward(Duration.ofSeconds(2));
    shown.drawn("cam-1", "frame-b", false);
    JsonNode begun = begin("");
    long newest = begun.at("/frames/0/sequence").asLong();
    long older = begun.at("/frames/1/sequence").asLong();
    String body =
        drawn(begun, "{\"align\":\"part\"}")
            .replace("[" + newest + "]", "[" + newest + ",987654321," + older + "]");
    for (String path : new String[] {"view/try", "view/aligned"}) {
      HttpResponse<String> response = send(post(path, body));
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      JsonNode sequences = new ObjectMapper().readTree(response.body()).path("sequences");
      assertThat(sequences.toString()).as(path).isEqualTo("[" + newest + "," + older + "]");
    }
  }

  @Test
  void whatIsStoredIsShown() throws Exception {
    shown.drawn("cam-1", "frame-a", false);
    assertThat(begin("").path("stored").isNull()).isTrue();
    shown.views.stored("part", new ViewsView.Stored(VIEW, 7));
    assertThat(begin("").at("/stored/view").toString()).isEqualTo(VIEW);
    shown.views.stored("part", new ViewsView.Stored("no JSON", 8));
    assertThat(begin("").at("/stored/view").isNull()).isTrue();
    shown.views.forgotten("part");
    assertThat(begin("").path("stored").isNull()).isTrue();
  }

  @Test
  void whatIsWrongWithAViewIsSaid() throws Exception {
    shown.drawn("cam-1", "frame-a", false);
    shown.setup.refusal = "region 'weld' reaches beyond the picture of 400x300";
    for (String path : new String[] {"view/try", "view/aligned", "view"}) {
      HttpResponse<String> response = send(post(path, drawn(begin(""), VIEW)));
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).contains(shown.setup.refusal);
    }
    assertThat(shown.setup.saved).isEmpty();
  }

  @Test
  void aBodyThatIsNoViewIsRefused() throws Exception {
    shown.drawn("cam-1", "frame-a", false);
    JsonNode begun = begin("");
    for (String view : new String[] {"[]", "7"}) {
      HttpResponse<String> response = send(post("view", drawn(begun, view)));
      assertThat(response.statusCode()).as(view + response.body()).isEqualTo(400);
      assertThat(send(post("view/try", drawn(begun, view))).statusCode()).as(view).isEqualTo(400);
    }
    for (String body : new String[] {"", "{}", drawn(begun, VIEW).replace("part", "a b")}) {
      assertThat(send(post("view", body)).statusCode()).as(body).isEqualTo(400);
    }
    String many = drawn(begun, VIEW).replace("\"frames\":[", "\"frames\":[" + "1,".repeat(20));
    assertThat(send(post("view/try", many)).statusCode()).isEqualTo(400);
    String large = drawn(begun, VIEW).replace("[1,", "[" + " ".repeat(70_000) + "1,");
    assertThat(send(post("view", large)).statusCode()).isEqualTo(413);
    assertThat(shown.setup.saved).isEmpty();
    assertThat(shown.setup.tried).isEmpty();
  }

  @Test
  void aFrameOfAnotherProcessIsNeverTaken() throws Exception {
    shown.drawn("cam-1", "frame-a", false);
    JsonNode begun = begin("");
    shown.time.putForward(Duration.ofMinutes(1));
    shown.restart();
    shown.drawn("cam-1", "frame-b", false);
    begin("");
    HttpResponse<String> response = send(post("view/try", drawn(begun, VIEW)));
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("freeze another one");
  }

  @Test
  void onlyOneViewIsTriedAtATime() throws Exception {
    shown.drawn("cam-1", "frame-a", false);
    JsonNode begun = begin("");
    shown.setup.hold = new CountDownLatch(1);
    CompletableFuture<HttpResponse<String>> first =
        client.sendAsync(post("view/try", drawn(begun, VIEW)).build(), BodyHandlers.ofString());
    while (shown.setup.tried.isEmpty()) {
      Thread.onSpinWait();
    }
    HttpResponse<String> second = send(post("view/try", drawn(begun, VIEW)));
    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(second.body()).contains("Another view is being tried");
    assertThat(send(post("view", drawn(begun, VIEW))).statusCode())
        .as("saving doesn't wait for a trial")
        .isEqualTo(200);
    shown.setup.hold.countDown();
    assertThat(first.get().statusCode()).isEqualTo(200);
  }

  @Test
  void anotherSiteCanNotHaveABrowserTryOrSaveAnything() throws Exception {
    shown.drawn("cam-1", "frame-a", false);
    JsonNode begun = begin("");
    for (String path : new String[] {"view/try", "view/aligned", "view"}) {
      HttpResponse<String> response =
          send(post(path, drawn(begun, VIEW)).header("Sec-Fetch-Site", "cross-site"));
      assertThat(response.statusCode()).isEqualTo(403);
    }
    assertThat(shown.setup.saved).isEmpty();
    assertThat(shown.setup.tried).isEmpty();
  }
}
