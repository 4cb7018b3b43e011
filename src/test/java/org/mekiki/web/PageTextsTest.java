package org.mekiki.web;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mekiki.detect.DefectKind;
import org.mekiki.inspect.Feedback;
import org.mekiki.inspect.Misplacement;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.alarm.AlarmKind;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.web.http.Assets;
import org.mekiki.web.http.Refusal;

/** The page's texts: every language has all of them, and none that nobody shows. */
class PageTextsTest {
  private static final Path FOLDER = Path.of("src/main/resources/web");

  /** A key in a script: a whole text in quotation marks. */
  private static final Pattern IN_SCRIPT = Pattern.compile("'([a-zA-Z]+(?:\\.[a-zA-Z0-9-]+)+)'");

  private static final Pattern IN_PAGE = Pattern.compile("data-t(?:-\\w+)?=\"([^\"]+)\"");
  private static final Pattern VALUE = Pattern.compile("\\{(\\w+)}");

  /** Reasons for which English has the service's own sentences. */
  private static final Map<String, List<String>> OWN_WORDS =
      Map.of(
          "reason.why.",
          Arrays.stream(Rejection.values()).map(Rejection::label).toList(),
          "model.why.",
          Arrays.stream(ModelRefusedException.Reason.values())
              .map(reason -> reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
              .toList(),
          "frame.why.",
          List.of("unlike"),
          "run.why.",
          Arrays.stream(RunFailure.values()).map(RunFailure::label).toList(),
          "change.why.",
          Arrays.stream(Refusal.values()).map(Refusal::label).toList());

  /** Words for a reason that only a newer service knows. */
  private static final String ANY_OTHER = "other";

  /** Keys that scripts put together, by what they begin with: all that may follow. */
  private static final Map<String, List<String>> PUT_TOGETHER =
      Map.ofEntries(
          entry("reason.", Arrays.stream(Rejection.values()).map(Rejection::label).toList()),
          entry("alarm.", Arrays.stream(AlarmKind.values()).map(AlarmKind::label).toList()),
          entry("alarm.why.", Arrays.stream(AlarmKind.values()).map(AlarmKind::label).toList()),
          entry(
              "misplaced.", Arrays.stream(Misplacement.values()).map(Misplacement::label).toList()),
          entry(
              "verdict.",
              Arrays.stream(Feedback.Verdict.values()).map(PageTextsTest::lowerCase).toList()),
          entry(
              "sight.kind.",
              Arrays.stream(DefectKind.values())
                  .map(kind -> kind.label().replace(' ', '-'))
                  .toList()),
          entry("sight.", List.of("defect", "contrast", "from")),
          entry("history.is.", List.of("anomalous", "defect", "good", "refused")),
          entry(
              "history.",
              List.of(
                  "all",
                  "anomalous",
                  "unmarked",
                  "defect",
                  "good",
                  "refused",
                  "camera",
                  "verdict",
                  "from",
                  "to",
                  "time",
                  "score",
                  "what",
                  "frame")),
          entry("link.", List.of("live", "lost", "waiting", "paused")),
          entry("stages.", List.of("decode", "align", "backbone", "mahalanobis", "map", "heatmap")),
          entry("regions.", List.of("place", "size", "peak", "area")),
          entry("drift.", List.of("camera", "stability", "limit", "mean", "spread", "goodFrames")));

  private static String lowerCase(Feedback.Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, JsonNode> texts(String language) throws IOException {
    Map<String, JsonNode> texts = new TreeMap<>();
    new ObjectMapper()
        .readTree(FOLDER.resolve("texts." + language + ".json").toFile())
        .fields()
        .forEachRemaining(entry -> texts.put(entry.getKey(), entry.getValue()));
    return texts;
  }

  static List<String> languages() {
    return Assets.LANGUAGES;
  }

  @Test
  void everyLanguageIsOfferedOnThePage() throws IOException {
    String script = Files.readString(FOLDER.resolve("texts.js"));
    String names = script.substring(script.indexOf("NAMES = {"), script.indexOf("};"));
    Matcher offered = Pattern.compile("(\\w+): '").matcher(names);
    assertThat(offered.results().map(r -> r.group(1)).toList())
        .containsExactlyElementsOf(Assets.LANGUAGES);
  }

  @ParameterizedTest
  @MethodSource("languages")
  void everyLanguageHasTheSameKeysAndValuesAsEnglish(String language) throws IOException {
    Map<String, JsonNode> english = texts("en");
    Map<String, JsonNode> texts = texts(language);
    texts.keySet().removeIf(key -> OWN_WORDS.keySet().stream().anyMatch(key::startsWith));
    assertThat(texts.keySet()).isEqualTo(english.keySet());
    texts.forEach(
        (key, text) ->
            assertThat(values(text)).as(language + " " + key).isEqualTo(values(english.get(key))));
    texts.forEach((key, text) -> assertThat(forms(text)).as(key).doesNotContain(""));
  }

  /** English has the service's own sentences. */
  @ParameterizedTest
  @MethodSource("otherLanguages")
  void everyOtherLanguageSaysWhySomethingWasRefused(String language) throws IOException {
    for (Map.Entry<String, List<String>> reasons : OWN_WORDS.entrySet()) {
      Map<String, JsonNode> texts = texts(language);
      texts.keySet().removeIf(key -> !key.startsWith(reasons.getKey()));
      assertThat(texts.keySet())
          .isEqualTo(
              Stream.concat(reasons.getValue().stream(), Stream.of(ANY_OTHER))
                  .map(reason -> reasons.getKey() + reason)
                  .collect(Collectors.toSet()));
      texts.forEach(
          (key, text) -> {
            assertThat(text.asText()).as(language + " " + key).isNotBlank();
            assertThat(values(text)).as(language + " " + key).isSubsetOf(figures(key));
          });
    }
  }

  private static Set<String> figures(String key) {
    return Arrays.stream(Refusal.values())
        .filter(refusal -> key.equals("change.why." + refusal.label()))
        .findFirst()
        .map(Refusal::figures)
        .orElse(Set.of("model"));
  }

  static List<String> otherLanguages() {
    return Assets.LANGUAGES.stream().filter(language -> !language.equals("en")).toList();
  }

  @ParameterizedTest
  @MethodSource("languages")
  void aTextWithSeveralFormsHasThoseOfItsLanguage(String language) throws IOException {
    Set<String> forms = language.equals("ja") ? Set.of("other") : Set.of("one", "other");
    texts(language)
        .forEach(
            (key, text) -> {
              if (text.isObject()) {
                Set<String> there = new TreeSet<>();
                text.fieldNames().forEachRemaining(there::add);
                assertThat(there).as(language + " " + key).isEqualTo(new TreeSet<>(forms));
              }
            });
  }

  /** What is put in, in whichever of its forms. */
  private static Set<String> values(JsonNode text) {
    return forms(text).stream()
        .flatMap(form -> VALUE.matcher(form).results())
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> forms(JsonNode text) {
    List<String> forms = new java.util.ArrayList<>();
    if (text.isTextual()) {
      forms.add(text.asText());
    } else {
      text.elements().forEachRemaining(form -> forms.add(form.asText()));
    }
    return forms;
  }

  @Test
  void noTextIsMissingAndNoneIsUnused() throws IOException {
    assertThat(texts("en").keySet()).containsExactlyInAnyOrderElementsOf(used());
  }

  private static Set<String> used() throws IOException {
    Set<String> used = new TreeSet<>();
    PUT_TOGETHER.forEach((start, ends) -> ends.forEach(end -> used.add(start + end)));
    used.addAll(found(IN_PAGE, Files.readString(FOLDER.resolve("index.html"))));
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".js")).toList()) {
        String script = Files.readString(file).replaceAll("from '[^']*'", "");
        used.addAll(found(IN_SCRIPT, script));
        putTogether(file, script, used);
      }
    }
    return used;
  }

  /** Columns of tables are named where the table is. */
  private static void putTogether(Path file, String script, Set<String> used) {
    if (file.endsWith("teach.js")) {
      Matcher columns = Pattern.compile("\\['version', ([^\\]]+)]").matcher(script);
      assertThat(columns.find()).isTrue();
      used.add("version.version");
      found(Pattern.compile("'(\\w+)'"), columns.group(1)).forEach(c -> used.add("version." + c));
    }
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(result -> result.group(1)).toList();
  }

  @Test
  void noWordsOfAPersonStandInAScript() throws IOException {
    Pattern sentence = Pattern.compile("'[A-Z][a-z]+ [a-z]+[^']*'|`[A-Z][a-z]+ [a-z]");
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".js")).toList()) {
        String code = Files.readString(file).replaceAll("(?m)//.*$|/\\*[\\s\\S]*?\\*/", "");
        assertThat(sentence.matcher(code).results().map(r -> r.group()).toList())
            .as(file + " has texts that are in no language file")
            .isEmpty();
      }
    }
  }
}
