package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the jar says of itself: its parts, their licences, its commit. */
class JarIT {
  private static final Path JAR = Path.of("target/mekiki.jar");
  private static final Path LIBRARIES = Path.of("target/lib");

  @BeforeEach
  void isBuiltByMaven() throws IOException {
    assumeTrue(
        Files.exists(JAR) && !text("META-INF/THIRD-PARTY.txt").isEmpty(),
        "there is no target/mekiki.jar that Maven built; 'mvnw package' makes it");
  }

  @Test
  void theBillOfMaterialsHasEveryLibraryThatIsShipped() throws Exception {
    JsonNode bill = new ObjectMapper().readTree(text("META-INF/sbom/application.cdx.json"));
    assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
    Set<String> known = new HashSet<>();
    for (JsonNode component : bill.path("components")) {
      for (JsonNode hash : component.path("hashes")) {
        known.add(hash.path("content").asText());
      }
    }
    List<Path> unknown = new ArrayList<>();
    for (Path library : libraries()) {
      if (!known.contains(sha256(library))) {
        unknown.add(library.getFileName());
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void everyLibraryIsListedWithItsLicence() throws IOException {
    String list = text("META-INF/THIRD-PARTY.txt");
    assertThat(libraries())
        .allSatisfy(
            library -> {
              String name = library.getFileName().toString().replaceFirst("-[0-9].*", "");
              assertThat(list).contains(":" + name + ":");
            });
    assertThat(list.lines().filter(line -> line.contains(" - ")))
        .allSatisfy(line -> assertThat(line).contains("("))
        .noneSatisfy(line -> assertThat(line).contains("Unknown license"));
  }

  /** Else the same sources would give another jar tomorrow. */
  @Test
  void noEntryHasATimeOfItsOwn() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.stream().map(ZipEntry::getTime).distinct()).hasSize(1);
    }
    assertThat(text("META-INF/sbom/application.cdx.json")).doesNotContain("\"timestamp\"");
  }

  @Test
  void theManifestHasAPlaceForTheCommit() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Mekiki-Commit"))
          .matches("[0-9a-f]{7,64}|none");
    }
  }

  private static List<Path> libraries() throws IOException {
    try (Stream<Path> all = Files.list(LIBRARIES)) {
      return all.filter(path -> path.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  private static String text(String entry) throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      ZipEntry found = jar.getEntry(entry);
      if (found == null) {
        return "";
      }
      try (InputStream in = jar.getInputStream(found)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }
}
