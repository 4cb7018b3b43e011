/**
 * Verdicts → alarms: per camera, what is wrong for long enough to call somebody, and how far the
 * scores of good frames are from those that the model was calibrated with.
 *
 * <p>Pure state machines in event time: no clock, no Kafka, no threads. Start at {@link
 * org.mekiki.inspect.alarm.CameraWatch}.
 */
package org.mekiki.inspect.alarm;
