package org.mekiki.onnx.graph;

/**
 * How ONNX Runtime runs a graph.
 *
 * @param intraOpThreads threads that one call spreads its work over, at least 1. Stream threads ×
 *     this should not exceed the cores
 * @param memoryArena whether freed native memory is kept for the next call: faster, but the peak
 *     stays taken
 */
public record OnnxOptions(int intraOpThreads, boolean memoryArena) {
  /** One thread a call, with the arena. */
  public static final OnnxOptions DEFAULT = new OnnxOptions(1, true);

  public OnnxOptions {
    if (intraOpThreads < 1) {
      throw new IllegalArgumentException(
          "intra-op threads " + intraOpThreads + " are not valid: at least 1");
    }
  }
}
