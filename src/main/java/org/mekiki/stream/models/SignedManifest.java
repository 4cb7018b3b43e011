package org.mekiki.stream.models;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.mekiki.model.ManifestJson;
import org.mekiki.model.ModelRefusedException;

/**
 * A manifest as it was published.
 *
 * @param json the record's value
 * @param signature of these bytes, from the record's header, or null
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity: which record it came from
record SignedManifest(byte[] json, byte[] signature) {
  /** The header that carries the signature. */
  static final String HEADER = "signature";

  static SignedManifest of(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(HEADER);
    return new SignedManifest(record.value(), header == null ? null : header.value());
  }

  /** 0 if it can't be read. */
  long version() {
    try {
      return ManifestJson.read(json).version();
    } catch (ModelRefusedException e) {
      return 0;
    }
  }
}
