/**
 * Data sets on disk: folders of pictures with labels and masks, in the layouts that are common.
 *
 * <p>Imports {@code image}, {@code text} and the JDK. Start at {@link
 * org.mekiki.evaluate.data.DataSets}.
 */
package org.mekiki.evaluate.data;
