/**
 * An evaluation as text, as JSON and as a page.
 *
 * <p>Imports the other packages of {@code evaluate} and Jackson.
 */
package org.mekiki.evaluate.report;
