package org.mekiki.onnx.network;

import org.mekiki.text.Text;

/**
 * A backbone from a formula: a wavelet scattering network of two layers (Bruna and Mallat 2013,
 * arXiv 1203.1513), written as an ONNX graph. No training, no download; a few kilobytes.
 *
 * <p>Luminance y and the colour differences cb = B − y, cr = R − y are halved by 2×2 averages from
 * scale to scale, s = 0…4; so is the exposed luminance e = 0.4·y / (mean of y over the picture +
 * 0.05). With ψ the {@link GaborBank} and U(x) = √(re² + im² + 10⁻⁸) of x ∗ ψ over reflected
 * borders, the features are
 *
 * <pre>
 * first order    gain·√U(e_s)                       8 a scale    how strong the stripes are
 * second order   gain·√U(pool(U(e_s))_t), t > s     8×8 a pair   how that strength varies around
 * low pass       y_s, cb_s, cr_s                    3 a scale
 * </pre>
 *
 * <p>Twice the light doubles every contrast of a picture. Exposure takes that out of both orders,
 * and the low pass keeps how bright the picture was. Where lamps vary, that lifts image AUROC
 * (magnetic tiles, 200 features: .87 to .90); where they don't, nothing changes. A logarithm does
 * the same and more for each pixel, but magnifies dark backgrounds (simulated camera: .92 to .67).
 *
 * <p>A picture of low contrast moves all features of both orders together, and that common movement
 * hides what is local. So both orders are multiplied by a gain that follows from the picture
 * itself: the mean over blocks of {@value #BLOCK}×{@value #BLOCK} pixels of (1 + {@value #KEPT}) /
 * (c + {@value #KEPT}), where c is the mean over all features of (mean over the block / what an
 * ordinary picture has, {@value #FIRST_ORDER} and {@value #SECOND_ORDER}). A fault of strong
 * contrast changes the gain of its own blocks only, so it can't redden the rest of the map.
 * docs/accuracy.md has what it gains.
 *
 * <p>Every scale is one convolution: the images of scale t (e_t, then all U(e_s) pooled to t) lie
 * on the batch axis, so that one bank of 16 real filters serves them all and ONNX Runtime's direct
 * kernel applies. Re² + im² is a 1×1 convolution with ones, which stays in that kernel's memory
 * layout, and its bias is the 10⁻⁸.
 *
 * <p>A modulus is smooth: its envelope is wider than 3 pixels. So scales 0…2 compute it at every
 * second pixel, as scattering networks do; that takes a third of the time and costs no accuracy
 * (image AUROC of 200 features on a 28×28 grid: magnetic tile .863 against .852, simulated camera
 * .853 against .855). Scales 0…2 therefore leave at side/2^(s+1), scales 3 and 4 at side/2^s; what
 * is finer than side/4 is averaged down to it.
 *
 * <p>Outputs, finest first: {@code features56} with scales 0 and 1, {@code features28} with 2 and
 * 3, {@code features14} with 4 (for an image of 224). Channels of one scale: {@code image·8 +
 * orientation}, image 0 being e and 1 + 8s + i being U(e_s) at orientation i; then y, cb, cr.
 */
public final class ScatteringNetwork {
  static final double MODULUS_FLOOR = 1e-8;

  /** Luminance of ITU-R BT.601; rows are y, B − y, R − y. */
  static final float[] COLORS = {
    0.299f, 0.587f, 0.114f, -0.299f, -0.587f, 1 - 0.114f, 1 - 0.299f, -0.587f, -0.114f
  };

  /** Mean that an exposed picture has, about: that of an ordinary one. */
  static final float EXPOSURE = 0.4f;

  /** Added to a picture's mean, so that a black one stays black. */
  static final float DARKNESS = 0.05f;

  /** √U of the first order in an ordinary exposed picture: mean over six sets of pictures. */
  static final float FIRST_ORDER = 0.07f;

  /** The same of the second order. */
  static final float SECOND_ORDER = 0.022f;

  /** How much of a picture's own contrast the gain leaves: 0 would leave none. */
  static final float KEPT = 0.3f;

  /** Side of the blocks whose gains are averaged, in pixels. */
  static final int BLOCK = 32;

  static final int STRIDED_SCALES = 3;

  /** Side of the standard network's image. */
  static final int SIDE = 224;

  static final int SCALES = 5;

  /** Of {@link #standard()}. */
  static final String STANDARD_SHA256 =
      "ce72efda4a77d452e2a957aac7192e90db15708c0758942a8bdaf4187ed5aed3";

  /** Of {@link #withoutGain()}. */
  static final String WITHOUT_GAIN_SHA256 =
      "84f91a0967edd3f1119882e1a9cd95da3518753ccb22e4bc352b951b2981d86c";

  private ScatteringNetwork() {}

  /** The ONNX file of the network on 224×224 pixels with 5 scales. */
  public static byte[] standard() {
    return new ScatteringGraph(SIDE, SIDE, SIDE, true).write();
  }

  /** As {@link #standard()} was before it had a gain: models that were taught then name it. */
  public static byte[] withoutGain() {
    return new ScatteringGraph(SIDE, SIDE, SIDE, false).write();
  }

  /**
   * The standard network for pictures of another size: the same features under the same names, on
   * grids of the size that follows.
   *
   * @param height in pixels, a multiple of 32, at least 96
   */
  public static byte[] standard(int height, int width) {
    if (height % BLOCK != 0 || width % BLOCK != 0) {
      throw new IllegalArgumentException(
          Text.of("%dx%d: both sides must be multiples of %d", width, height, BLOCK));
    }
    return new ScatteringGraph(height, width, SIDE, true).write();
  }

  /** Pixels from one modulus of this scale to the next. */
  static int stride(int scale) {
    return scale < STRIDED_SCALES ? 2 : 1;
  }
}
