package org.mekiki.config;

import org.mekiki.config.key.ConfigGroup;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.key.Values;
import org.mekiki.config.type.ValueTypes;

/**
 * How the network is run.
 *
 * @param intraOpThreads threads that one frame's pass may use, at least 1
 */
public record OnnxSettings(int intraOpThreads) {
  static final ConfigGroup KEYS = new ConfigGroup();

  public static final ConfigKey<Integer> INTRA_OP_THREADS =
      KEYS.key(
          "onnx.intra-op-threads",
          ValueTypes.integer(1, 256),
          "1",
          "Maximum number of threads that the network uses for one frame.");

  static OnnxSettings of(Values values) {
    return new OnnxSettings(values.get(INTRA_OP_THREADS));
  }
}
