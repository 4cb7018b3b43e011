package org.mekiki.web.http;

/** The page can't be served. The message is a whole sentence: what, where, and what to do. */
public final class WebException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public WebException(String message, Throwable cause) {
    super(message, cause);
  }
}
