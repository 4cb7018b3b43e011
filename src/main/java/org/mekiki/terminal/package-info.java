/**
 * The person or script in front of the program: what is printed and where, exit codes, progress
 * bars, and how the process ends ({@link org.mekiki.terminal.Lifecycle}). The only package that
 * touches standard output and standard error.
 *
 * <p>Imports only {@code text}, the JDK and the progress bar. Start at {@link
 * org.mekiki.terminal.Terminal}.
 */
package org.mekiki.terminal;
