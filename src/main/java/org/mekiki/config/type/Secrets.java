package org.mekiki.config.type;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Keeps passwords and keys out of logs and messages. */
public final class Secrets {
  static final String MASK = "****";

  private static final Pattern SECRET =
      Pattern.compile(
          "password|passwd|secret|token|jaas|credential|private|keystore\\.key|api\\.?key"
              + "|basic\\.auth|assertion|certificate\\.chain");

  /** What is a secret for sure, not only perhaps. */
  private static final Pattern CERTAIN =
      Pattern.compile("(.*[.-])?(password|jaas\\.config|client\\.secret|keystore\\.key|token)");

  private Secrets() {}

  /** Whether a setting must come from a file or the environment, never from a command line. */
  public static boolean isCertain(String key) {
    return CERTAIN.matcher(key.toLowerCase(Locale.ROOT)).matches();
  }

  static boolean isSecret(String key) {
    return SECRET.matcher(key.toLowerCase(Locale.ROOT)).find();
  }

  /** The value as it may be shown. */
  public static String shown(String key, String value) {
    return isSecret(key) ? MASK : value;
  }

  /** As text for a log, sorted, secrets masked. */
  public static String shown(Map<String, String> settings) {
    Map<String, String> shown = new TreeMap<>();
    settings.forEach((key, value) -> shown.put(key, shown(key, value)));
    return shown.toString();
  }
}
