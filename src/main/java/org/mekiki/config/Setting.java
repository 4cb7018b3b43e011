package org.mekiki.config;

/**
 * A value as somebody wrote it.
 *
 * @param text what was written
 * @param where it was written, e.g. {@code mekiki.properties:3}
 */
record Setting(String text, String where) {}
