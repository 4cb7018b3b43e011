package org.mekiki.stream.reference;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;

/** Somewhere that frames may lie: a folder, or the addresses of a server that begin alike. */
interface Place {
  /** Whether an address lies below this place, by its text alone: nothing is opened. */
  boolean covers(URI address);

  /**
   * Opens what lies at an address.
   *
   * @param address that it {@link #covers}
   * @param patience for the answer to begin
   * @throws org.mekiki.inspect.UnscorableException if nothing is there, or it may not be read
   * @throws IOException if it can't be read now; it may be later
   */
  InputStream open(URI address, Duration patience) throws IOException, InterruptedException;

  /** As it is configured. */
  @Override
  String toString();
}
