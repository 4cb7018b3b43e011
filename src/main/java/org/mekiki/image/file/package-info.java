/**
 * Formats of pictures: what a header says before anything is decoded, and decoders for BMP, PNG and
 * TIFF. Every length comes from outside and is checked before it is used.
 *
 * <p>Imports the JDK only. Start at {@link org.mekiki.image.file.ImageHeader}.
 */
package org.mekiki.image.file;
