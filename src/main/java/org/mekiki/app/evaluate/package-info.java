/** {@code mekiki evaluate} and {@code mekiki dataset}: data sets on disk, without Kafka. */
package org.mekiki.app.evaluate;
