/**
 * What several commands share: their common options, facts of a model as text, JSON files.
 *
 * <p>May import what commands may. Start at {@link org.mekiki.app.common.CommonOptions}.
 */
package org.mekiki.app.common;
