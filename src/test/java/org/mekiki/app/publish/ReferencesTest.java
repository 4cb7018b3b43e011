package org.mekiki.app.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencesTest {
  @Test
  void namesSizeHashAndAnAddressThatLeadsBackToTheFile() {
    Map<String, String> headers =
        References.under("https://store:9000/line/")
            .headers("cam 1/ü #1?.png", "abc".getBytes(UTF_8));

    assertThat(headers)
        .containsEntry("reference-bytes", "3")
        .containsEntry(
            "reference-sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    URI address = URI.create(headers.get("reference"));
    assertThat(address.getPath()).isEqualTo("/line/cam 1/ü #1?.png");
    assertThat(address.getQuery()).isNull();
  }

  @Test
  void aNameKeepsTheFormOfItsLetters() {
    assertThat(References.under("file:///data/Prüf").headers("u\u0308.png", "abc".getBytes(UTF_8)))
        .containsEntry("reference", "file:///data/Pr%C3%BCf/u%CC%88.png");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/srv/frames",
        "file:///",
        "file://host/x",
        "https://",
        "https://a?b",
        "https://a/%zz"
      })
  void otherAddressesAreRefused(String address) {
    assertThatThrownBy(() -> References.under(address))
        .hasMessageStartingWith("--references " + address + " is not valid: file:///FOLDER");
  }
}
