/**
 * A real Kafka node inside this process, for {@code demo}, {@code broker}, {@code bench} and the
 * tests.
 *
 * <p>Imports {@code terminal} and Kafka's server. Start at {@link
 * org.mekiki.broker.EmbeddedBroker}.
 */
package org.mekiki.broker;
