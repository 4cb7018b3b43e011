package org.mekiki;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long every test waits for what should take a moment: Awaitility's ten seconds are too few for
 * a broker, a browser or a new process on a machine whose cores are busy with other work. A wait
 * ends when its condition holds, so this costs time only where a test fails.
 */
public final class Patience implements BeforeAllCallback {
  public static final Duration PATIENCE = Duration.ofMinutes(4);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(PATIENCE);
  }
}
