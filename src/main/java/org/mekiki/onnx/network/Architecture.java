package org.mekiki.onnx.network;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.text.Text;

/**
 * A network that we can build from published weights, by the name that timm gives it. The weights
 * are not ours: each has its licence. DINOv2's were trained on pictures from the web, all others on
 * ImageNet, whose images are for non-commercial research.
 */
@SuppressWarnings("ImmutableEnumChecker") // builders are records of numbers and names
public enum Architecture {
  RESNET18(
      "resnet18",
      "resnet18.tv_in1k",
      "694f673df6520a3158624e8a89af086f59923ee4cd7436fe5bc3bc71d295ad81",
      Licence.BSD,
      new ResNet(List.of(2, 2, 2), false, 64)),
  RESNET34(
      "resnet34", "resnet34.tv_in1k", null, Licence.BSD, new ResNet(List.of(3, 4, 6), false, 64)),
  RESNET50(
      "resnet50",
      "resnet50.tv_in1k",
      "5d061a3c593d795bfe682d9b152bafbcf550579873492def3515b46db1189888",
      Licence.BSD,
      new ResNet(List.of(3, 4, 6), true, 64)),
  WIDE_RESNET50_2(
      "wide_resnet50_2",
      "wide_resnet50_2.tv_in1k",
      "df6fb6c4824769769de18e14088475fd6ee94236849aa4e5d8022ba9d9a9a16c",
      Licence.BSD,
      new ResNet(List.of(3, 4, 6), true, 128)),
  MOBILENETV2_100(
      "mobilenetv2_100", "mobilenetv2_100.ra_in1k", null, Licence.APACHE, MobileNet.v2()),
  EFFICIENTNET_B0(
      "efficientnet_b0",
      "efficientnet_b0.ra_in1k",
      null,
      Licence.APACHE,
      MobileNet.efficientNetB0()),
  VIT_TINY_PATCH16_224(
      "vit_tiny_patch16_224",
      "vit_tiny_patch16_224.augreg_in21k_ft_in1k",
      null,
      Licence.APACHE,
      VisionTransformer.tiny()),
  VIT_SMALL_PATCH14_DINOV2(
      "vit_small_patch14_dinov2",
      "vit_small_patch14_dinov2.lvd142m",
      null,
      Licence.DINOV2,
      VisionTransformer.dinoV2(0)),
  VIT_SMALL_PATCH14_REG4_DINOV2(
      "vit_small_patch14_reg4_dinov2",
      "vit_small_patch14_reg4_dinov2.lvd142m",
      null,
      Licence.DINOV2,
      VisionTransformer.dinoV2(4));

  private static final List<Double> HALVES = List.of(0.5, 0.5, 0.5);

  /** Makes the ONNX file of a network. */
  public interface Builder {
    /** Tensors at which it ends, finest first. */
    List<String> features();

    /** Pixels a step of the coarsest feature; an image's side must be a multiple. */
    default int stride() {
      return 16;
    }

    /** Side of the image that is taken where none is asked for: the training's, if not too slow. */
    default int usualSide() {
      return 224;
    }

    /**
     * The ONNX file, up to the last feature; the same weights give the same bytes.
     *
     * @param side of the square image in pixels
     * @throws OnnxException if the weights are another network's, or the side is not valid
     */
    byte[] build(String name, Weights weights, int side);
  }

  /** Of the weights. */
  private static final class Licence {
    static final String BSD = "BSD-3-Clause (torchvision)";
    static final String APACHE = "Apache-2.0 (timm)";
    static final String DINOV2 = "Apache-2.0 (Meta's DINOv2)";
  }

  private final String networkName;
  private final String weightsName;
  private final String sha256;
  private final String licence;
  private final Builder builder;

  Architecture(
      String networkName, String weightsName, String sha256, String licence, Builder builder) {
    this.networkName = networkName;
    this.weightsName = weightsName;
    this.sha256 = sha256;
    this.licence = licence;
    this.builder = builder;
  }

  /** The network of a name. */
  public static Optional<Architecture> of(String name) {
    return Arrays.stream(values()).filter(a -> a.networkName.equals(name)).findFirst();
  }

  public static List<String> names() {
    return Arrays.stream(values()).map(Architecture::networkName).toList();
  }

  /** As people write it, e.g. {@code resnet18}. */
  public String networkName() {
    return networkName;
  }

  /** Which weights, e.g. {@code resnet18.tv_in1k}: timm's name with the training's. */
  public String weightsName() {
    return weightsName;
  }

  /** Where timm publishes them. */
  public String weightsAddress() {
    return "https://huggingface.co/timm/" + weightsName + "/resolve/main/model.safetensors";
  }

  /** SHA-256 of the published file, where we know it. */
  public Optional<String> weightsSha256() {
    return Optional.ofNullable(sha256);
  }

  /** Of the weights, for people. */
  public String weightsLicence() {
    return licence;
  }

  public Builder builder() {
    return builder;
  }

  /**
   * How it wants its input: squares, without a crop.
   *
   * @param side in pixels, a multiple of its stride
   * @throws OnnxException if the side is not valid
   */
  public Preprocessing preprocessing(int side) {
    int stride = builder.stride();
    if (side < 2 * stride || side % stride != 0) {
      throw new OnnxException(
          Text.of(
              "size %d is not valid for '%s': multiples of %d from %d on are",
              side, networkName, stride, 2 * stride));
    }
    return this == VIT_TINY_PATCH16_224
        ? new Preprocessing(new ImageShape(3, side, side), HALVES, HALVES)
        : Preprocessing.imageNet(side, side);
  }
}
