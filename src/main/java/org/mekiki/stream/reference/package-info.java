/**
 * Brings the pictures that records refer to, from folders and HTTP servers that the settings allow.
 * May import {@code stream.codec} and {@code config}.
 *
 * <p>Start at {@link org.mekiki.stream.reference.ReferenceFetcher}.
 */
package org.mekiki.stream.reference;
