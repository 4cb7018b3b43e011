/**
 * The models topic from Kafka's side, with plain clients and no Streams: where each record lies, a
 * reader that keeps a {@link org.mekiki.model.ModelRepository} up to date, a writer, and a
 * catalogue.
 *
 * <p>Imports {@code model}, {@code padim} and Kafka's clients. Start at {@link
 * org.mekiki.stream.models.ModelTopic} for the topic's layout, at {@link
 * org.mekiki.stream.models.ModelTopicReader} for how a model gets from there into service.
 */
package org.mekiki.stream.models;
