/**
 * The program: {@code mekiki} with its commands, and the wiring of everything else. It may import
 * every package and is imported by none; only here does anything print to the terminal.
 *
 * <p>Start at {@link org.mekiki.app.Main}. {@link org.mekiki.app.EmbeddedBroker} is the real Kafka
 * node that {@code demo}, {@code broker} and the tests run inside the process.
 */
package org.mekiki.app;
