package org.mekiki.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.jar.Manifest;

/** The version of this program and the commit of its sources, as the jar tells them. */
public final class Version {
  private static final String COMMIT = "Mekiki-Commit";

  private Version() {}

  /** For example {@code 0.1.0}; without a jar, {@code (not packaged)}. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  /**
   * The commit that the jar was built from, for example {@code e13a5782c8f0}. A build from a source
   * archive has the archive's commit.
   *
   * @return empty if neither the build nor the archive knew it
   */
  public static Optional<String> commit() {
    return commit(manifest(), archived());
  }

  /**
   * @param archived the file that {@code git archive} writes the commit into
   */
  static Optional<String> commit(Manifest manifest, String archived) {
    String built = manifest.getMainAttributes().getValue(COMMIT);
    if (isCommit(built)) {
      return Optional.of(built.strip());
    }
    return isCommit(archived) ? Optional.of(archived.strip()) : Optional.empty();
  }

  /** Not the placeholder that nobody has replaced. */
  private static boolean isCommit(String text) {
    return text != null && text.strip().matches("[0-9a-f]{7,64}");
  }

  /** Of the jar that holds this class, and of no other; empty where it lies in a folder. */
  private static Manifest manifest() {
    URL here = Version.class.getResource("Version.class");
    if (here == null || !here.getProtocol().equals("jar")) {
      return new Manifest();
    }
    String jar = here.toString().substring(0, here.toString().indexOf("!/") + 2);
    try (InputStream in = new URL(jar + "META-INF/MANIFEST.MF").openStream()) {
      return new Manifest(in);
    } catch (IOException e) {
      return new Manifest();
    }
  }

  private static String archived() {
    try (InputStream in = Version.class.getResourceAsStream("commit.txt")) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
