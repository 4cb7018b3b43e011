package org.mekiki.config;

/**
 * How the network is run.
 *
 * @param intraOpThreads threads that one frame's pass may use, at least 1
 */
public record OnnxSettings(int intraOpThreads) {
  static OnnxSettings of(Values values) {
    return new OnnxSettings(values.get(ConfigKeys.ONNX_INTRA_OP_THREADS));
  }
}
