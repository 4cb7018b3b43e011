/**
 * The configuration: typed records with defaults, read from a properties file, the environment and
 * flags. Whatever is wrong is named all at once.
 *
 * <p>Imports {@code text} and the JDK only. Start at {@link org.mekiki.config.ConfigLoader}; the
 * settings with their defaults, valid values and descriptions stand in {@link
 * org.mekiki.config.ConfigKeys}.
 */
package org.mekiki.config;
