/**
 * Records on the wire: Avro, headers, CloudEvents, and how large a record is. No topology, no
 * client.
 *
 * <p>Start at {@link org.mekiki.stream.codec.AvroCodec}.
 */
package org.mekiki.stream.codec;
