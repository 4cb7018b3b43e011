/**
 * What the page is told of topics: models and their versions, open alarms, teaching runs.
 *
 * <p>May import {@code web.line} and what that may.
 */
package org.mekiki.web.topics;
