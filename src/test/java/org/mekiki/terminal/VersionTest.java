package org.mekiki.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;

/** Which commit a jar says it was built from. */
class VersionTest {
  private static final String PLACEHOLDER = "$Format:%h$\n";

  @Test
  void theBuildsCommitIsInTheManifest() throws IOException {
    assertThat(Version.commit(manifest("Mekiki-Commit: e13a5782c8f0"), PLACEHOLDER))
        .contains("e13a5782c8f0");
  }

  @Test
  void aSourceArchiveTellsItsCommitWhereTheBuildKnewNone() throws IOException {
    assertThat(Version.commit(manifest("Mekiki-Commit: none"), "e13a578\n")).contains("e13a578");
    assertThat(Version.commit(new Manifest(), "e13a578\n")).contains("e13a578");
  }

  @Test
  void whatNobodyKnowsIsNotSaid() throws IOException {
    assertThat(Version.commit(manifest("Mekiki-Commit: none"), PLACEHOLDER)).isEmpty();
    assertThat(Version.commit(manifest("Mekiki-Commit: ${git.commit}"), PLACEHOLDER)).isEmpty();
    assertThat(Version.commit(new Manifest(), "")).isEmpty();
  }

  private static Manifest manifest(String lines) throws IOException {
    String text = "Manifest-Version: 1.0\n" + lines + "\n";
    return new Manifest(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
