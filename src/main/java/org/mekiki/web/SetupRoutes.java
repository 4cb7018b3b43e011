package org.mekiki.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mekiki.image.file.ImageException;
import org.mekiki.inspect.Frame;
import org.mekiki.model.ModelKeys;
import org.mekiki.web.http.Gate;
import org.mekiki.web.http.Json;
import org.mekiki.web.http.Refusal;
import org.mekiki.web.http.RefusedException;
import org.mekiki.web.line.CameraKey;
import org.mekiki.web.line.LineView;
import org.mekiki.web.line.PictureStore;
import org.mekiki.web.line.RecentFrame;
import org.mekiki.web.topics.TrainingView;
import org.mekiki.web.topics.ViewsView;

/**
 * Setting up what the next teaching sees of a camera's frames: its last pictures, a trial, and
 * storing. Trials are measured, so there is only one at a time.
 */
final class SetupRoutes {
  private static final String CAMERA = "/api/cameras/{camera}/setup";

  /** Frames that somebody draws on, and those that they are compared with, stay this long. */
  private static final long FROZEN_BYTES = 32L * 1024 * 1024;

  private static final int MOST_FRAMES = 20;
  private static final String EXAMPLE =
      "{\"epoch\":\"…\",\"frames\":[1,2],\"view\":{\"regions\":[{\"box\":[0,0,320,240]}]}}";

  private final LineView line;
  private final ViewsView views;
  private final TrainingView training;
  private final ViewSetup setup;
  private final String epoch;
  private final ChangeGate trials;
  private final ChangeGate stores;
  private final PictureStore<Long, RecentFrame> frozen = new PictureStore<>(FROZEN_BYTES);

  /** A frame that can be drawn on, in the API's JSON. */
  private record Frozen(
      long sequence, String frameId, RecentFrame.Verdict verdict, long atMillis) {}

  /** What was stored for the next teaching. */
  private record Stored(JsonNode view, long atMillis) {}

  /**
   * All that a person begins with.
   *
   * @param model whose teaching it is about
   * @param stored null where nothing is
   * @param version of the model that scores; 0 without
   * @param inForce what that version sees; null for the whole frame
   */
  private record Beginning(
      String epoch,
      String model,
      List<Frozen> frames,
      Stored stored,
      long version,
      JsonNode inForce) {}

  /**
   * A view to try or to store.
   *
   * @param epoch of the process that the sequences are of
   * @param frames the one that it was drawn on, then others
   * @param view null to see the whole frame again
   */
  private record Drawn(String model, String epoch, List<Long> frames, JsonNode view) {}

  /** Frames of a view that are still there. */
  private record Held(List<Long> sequences, List<Frame.Content> pictures) {}

  /**
   * What is answered about frames.
   *
   * @param sequences of the frames that it is about, in its order: some may be gone by now
   */
  private record Answer<T>(List<Long> sequences, @JsonUnwrapped T answer) {}

  SetupRoutes(WebSources sources, String epoch) {
    this.line = sources.line();
    this.views = sources.views();
    this.training = sources.training();
    this.setup = sources.setup();
    this.epoch = epoch;
    this.trials =
        new ChangeGate(
            sources.changes(),
            1,
            Refusal.TRYING,
            "Another view is being tried; try again in a few seconds.");
    this.stores =
        new ChangeGate(
            sources.changes(),
            1,
            Refusal.SAVING,
            "Another view is being saved; try again in a moment.");
  }

  void add(RoutesConfig routes) {
    routes.get(CAMERA, this::begin);
    routes.get(CAMERA + "/{sequence}/frame", this::frame);
    routes.post(Gate.CHANGES + "view/try", context -> trials.pass(context, this::tryOut));
    routes.post(Gate.CHANGES + "view/aligned", context -> trials.pass(context, this::align));
    routes.post(Gate.CHANGES + "view", context -> stores.pass(context, this::store));
  }

  /** Freezes the camera's last pictures; {@code ?model=KEY} asks about another model than its. */
  private void begin(Context context) {
    String camera = CameraKey.camera(context.pathParam("camera")).orElse("");
    List<RecentFrame> recent = line.recent(camera);
    // The newest last: where they don't all fit, the oldest go.
    for (int i = recent.size() - 1; i >= 0; i--) {
      frozen.put(recent.get(i).sequence(), recent.get(i));
    }
    String model =
        Optional.ofNullable(context.queryParam("model"))
            .or(() -> recent.stream().map(RecentFrame::model).filter(m -> m != null).findFirst())
            .orElse(camera);
    if (!ModelKeys.legal(model)) {
      throw new BadRequestResponse("'" + model + "' is not a key of a model.");
    }
    List<Frozen> frames =
        recent.stream()
            .map(f -> new Frozen(f.sequence(), f.frameId(), f.verdict(), f.atMillis()))
            .toList();
    Optional<TrainingView.InForce> inForce = training.inForce(model);
    Json.answer(
        context,
        new Beginning(
            epoch,
            model,
            frames,
            views
                .of(model)
                .map(view -> new Stored(tree(view.json()), view.atMillis()))
                .orElse(null),
            inForce.map(TrainingView.InForce::version).orElse(0L),
            inForce.map(TrainingView.InForce::view).map(SetupRoutes::tree).orElse(null)));
  }

  private static JsonNode tree(String json) {
    try {
      return Json.tree(json);
    } catch (JsonProcessingException e) {
      return null; // somebody else has written to the topic
    }
  }

  private void frame(Context context) {
    RecentFrame frame =
        Optional.of(context.pathParam("sequence"))
            .filter(text -> text.matches("\\d{1,18}"))
            .map(Long::valueOf)
            .flatMap(frozen::get)
            .orElseThrow(SetupRoutes::gone);
    try {
      WebPicture picture = WebPicture.of(frame.picture());
      context
          .header(Header.CACHE_CONTROL, "no-store")
          .contentType(picture.contentType())
          .result(picture.bytes());
    } catch (ImageException e) {
      throw new HttpResponseException(HttpStatus.UNPROCESSABLE_CONTENT.getCode(), e.getMessage());
    }
  }

  private Answer<ViewSetup.Trial> tryOut(Context context) {
    Drawn drawn = drawn(context);
    requireView(drawn);
    Held held = held(drawn);
    return new Answer<>(held.sequences(), setup.tryOut(Json.bytes(drawn.view()), held.pictures()));
  }

  private Answer<ViewSetup.Aligned> align(Context context) {
    Drawn drawn = drawn(context);
    requireView(drawn);
    Held held = held(drawn);
    return new Answer<>(held.sequences(), setup.align(Json.bytes(drawn.view()), held.pictures()));
  }

  private Map<String, Object> store(Context context) {
    Drawn drawn = drawn(context);
    if (drawn.model() == null || !ModelKeys.legal(drawn.model())) {
      throw new BadRequestResponse("A model's key is needed.");
    }
    if (drawn.view() == null || drawn.view().isNull()) {
      setup.forget(drawn.model());
      return Map.of("model", drawn.model(), "stored", false);
    }
    requireView(drawn);
    setup.save(drawn.model(), Json.bytes(drawn.view()), held(drawn).pictures());
    return Map.of("model", drawn.model(), "stored", true);
  }

  private static Drawn drawn(Context context) {
    return ChangeGate.body(context, Drawn.class, EXAMPLE);
  }

  private static void requireView(Drawn drawn) {
    JsonNode view = drawn.view();
    if (view == null || !view.isObject()) {
      throw new BadRequestResponse("A view is needed; valid: " + EXAMPLE + ".");
    }
  }

  /** Those that are still there; the first one must be. */
  private Held held(Drawn drawn) {
    List<Long> asked = drawn.frames();
    if (asked == null || asked.isEmpty() || asked.size() > MOST_FRAMES || asked.contains(null)) {
      throw new BadRequestResponse("1 to " + MOST_FRAMES + " frames are needed.");
    }
    if (!epoch.equals(drawn.epoch()) || frozen.get(asked.get(0)).isEmpty()) {
      throw gone();
    }
    Held held = new Held(new ArrayList<>(), new ArrayList<>());
    for (Long sequence : asked) {
      frozen
          .get(sequence)
          .ifPresent(
              frame -> {
                held.sequences().add(sequence);
                held.pictures().add(frame.picture());
              });
    }
    return held;
  }

  private static RefusedException gone() {
    return new RefusedException(
        Refusal.GONE_FRAME, "This frame is no longer there: freeze another one.");
  }
}
