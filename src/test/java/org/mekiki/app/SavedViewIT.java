package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.RejectedFrame;
import org.mekiki.inspect.Rejection;
import org.mekiki.model.ModelManifest;
import org.mekiki.service.monitor.ServiceMonitor;
import org.mekiki.stream.client.StoredViews;
import org.mekiki.stream.models.ModelCatalog;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.view.View;

/** A view that is saved on the page lies on its topic, and the next teaching takes it. */
class SavedViewIT {
  private static final Pattern PAGE = Pattern.compile("page on (http://127\\.0\\.0\\.1:\\d+)");
  private static final String MODEL = "part-8";
  private static final String REGION =
      "{\"regions\":[{\"name\":\"weld\",\"box\":[20,10,160,128]}]}";

  @TempDir Path folder;
  private URI page;

  @Test
  void theNextTeachingTakesTheViewThatWasSavedOnThePageAndSaysSo() throws Exception {
    Path good = Files.createDirectories(folder.resolve("good"));
    byte[] picture = null;
    try (SimulatedCamera camera = TestLine.goodCamera(1, 12)) {
      for (int i = 0; i < 12; i++) {
        picture = camera.next().orElseThrow().encoded();
        Files.write(good.resolve(i + ".jpg"), picture);
      }
    }
    FakeTerminal service = new FakeTerminal();
    try (TestLine line =
        new TestLine(folder.resolve("state"), "web.enabled", "true", "web.port", "0")) {
      line.train();
      ServiceMonitor monitor =
          ServiceMonitor.open(line.config, service.terminal(), "score", line.graph);
      monitor.follow(line.config, service.terminal().lifecycle());
      Matcher address = PAGE.matcher(service.err());
      assertThat(address.find()).as(service.err()).isTrue();
      page = URI.create(address.group(1));
      monitor
          .listeners()
          .frames()
          .rejected(
              new RejectedFrame(
                  "cam-1",
                  "frame-1",
                  Optional.of(MODEL),
                  Rejection.NO_MODEL,
                  "camera cam-1 wants model 'part-8'",
                  Optional.of(new Frame.Encoded(picture))));
      JsonNode begun = begin();
      assertThat(begun.path("stored").isNull()).isTrue();
      JsonNode trial = post("view/try", drawn(begun, REGION));
      assertThat(trial.at("/cost/framesPerSecond").asDouble()).isPositive();
      assertThat(trial.at("/frames/0/failure").isNull()).isTrue();
      post("view", drawn(begun, REGION));
      assertThat(stored(line).map(view -> new String(view.json(), StandardCharsets.UTF_8)))
          .contains(REGION);
      await().untilAsserted(() -> assertThat(begin().at("/stored/view")).hasToString(REGION));

      FakeTerminal teach = new FakeTerminal();
      assertThat(teach.run(line.arguments("teach", good.toString(), "--model", MODEL)))
          .as(teach.err())
          .isEqualTo(ExitCodes.OK);
      assertThat(teach.err())
          .contains("model 'part-8' is taught with the view that was saved on the page");
      View view = current(line).view().orElseThrow();
      assertThat(view.regions()).singleElement().matches(region -> region.name().equals("weld"));
      await()
          .untilAsserted(
              () -> assertThat(begin().at("/inForce/regions/0/name").asText()).isEqualTo("weld"));
      assertThat(begin().path("version").asLong()).isEqualTo(1);

      FakeTerminal whole = new FakeTerminal();
      assertThat(
              whole.run(
                  line.arguments("teach", good.toString(), "--model", MODEL, "--align", "none")))
          .as(whole.err())
          .isEqualTo(ExitCodes.OK);
      assertThat(whole.err()).doesNotContain("saved on the page");
      assertThat(current(line).view()).as("an option for a view replaces it").isEmpty();
      post("view", drawn(begun, "null"));
      assertThat(stored(line)).isEmpty();
    } finally {
      service.lifecycle().close();
    }
  }

  private static ModelManifest current(TestLine line) {
    return ModelCatalog.read(
            line.config.kafka().consumerProperties(), line.config.topics().models().name())
        .current(MODEL)
        .orElseThrow();
  }

  private static Optional<StoredViews.Stored> stored(TestLine line) {
    return StoredViews.of(
        MODEL,
        line.config.kafka().consumerProperties(),
        line.config.topics().views().name(),
        () -> false);
  }

  private static String drawn(JsonNode begun, String view) {
    return String.format(
        Locale.ROOT,
        "{\"model\":\"%s\",\"epoch\":%s,\"frames\":[%s],\"view\":%s}",
        MODEL,
        begun.get("epoch"),
        begun.at("/frames/0/sequence"),
        view);
  }

  private JsonNode begin() throws Exception {
    return new ObjectMapper().readTree(page.resolve("/api/cameras/cam-1/setup").toURL());
  }

  private JsonNode post(String path, String body) throws Exception {
    var response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(page.resolve("/api/changes/" + path))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }
}
