/**
 * Keys and signatures of manifests.
 *
 * <p>Imports {@code model.chunk} and the JDK. Start at {@link
 * org.mekiki.model.signing.SigningKeys}.
 */
package org.mekiki.model.signing;
