package org.mekiki.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mekiki.chaos.Found.About;
import org.mekiki.chaos.Found.Alarmed;
import org.mekiki.chaos.Found.Dead;
import org.mekiki.chaos.Found.Input;
import org.mekiki.chaos.Found.Position;
import org.mekiki.chaos.Found.Scored;
import org.mekiki.config.TopicsSettings;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.codec.RegisteredSchemas;
import org.mekiki.stream.registry.SchemaRegistry;

/**
 * Looks at all topics after a run and says what is not as promised. Counts go into {@link
 * #figures}, sentences into {@link #problems}; nothing is thrown, so that one finding does not hide
 * another.
 */
final class Audit implements AutoCloseable {
  /** A scorer may know of a new model before this test does. */
  private static final Duration WATCH_SLACK = Duration.ofSeconds(15);

  /** And may go on with the old one while it loads the new one, or after a pause. */
  private static final Duration SWAP_GRACE = Duration.ofSeconds(30);

  private static final int EXAMPLES = 5;

  private final Line line;
  private final FramePlan plan;
  private final PlannedFrames pictures;
  private final Records<Input> inputs;
  private final Records<Scored> scores;
  private final Records<Dead> deadLetters;
  private final Records<About> heatmaps;
  private final Records<About> anomalies;
  private final Records<Alarmed> alarms;
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  Audit(Line line, long seed) {
    this.line = line;
    plan = new FramePlan(seed);
    pictures = new PlannedFrames(new FramePlan(seed));
    TopicsSettings topics = line.config.topics();
    inputs = new Records<>(line, topics.frames().name(), this::input);
    RegisteredSchemas schemas = SchemaRegistry.of(line.config.registry());
    scores = new Records<>(line, topics.scores().name(), entry -> Scored.of(entry, schemas));
    deadLetters = new Records<>(line, topics.deadLetters().name(), Dead::of);
    heatmaps = new Records<>(line, topics.heatmaps().name(), About::ofHeatmap);
    anomalies = new Records<>(line, topics.anomalies().name(), About::ofAnomaly);
    alarms = new Records<>(line, topics.alarms().name(), Alarmed::of);
  }

  private Input input(TopicFollower.Entry entry) {
    long n = FramePlan.number(entry.header("frame-id"));
    boolean asPlanned =
        plan.camera(n).equals(entry.key()) && Arrays.equals(pictures.value(n), entry.value());
    return new Input(new Position(entry.partition(), entry.offset()), entry.key(), n, asPlanned);
  }

  /** How many frames still have no outcome. */
  int open() {
    return inputs.toEnd().size() - scores.toEnd().size() - deadLetters.toEnd().size();
  }

  /** Looks at everything. */
  void look(List<Acknowledgement> acknowledged, ModelWatch models) {
    inputs.toEnd();
    scores.toEnd();
    deadLetters.toEnd();
    heatmaps.toEnd();
    anomalies.toEnd();
    alarms.toEnd();
    figures.put("frames", inputs.size());
    figures.put("scores", scores.size());
    figures.put("deadLetters", deadLetters.size());
    figures.put("heatmaps", heatmaps.size());
    figures.put("anomalies", anomalies.size());
    figures.put("alarmEvents", alarms.size());
    acknowledgedFramesAreThere(acknowledged);
    everyFrameHasOneOutcome();
    everyOutcomeIsTheExpectedOne();
    orderIsKept();
    verdictsAgree();
    modelsWereLive(models);
    alarmsFollowFromOutcomes();
  }

  private void acknowledgedFramesAreThere(List<Acknowledgement> acknowledged) {
    Map<Position, Long> there =
        inputs.all().stream().collect(Collectors.toMap(Input::position, Input::n));
    figures.put("acknowledged", acknowledged.size());
    none(
        "acknowledgedButNotThere",
        acknowledged.stream()
            .filter(
                a ->
                    !Objects.equals(there.get(new Position(a.partition(), a.offset())), a.number()))
            .toList());
    none("notAsSent", inputs.all().stream().filter(input -> !input.asPlanned()).toList());
  }

  private void everyFrameHasOneOutcome() {
    Map<Position, Integer> outcomes = new HashMap<>();
    scores.all().forEach(score -> outcomes.merge(score.input(), 1, Integer::sum));
    deadLetters.all().forEach(letter -> outcomes.merge(letter.input(), 1, Integer::sum));
    Set<Position> frames = inputs.all().stream().map(Input::position).collect(Collectors.toSet());
    none("lost", frames.stream().filter(p -> !outcomes.containsKey(p)).toList());
    none("doubled", outcomes.keySet().stream().filter(p -> outcomes.get(p) > 1).toList());
    none("ofNoFrame", outcomes.keySet().stream().filter(p -> !frames.contains(p)).toList());
  }

  private void everyOutcomeIsTheExpectedOne() {
    Map<Position, Long> numbers =
        inputs.all().stream().collect(Collectors.toMap(Input::position, Input::n));
    List<Object> wrong = new ArrayList<>();
    for (Scored score : scores.all()) {
      long n = numbers.getOrDefault(score.input(), -1L);
      if (n != score.n() || plan.kind(n).rejection().isPresent()) {
        wrong.add(score);
      }
    }
    for (Dead letter : deadLetters.all()) {
      long n = numbers.getOrDefault(letter.input(), 0L);
      if (!plan.kind(n).rejection().equals(Optional.of(letter.why()))) {
        wrong.add(plan.kind(n) + " became " + letter);
      }
    }
    none("otherOutcomeThanExpected", wrong);
    figures.put(
        "deadLettersByReason",
        deadLetters.all().stream()
            .collect(
                Collectors.groupingBy(
                    letter -> letter.why().label(), TreeMap::new, Collectors.counting())));
  }

  private void orderIsKept() {
    List<String> wrong = new ArrayList<>();
    order("score", scores.all(), Scored::camera, Scored::input, wrong);
    order("dead letter", deadLetters.all(), Dead::camera, Dead::input, wrong);
    order("heatmap", heatmaps.all(), About::camera, About::input, wrong);
    order("anomaly", anomalies.all(), About::camera, About::input, wrong);
    none("outOfOrder", wrong);
  }

  /** Records of one key lie on one partition, so they were read in the order of the topic. */
  private static <T> void order(
      String what,
      List<T> all,
      Function<T, String> key,
      Function<T, Position> input,
      List<String> wrong) {
    Map<String, Position> last = new HashMap<>();
    for (T record : all) {
      Position now = input.apply(record);
      Position before = last.put(key.apply(record), now);
      if (before != null
          && (before.partition() != now.partition() || before.offset() >= now.offset())) {
        wrong.add(what + " of " + key.apply(record) + ": " + now + " after " + before);
      }
    }
  }

  /** A heatmap for each score, and an anomaly for each that is over the threshold. */
  private void verdictsAgree() {
    List<Object> wrong = new ArrayList<>();
    for (Scored score : scores.all()) {
      if (score.anomalous() != score.score() >= score.threshold()) {
        wrong.add(score);
      }
    }
    Map<Position, Long> scored = versions(scores.all().stream().map(Scored::about).toList());
    Map<Position, Long> over =
        versions(scores.all().stream().filter(Scored::anomalous).map(Scored::about).toList());
    wrong.addAll(differences("heatmap", heatmaps.all(), scored));
    wrong.addAll(differences("anomaly", anomalies.all(), over));
    none("verdictsThatDisagree", wrong);
  }

  private static List<String> differences(
      String what, List<About> found, Map<Position, Long> expected) {
    List<String> wrong = new ArrayList<>();
    Set<Position> seen = new HashSet<>();
    for (About about : found) {
      if (!seen.add(about.input())) {
        wrong.add("a second " + what + " " + about);
      } else if (!Objects.equals(expected.get(about.input()), about.version())) {
        wrong.add(what + " without its score: " + about);
      }
    }
    expected.keySet().stream()
        .filter(input -> !seen.contains(input))
        .forEach(input -> wrong.add("no " + what + " of " + input));
    return wrong;
  }

  private static Map<Position, Long> versions(List<About> all) {
    return all.stream().collect(Collectors.toMap(About::input, About::version, (a, b) -> -1L));
  }

  private void modelsWereLive(ModelWatch models) {
    List<Object> wrong = new ArrayList<>();
    Duration latest = Duration.ZERO;
    Set<Long> versions = new HashSet<>();
    for (Scored score : scores.all()) {
      versions.add(score.version());
      Duration late = models.lateness(score.version(), score.at(), WATCH_SLACK);
      latest = late.compareTo(latest) > 0 ? late : latest;
      if (late.compareTo(SWAP_GRACE) > 0) {
        wrong.add(score + " by a model that was not in service, " + late + " late");
      }
    }
    none("scoresOfModelsNotLive", wrong);
    figures.put("modelVersionsThatScored", versions.size());
    figures.put("longestUseAfterASwapMillis", latest.toMillis());
  }

  private void alarmsFollowFromOutcomes() {
    Map<String, List<String>> expected =
        AlarmReplay.events(
            scores.all(),
            deadLetters.all(),
            LineSettings.alarmRules(),
            line.config.topics().frames().name(),
            line.topicTag());
    Map<String, List<String>> found =
        alarms.all().stream()
            .collect(
                Collectors.groupingBy(
                    Alarmed::camera,
                    TreeMap::new,
                    Collectors.mapping(Alarmed::text, Collectors.toList())));
    List<String> wrong = new ArrayList<>();
    for (String camera : FramePlan.CAMERAS) {
      List<String> is = found.getOrDefault(camera, List.of());
      List<String> should = expected.getOrDefault(camera, List.of());
      for (int i = 0; i < Math.max(is.size(), should.size()); i++) {
        String one = i < is.size() ? is.get(i) : "nothing";
        String other = i < should.size() ? should.get(i) : "nothing";
        if (!one.equals(other)) {
          wrong.add(camera + ": event " + i + " is " + one + ", outcomes say " + other);
          break;
        }
      }
    }
    if (alarms.all().stream().map(Alarmed::eventId).distinct().count() != alarms.size()) {
      wrong.add("an alarm's event came twice");
    }
    none("alarmsThatDoNotFollow", wrong);
  }

  private void none(String what, List<?> found) {
    figures.put(what, found.size());
    if (!found.isEmpty()) {
      problems.add(
          what + ": " + found.size() + ", e.g. " + found.stream().limit(EXAMPLES).toList());
    }
  }

  List<Scored> scores() {
    return scores.all();
  }

  Map<String, Object> figures() {
    return figures;
  }

  List<String> problems() {
    return problems;
  }

  @Override
  public void close() {
    List.of(inputs, scores, deadLetters, heatmaps, anomalies, alarms).forEach(Records::close);
  }
}
