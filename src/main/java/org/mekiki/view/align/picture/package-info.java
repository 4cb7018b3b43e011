/**
 * Grey pictures small enough to compute with: outlines in them, the ground around, and how one lies
 * over another.
 *
 * <p>Start at {@link org.mekiki.view.align.picture.Grey}.
 */
package org.mekiki.view.align.picture;
