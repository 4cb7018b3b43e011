/**
 * Everything on Kafka, one package per room: {@code scoring} and {@code training} are the two
 * topologies, {@code alarms} watches cameras inside the scoring task, {@code client} holds plain
 * producers and consumers, {@code codec} the records on the wire, {@code run} the running of
 * topologies, {@code letters}, {@code models} and {@code access} one topic or concern each.
 *
 * <p>The only place that knows Kafka Streams and the generated Avro classes. Everything that can
 * fail for a frame, its serialisation included, happens before the first {@code forward}, so that a
 * failure costs one dead letter. Start at {@link org.mekiki.stream.scoring.ScoringTopology}.
 */
package org.mekiki.stream;
