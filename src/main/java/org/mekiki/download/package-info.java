/**
 * Files from elsewhere: downloads that resume and are held against their SHA-256, now and ever
 * after, and archives that are unpacked without believing what is in them.
 *
 * <p>Imports {@code text}, {@code lock} and, alone in the project, Commons Compress. Start at
 * {@link org.mekiki.download.Downloader}, then {@link org.mekiki.download.Unpacker}.
 */
package org.mekiki.download;
