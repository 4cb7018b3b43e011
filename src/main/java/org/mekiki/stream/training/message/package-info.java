/**
 * What training's parts tell each other and their clients: commands, events, messages between
 * tasks, and the settings that travel with a run.
 *
 * <p>Start at {@link org.mekiki.stream.training.message.TrainingMessages}.
 */
package org.mekiki.stream.training.message;
