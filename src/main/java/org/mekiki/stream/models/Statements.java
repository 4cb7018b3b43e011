package org.mekiki.stream.models;

import java.time.Clock;
import org.mekiki.model.CurrentVersion;
import org.mekiki.model.signing.ManifestSigner;

/** Signs which version of a model is current; nothing where nobody signs. */
final class Statements {
  private final ManifestSigner signer;
  private final Clock clock;

  Statements(ManifestSigner signer, Clock clock) {
    this.signer = signer;
    this.clock = clock;
  }

  /**
   * Sends what a person chose, later than all that is known.
   *
   * @param version 0 for none: the model is deleted
   */
  void choose(Session session, String model, long version) {
    long newest = Math.max(version, session.catalog.nextVersion(model) - 1);
    long before =
        session
            .catalog
            .statement(model)
            .filter(stated -> stated.newest() == newest)
            .map(CurrentVersion::counter)
            .orElse(0L);
    // A counter that can't be exceeded is none that this program has signed.
    long counter = before < CurrentVersion.MOST ? before + 1 : 1;
    send(session, new CurrentVersion(model, version, newest, Math.max(counter, clock.millis())));
  }

  /** Sends a statement. It goes ahead of what it is about, so that readers know that is meant. */
  void send(Session session, CurrentVersion statement) {
    byte[] json = statement.toBytes();
    byte[] signature = signer.sign(json);
    if (signature != null) {
      session.send(ModelTopic.statement(statement.model()), json, signature, clock.instant());
    }
  }
}
