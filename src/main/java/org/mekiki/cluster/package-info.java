/**
 * The Kafka cluster from an administrator's side: the topics that Mekiki wants and how those that
 * exist differ, permissions, limits, and waiting for brokers.
 *
 * <p>Imports {@code config}, the names of {@code stream}'s topics, and {@code terminal}. Start at
 * {@link org.mekiki.cluster.TopicPlan}.
 */
package org.mekiki.cluster;
