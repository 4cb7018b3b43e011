package org.mekiki.app;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.mekiki.text.Text;

/**
 * Whether the process may open enough files: jars, sockets, and some for each partition's state.
 * Looked at before anything else, because with too few not even classes can be loaded, and what
 * then fails says so in a way that nobody understands.
 */
final class FileHandles {
  /** A service with a few partitions holds about 200. */
  static final long REQUIRED = 512;

  private FileHandles() {}

  /** What is wrong and what to do, or empty. */
  static Optional<String> problem() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? problem(unix.getMaxFileDescriptorCount())
        : Optional.empty();
  }

  static Optional<String> problem(long limit) {
    return limit >= REQUIRED
        ? Optional.empty()
        : Optional.of(
            Text.of(
                "this process may have %s file handles, and needs %s at least: raise its limit"
                    + " (ulimit -n, LimitNOFILE=), 4096 are plenty",
                limit, REQUIRED));
  }
}
