/**
 * The page on which people watch the line, its API, health and metrics over HTTP.
 *
 * <p>{@link org.mekiki.web.line.LineView} listens to the line and remembers a bounded part of it,
 * {@link org.mekiki.web.topics.AlarmsView} and {@link org.mekiki.web.topics.TrainingView} are told
 * what lies on topics; {@link org.mekiki.web.WebServer} shows all that. Start there. What may be
 * changed goes through the port {@link org.mekiki.web.Changes}. The page itself is in {@code
 * src/main/resources/web}: plain HTML, CSS and JavaScript, nothing from elsewhere.
 *
 * <p>May import {@code inspect}, {@code image}, {@code model}, {@code detect}, {@code view} and
 * {@code config}; the only place for the HTTP server.
 */
package org.mekiki.web;
