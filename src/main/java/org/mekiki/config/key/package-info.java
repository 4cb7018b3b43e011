/**
 * What a setting is: its name, default, type and sentence, and how its value is found and its
 * problems are told.
 *
 * <p>Start at {@link org.mekiki.config.key.ConfigKey}.
 */
package org.mekiki.config.key;
