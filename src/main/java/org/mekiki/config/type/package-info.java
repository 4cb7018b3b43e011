/**
 * How a setting's text is read, and what is valid.
 *
 * <p>Start at {@link org.mekiki.config.type.ValueTypes}.
 */
package org.mekiki.config.type;
