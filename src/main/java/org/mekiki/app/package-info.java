/**
 * The program {@code mekiki}: {@link org.mekiki.app.Main} knows the commands, and each group of
 * commands has a package of its own below this one. Nothing outside {@code app} imports it.
 *
 * <p>The path from here to the maths: {@code app.serve.ScoreCommand}, {@code
 * service.ScoringService}, {@code stream.scoring.ScoringTopology}, {@code
 * stream.scoring.ScoringProcessor}, {@code inspect.Inspector}, {@code padim.Padim}.
 */
package org.mekiki.app;
