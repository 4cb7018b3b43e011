package org.mekiki.stream.models;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.mekiki.model.ManifestVerifier;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.SignedManifest;

/** Where a manifest's signature lies: in a header, since it is of the record's value. */
public final class Signatures {
  /** The header that carries it. */
  public static final String HEADER = "signature";

  private Signatures() {}

  /** A manifest as it was published. */
  static SignedManifest read(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(HEADER);
    return new SignedManifest(record.value(), header == null ? null : header.value());
  }

  /**
   * Reads a manifest.
   *
   * @throws ModelRefusedException if nobody trusted has signed it, or it is that of another model
   */
  static ModelManifest verified(String model, SignedManifest signed, ManifestVerifier verifier) {
    verifier.verify(model, signed.json(), signed.signature());
    ModelManifest manifest = signed.read();
    if (!manifest.model().equals(model)) {
      throw new ModelRefusedException(
          ModelRefusedException.Reason.UNREADABLE_MANIFEST,
          "the manifest of model '" + model + "' is that of '" + manifest.model() + "'");
    }
    return manifest;
  }

  /** Puts a signature on a record; nothing happens where it is null. */
  public static void add(Headers headers, byte[] signature) {
    if (signature != null) {
      headers.add(HEADER, signature);
    }
  }
}
