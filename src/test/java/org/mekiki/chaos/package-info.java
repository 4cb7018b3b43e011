/**
 * Breaks the whole line on purpose, as processes on a real broker, and checks afterwards that
 * nothing was lost, doubled or put out of order. Start at {@link org.mekiki.chaos.ChaosIT}: {@link
 * org.mekiki.chaos.ChaosSchedule} says what is done when, {@link org.mekiki.chaos.ChaosLine} does
 * it, {@link org.mekiki.chaos.Audit} looks at what is left. Sees the product from outside: its
 * commands, its topics, its public classes.
 */
package org.mekiki.chaos;
