package org.mekiki.service.parts;

import java.util.List;
import java.util.Optional;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.PadimSettings;
import org.mekiki.config.TrainSettings;
import org.mekiki.config.choice.BackbonePrecision;
import org.mekiki.inspect.QuantizationRefusedException;
import org.mekiki.inspect.QuantizedBackbone;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.int8.CheckedQuantization;
import org.mekiki.onnx.network.OnnxException;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.stream.training.message.TrainingParts;

/** The trainer's way to networks in int8, if its configuration wants them. */
public final class Int8Training {
  private final BackboneGraph exact;
  private final double maxNoise;

  private Int8Training(BackboneGraph exact, double maxNoise) {
    this.exact = exact;
    this.maxNoise = maxNoise;
  }

  /**
   * Has a configuration refused whose frames would have to wait for two choices: that of a network
   * is made before a run's other settings are known.
   */
  public static ConfigLoader checkedBy(ConfigLoader loader) {
    return loader.check(
        config ->
            config.train().backbonePrecision() == BackbonePrecision.INT8
                    && config.padim().dimensionsAreAutomatic()
                ? List.of(
                    "padim.dimensions is auto, but this trainer makes networks in int8, with one"
                        + " number for all models: set padim.dimensions to a number, for example"
                        + " 200, or train.backbone.precision = float32")
                : List.of(),
        PadimSettings.DIMENSIONS,
        PadimSettings.REDUCTION,
        TrainSettings.BACKBONE_PRECISION);
  }

  public static Optional<TrainingParts.Int8> of(MekikiConfig config, BackboneGraph exact) {
    if (config.train().backbonePrecision() != BackbonePrecision.INT8) {
      return Optional.empty();
    }
    Int8Training training = new Int8Training(exact, config.train().backboneMaxNoise());
    return Optional.of(
        new TrainingParts.Int8(
            training::quantize,
            BackboneFactory.published(config)::open,
            config.train().backboneFrames(),
            // What follows, in the same transaction, takes its time as well.
            config.train().transactionTimeout().dividedBy(3)));
  }

  private QuantizedBackbone quantize(List<ImageTensor> good) {
    CheckedQuantization checked;
    try {
      checked = CheckedQuantization.of(exact, good);
    } catch (OnnxException | IllegalArgumentException e) {
      throw new QuantizationRefusedException(e.getMessage(), e);
    }
    Optional<String> refusal = checked.refusal(maxNoise);
    if (refusal.isPresent()) {
      throw new QuantizationRefusedException(
          refusal.get()
              + " (train.backbone.max-noise); train.backbone.precision=float32 ends this");
    }
    BackboneGraph quantized = checked.quantized();
    return new QuantizedBackbone(
        quantized.backbone(), quantized.graph().bytes(), checked.worst().noise());
  }
}
