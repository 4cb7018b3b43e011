package org.mekiki.download;

import java.nio.file.Path;

/**
 * A file that is there and has been checked.
 *
 * @param sha256 lower-case hexadecimal
 * @param wasThere whether nothing had to be downloaded
 */
public record Downloaded(Path file, String sha256, boolean wasThere) {}
