/**
 * The configuration: typed records with defaults, read from a properties file, the environment and
 * flags. Everything that is wrong is named at once.
 *
 * <p>Imports {@code text}, the JDK, and what settings are made into: limits of {@code image}, rules
 * of {@code inspect}. Start at {@link org.mekiki.config.ConfigLoader}; each setting, with its
 * default, valid values and description, stands in the record that holds its value.
 */
package org.mekiki.config;
