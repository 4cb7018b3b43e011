/**
 * What several commands share: their common options, facts of a model as text, JSON files.
 *
 * <p>Imports {@code config}, {@code model}, {@code padim} and {@code terminal}. Start at {@link
 * org.mekiki.app.common.CommonOptions}.
 */
package org.mekiki.app.common;
