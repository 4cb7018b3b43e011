/**
 * Brings the pictures that records refer to, from folders and HTTP servers that the settings allow.
 * Imports {@code stream.codec}, {@code inspect}, {@code text} and {@code config}.
 *
 * <p>Start at {@link org.mekiki.stream.reference.ReferenceFetcher}.
 */
package org.mekiki.stream.reference;
