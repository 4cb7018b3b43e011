/**
 * Where a part lies in a frame: what is learned of it once, and how it is found again.
 *
 * <p>Imports {@code image}, {@code padim}, Jackson and the JDK. Start at {@link
 * org.mekiki.view.align.Aligner} and {@link org.mekiki.view.align.Alignment}.
 */
package org.mekiki.view.align;
