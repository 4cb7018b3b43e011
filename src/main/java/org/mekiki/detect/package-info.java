/**
 * What a model can see before there is a defect: paints defects on good frames, scores them at the
 * model's threshold, and counts which are found. Non-destructive testing calls it probability of
 * detection.
 *
 * <p>Imports {@code padim}, {@code image}, {@code view} and {@code defect}; needs no Kafka and no
 * data set. Start at {@link org.mekiki.detect.Detector}.
 */
package org.mekiki.detect;
