/**
 * The Kafka cluster from an administrator's side: the topics that Mekiki wants and how those that
 * exist differ, permissions, limits, and waiting for brokers.
 *
 * <p>Imports {@code config}, {@code terminal}, {@code text}, Kafka's admin client, and from {@code
 * stream} what is in records and who may read and write them: no topology. Start at {@link
 * org.mekiki.cluster.TopicPlan}.
 */
package org.mekiki.cluster;
