package org.mekiki.download;

import java.io.IOException;

/** A file that can't be had or is not what it should be; the message says why and what to do. */
public final class DownloadException extends IOException {
  private static final long serialVersionUID = 1L;

  public DownloadException(String message) {
    super(message);
  }

  public DownloadException(String message, Throwable cause) {
    super(message, cause);
  }
}
