/**
 * The two topologies: {@link org.mekiki.stream.ScoringTopology} and {@link
 * org.mekiki.stream.TrainingTopology}, pure functions of their settings, and what runs them.
 *
 * <p>The only package that knows Kafka Streams and the generated Avro classes; may import {@code
 * inspect}, {@code model} and {@code config}. Everything that can fail for a frame, its
 * serialisation included, happens before the first {@code forward}, so that a failure costs one
 * dead letter.
 */
package org.mekiki.stream;
