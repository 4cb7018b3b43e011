/**
 * Plain producers and consumers of our topics, without Kafka Streams: publishing frames, teaching,
 * following a topic, forwarding alarms, storing feedback.
 *
 * <p>Start at {@link org.mekiki.stream.client.FramePublisher} and {@link
 * org.mekiki.stream.client.TopicFollower}.
 */
package org.mekiki.stream.client;
