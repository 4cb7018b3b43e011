package org.mekiki.stream.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.mekiki.model.ModelArchive;
import org.mekiki.stream.training.message.TrainingCommand;

/** The versions of a model on its topic, and what each of them can see. */
class TaughtVersionsTest extends OnATrainer {
  @Test
  void eachFitCountsUpAndOnePreviousVersionStays() {
    for (int version = 1; version <= 3; version++) {
      training.sendGood("cam", 0, 5 + version);
      training.fit("cam");
      training.readModels();
      assertThat(training.manifest("cam").orElseThrow().version()).isEqualTo(version);
    }
    assertThat(training.models().keySet())
        .contains("m/cam", "h/cam/2", "h/cam/3")
        .noneMatch(key -> key.startsWith("c/cam/1/") || key.equals("h/cam/1"))
        .anyMatch(key -> key.startsWith("c/cam/2/"));
    assertThat(training.load("cam").manifest().training().frames()).isEqualTo(8);
  }

  @Test
  void afterARollbackTheVersionInUseStaysWhenTheNextIsPublished() {
    training.sendGood("cam", 0, 6);
    training.fit("cam");
    training.sendGood("cam", 0, 7);
    training.fit("cam");
    training.send(
        "cam", "{\"command\":\"rolled-back\",\"model\":\"cam\",\"version\":1}".getBytes(UTF_8));
    training.sendGood("cam", 0, 8);
    training.fit("cam");
    training.readModels();

    assertThat(training.models().keySet())
        .contains("h/cam/1", "h/cam/3")
        .doesNotContain("h/cam/2")
        .noneMatch(key -> key.startsWith("c/cam/2/"));
  }

  @Test
  void anImportedVersionIsTheWayBackOnceAndThenDeletedWithItsChunks() {
    training.sendGood("cam", 0, 6);
    training.fit("cam");
    training.send("cam", TrainingCommand.rolledBack("cam", 2, 3).toBytes());
    training.sendGood("cam", 0, 7);
    training.fit("cam");
    assertThat(training.readModels())
        .contains("h/cam/3", "-h/cam/1")
        .noneMatch(key -> key.contains("/cam/2"));

    training.sendGood("cam", 0, 8);
    training.fit("cam");
    assertThat(training.readModels())
        .contains("h/cam/4", "-h/cam/2", "-c/cam/2/0", "-c/cam/2/1", "-c/cam/2/2")
        .doesNotContain("-h/cam/3", "-c/cam/2/3");
  }

  @Test
  void whatAVersionCanSeeIsKeptWithItAndGoesWithIt() {
    training.sendGood("cam", 0, 6);
    training.fit("cam");
    training.send("cam", seen("cam", 1, "{\"frames\":8,\"odd\":[0.5,null]}"));
    training.readModels();

    assertThat(training.models().get("d/cam/1"))
        .asString(UTF_8)
        .isEqualTo("{\"frames\":8,\"odd\":[0.5,null]}");
    training.sendGood("cam", 0, 7);
    training.fit("cam");
    training.sendGood("cam", 0, 8);
    training.fit("cam");
    assertThat(training.readModels()).contains("-h/cam/1", "-d/cam/1").doesNotContain("-d/cam/2");
  }

  @Test
  void whatAVersionCanSeeIsNotKeptOnceTheVersionIsGone() {
    training.sendGood("cam", 0, 6);
    training.fit("cam");

    training.send("cam", seen("cam", 2, "{}"));
    training.send("other", seen("other", 1, "{}"));

    assertThat(training.readModels()).contains("h/cam/1").noneMatch(key -> key.startsWith("d/"));
    assertThat(training.read("dead-letters")).isEmpty();
  }

  @Test
  void whatAVersionCanSeeIsADeadLetterIfItIsNoObject() {
    training.send("cam", seen("cam", 1, "7"));
    training.send("cam", seen("cam", 0, "{}"));

    assertThat(training.read("dead-letters")).hasSize(2);
  }

  /** Readers count bytes, and an umlaut has two. */
  @Test
  void whatAVersionCanSeeIsADeadLetterIfItHasMoreBytesThanReadersTake() {
    training.sendGood("cam", 0, 6);
    training.fit("cam");
    int most = ModelArchive.MAX_DETECTABILITY_BYTES;
    String around = "{\"a\":\"\"}";
    String fits = "ö".repeat((most - around.length()) / 2);

    training.send("cam", seen("cam", 1, around.replace("\"\"", "\"" + fits + "\"")));
    training.send("cam", seen("cam", 1, around.replace("\"\"", "\"" + fits + "ö\"")));

    training.readModels();
    assertThat(training.models().get("d/cam/1")).hasSize(most);
    assertThat(training.read("dead-letters")).hasSize(1);
  }

  private static byte[] seen(String model, long version, String json) {
    return String.format(
            Locale.ROOT,
            "{\"command\":\"detectability\",\"model\":\"%s\",\"version\":%d,\"detectability\":%s}",
            model,
            version,
            json)
        .getBytes(UTF_8);
  }
}
