package org.mekiki.stream.reference;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;

/** A folder of this machine, with all below it. Links that lead out of it are not followed. */
final class Folder implements Place {
  private static final String DENIED = "may not be read by the user that this service runs as";

  private final URI address;
  private final Path folder;

  /**
   * @param address {@code file:///…}
   */
  Folder(URI address) {
    this.address = address;
    this.folder = Path.of(address).normalize();
  }

  @Override
  public boolean covers(URI file) {
    return path(file).filter(path -> path.startsWith(folder) && !path.equals(folder)).isPresent();
  }

  /** Empty if it is no file of this machine. */
  private static Optional<Path> path(URI file) {
    try {
      return "file".equalsIgnoreCase(file.getScheme())
          ? Optional.of(Path.of(file).normalize())
          : Optional.empty();
    } catch (IllegalArgumentException e) { // a host, a query, a NUL
      return Optional.empty();
    }
  }

  @Override
  public InputStream open(URI file, Duration patience) throws IOException {
    Path real;
    Path base = folder.toRealPath(); // a share that is not mounted is away
    try {
      real = path(file).orElseThrow().toRealPath();
    } catch (NoSuchFileException e) {
      throw new UnscorableException(
          Rejection.REFERENCE_MISSING, "there is no file " + file.getPath(), e);
    } catch (AccessDeniedException e) {
      throw refused(file, DENIED, e);
    } catch (InvalidPathException e) {
      throw refused(file, "is not a file", e);
    }
    if (!real.startsWith(base)) {
      throw refused(file, "is a link that leads out of " + folder, null);
    }
    if (!Files.isRegularFile(real)) {
      throw refused(file, "is not a file, but a folder or a device", null);
    }
    try {
      return Files.newInputStream(real);
    } catch (AccessDeniedException e) {
      throw refused(file, DENIED, e);
    }
  }

  private static UnscorableException refused(URI file, String what, Exception cause) {
    return new UnscorableException(Rejection.REFERENCE_REFUSED, file.getPath() + " " + what, cause);
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
