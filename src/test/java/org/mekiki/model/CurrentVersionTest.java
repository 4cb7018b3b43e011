package org.mekiki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurrentVersionTest {
  @Test
  void readsWhatItWrites() {
    CurrentVersion back = new CurrentVersion("part", 4, 5, 1_700_000_000_000L);
    assertThat(CurrentVersion.read(back.toBytes())).isEqualTo(back);
    assertThat(new String(back.toBytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"statement\":\"current-version\",\"model\":\"part\",\"version\":4,\"newest\":5,"
                + "\"counter\":1700000000000}");
  }

  @Test
  void aNewerVersionCountsWhateverTheCounterAndThenTheCounter() {
    CurrentVersion published = new CurrentVersion("part", 5, 5, 0);
    CurrentVersion back = new CurrentVersion("part", 4, 5, 9);
    CurrentVersion deleted = new CurrentVersion("part", 0, 5, 10);
    CurrentVersion next = new CurrentVersion("part", 6, 6, 0);
    assertThat(back.supersedes(published)).isTrue();
    assertThat(deleted.supersedes(back)).isTrue();
    assertThat(next.supersedes(deleted)).isTrue();
    assertThat(published.supersedes(back)).isFalse();
    assertThat(back.supersedes(back)).isFalse();
    assertThat(deleted.deleted()).isTrue();
    assertThat(back.deleted()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"model\":\"part\",\"version\":1,\"newest\":1,\"counter\":0}",
        "{\"statement\":\"current-version\",\"model\":\"part\",\"version\":2,\"newest\":1,"
            + "\"counter\":0}",
        "{\"statement\":\"current-version\",\"model\":\"pa/rt\",\"version\":1,\"newest\":1,"
            + "\"counter\":0}",
        "{\"statement\":\"current-version\",\"model\":\"part\",\"version\":1.5,\"newest\":2,"
            + "\"counter\":0}",
        "{\"statement\":\"current-version\",\"model\":\"part\",\"version\":1,"
            + "\"newest\":9999999999999999999,\"counter\":0}",
        "{\"statement\":\"current-version\",\"model\":\"part\",\"version\":1,\"newest\":1}"
      })
  void refusesWhatIsNoStatement(String json) {
    assertThatThrownBy(() -> CurrentVersion.read(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageStartingWith("a statement on a model's current version is unreadable: ");
  }
}
