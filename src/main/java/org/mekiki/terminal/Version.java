package org.mekiki.terminal;

/** The version of this program, as the jar's manifest tells it. */
public final class Version {
  private Version() {}

  /** For example {@code 0.1.0}; without a jar, {@code (not packaged)}. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
