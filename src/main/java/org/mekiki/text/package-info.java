/**
 * How text that comes from outside is read, and shown to people.
 *
 * <p>Imports nothing. {@link org.mekiki.text.Plain} shows it, {@link org.mekiki.text.TextFile}
 * reads it, {@link org.mekiki.text.AsciiAddress} is for addresses. {@link org.mekiki.text.Sha256}
 * writes checksums, {@link org.mekiki.text.Text} sentences with values in them; {@link
 * org.mekiki.text.Labelled} names an enum's constants.
 */
package org.mekiki.text;
