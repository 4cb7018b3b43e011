package org.mekiki.service.parts;

import org.apache.kafka.common.KafkaException;
import org.mekiki.model.ModelManifest;
import org.mekiki.text.Text;

/** A version is current, but the trainer doesn't know it. The message says what to do. */
public final class TrainerNotToldException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TrainerNotToldException(ModelManifest current, KafkaException cause) {
    super(
        Text.of(
            "%s is current, but the trainer could not be told: %s; before you teach it again, run"
                + " mekiki models rollback %s --to %d",
            current.label(), cause.getMessage(), current.model(), current.version()),
        cause);
  }
}
