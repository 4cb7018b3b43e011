/**
 * What a model sees of a frame. An {@link org.mekiki.view.align.Aligner} finds out how the part
 * lies and gives a {@link org.mekiki.view.align.Pose}; its {@link
 * org.mekiki.view.align.picture.Affine} leads from the aligned picture to the frame's own pixels
 * and back.
 *
 * <p>Imports {@code padim}, {@code image}, {@code text}, the JDK and Jackson. Start at {@link
 * org.mekiki.view.align.Alignment} for what is learned from good frames and kept with a model.
 */
package org.mekiki.view;
