/**
 * The numbers of a model as checksummed chunks.
 *
 * <p>Imports {@code padim}, {@code text} and the JDK. Start at {@link
 * org.mekiki.model.chunk.Chunks}.
 */
package org.mekiki.model.chunk;
