/**
 * What the page remembers of the line: cameras, their scores, anomalies with pictures, refusals; a
 * bounded part of each.
 *
 * <p>May import what {@code web} may, and neither the HTTP server nor its API. Start at {@link
 * org.mekiki.web.line.LineView}.
 */
package org.mekiki.web.line;
