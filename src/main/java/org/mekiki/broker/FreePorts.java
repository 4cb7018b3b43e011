package org.mekiki.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;

/**
 * Finds TCP ports on loopback that nobody listens on.
 *
 * <p>They come from 20000–32767, below the range from which Linux and macOS take the ports of
 * outgoing connections. A port from that range can be taken by a client that reconnects while the
 * broker restarts, even by one that connects to itself.
 */
public final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int LAST = 32_767;
  private static final int ATTEMPTS = 200;

  private final Random random;

  public FreePorts(Random random) {
    this.random = random;
  }

  /** A port that was free a moment ago. */
  public int next() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = FIRST + random.nextInt(LAST - FIRST + 1);
      if (isFree(port)) {
        return port;
      }
    }
    throw BrokerException.refused(
        "no free port found on " + loopback() + " between " + FIRST + " and " + LAST);
  }

  /** Whether a server could listen there now. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As the broker does: a connection that is still closing down does not block a restart.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(loopback(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }
}
