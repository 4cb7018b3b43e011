/**
 * A schema registry that speaks Confluent's API: Confluent's own, Apicurio's, Karapace, Redpanda's.
 *
 * <p>Start at {@link org.mekiki.stream.registry.SchemaRegistry}.
 */
package org.mekiki.stream.registry;
