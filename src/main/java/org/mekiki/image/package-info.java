/**
 * Pictures in memory: from encoded bytes or raw sensor pixels to what a backbone takes, and from
 * anomaly maps to what a person looks at.
 *
 * <p>Imports the JDK, {@code padim}'s values (shape, tensor, preprocessing) and OpenCV; no other
 * package touches OpenCV. Nothing native outlives a call. Start at {@link
 * org.mekiki.image.ImageDecoder} and {@link org.mekiki.image.ImagePreprocessor}.
 */
package org.mekiki.image;
