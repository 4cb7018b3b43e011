package org.mekiki.config.key;

/**
 * A value as somebody wrote it.
 *
 * @param where it was written, e.g. {@code mekiki.properties:3}
 */
public record Setting(String text, String where) {}
