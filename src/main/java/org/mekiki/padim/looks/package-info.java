/**
 * What pictures are like as a whole: one that is far darker, flatter or less sharp than all good
 * ones is anomalous, whatever its score. A network that looks at local contrast may not see that.
 *
 * <p>Imports {@code padim.feature} and the JDK. Start at {@link org.mekiki.padim.looks.Looks}.
 */
package org.mekiki.padim.looks;
