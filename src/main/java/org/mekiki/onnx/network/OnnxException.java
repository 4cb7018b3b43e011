package org.mekiki.onnx.network;

/** An ONNX file that can't be used as asked; the message says why and what to do. */
public final class OnnxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OnnxException(String message) {
    super(message);
  }

  public OnnxException(String message, Throwable cause) {
    super(message, cause);
  }
}
