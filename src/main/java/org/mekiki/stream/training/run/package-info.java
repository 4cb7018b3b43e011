/**
 * A teaching run in a step of the training topology: which are here and which have ended, work that
 * can fail or kill the process, and what becomes of runs that nobody completes.
 *
 * <p>Start at {@link org.mekiki.stream.training.run.Runs}.
 */
package org.mekiki.stream.training.run;
