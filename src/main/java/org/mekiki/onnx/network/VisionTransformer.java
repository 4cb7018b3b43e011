package org.mekiki.onnx.network;

import java.util.Arrays;
import java.util.List;
import org.mekiki.onnx.network.NetworkWriter.Conv;
import org.mekiki.text.Text;

/**
 * Vision Transformer (Dosovitskiy et al. 2020, arXiv 2010.11929) as timm builds it: patches of the
 * image and a class token through blocks of attention and perceptron, each normalised before. Its
 * features are tokens ({@link TokenGrid}). Positions are resampled for images of another size than
 * the training's ({@link PositionEmbedding}).
 *
 * <p>DINOv2 (Oquab et al. 2023, arXiv 2304.07193) scales what a block adds, channel by channel
 * (LayerScale; folded into the weights here), and may have registers: tokens that stand for no
 * patch (Darcet et al. 2023, arXiv 2309.16588). With them neither class token nor registers have a
 * position. Its features are the tokens in the middle and at the end, both through the last
 * normalisation, as its authors take them: without it a few channels are far larger than the rest.
 *
 * @param depth number of blocks
 * @param heads of the attention; must divide the channels
 * @param patch side of a patch in pixels
 * @param trainedSide side of the image that the positions were trained for
 * @param registers number of register tokens; 0 for none
 */
public record VisionTransformer(
    int channels,
    int depth,
    int heads,
    int patch,
    int trainedSide,
    Training training,
    int registers)
    implements Architecture.Builder {
  private static final int PERCEPTRON = 4;

  /** What a transformer was trained by. */
  public enum Training {
    /** With labels: its last blocks serve the classifier, and the graph ends before them. */
    LABELS,
    /** Without labels: each token describes its patch up to the last block. */
    DINOV2
  }

  /** ViT-Ti/16 at 224×224. */
  static VisionTransformer tiny() {
    return new VisionTransformer(192, 12, 3, 16, 224, Training.LABELS, 0);
  }

  /** ViT-S/14 of DINOv2 at 518×518. */
  static VisionTransformer dinoV2(int registers) {
    return new VisionTransformer(384, 12, 6, 14, 518, Training.DINOV2, registers);
  }

  private boolean dino() {
    return training == Training.DINOV2;
  }

  /** After how many blocks features are taken. */
  private List<Integer> ends() {
    return dino() ? List.of(depth / 2, depth) : List.of(depth / 4, depth / 2, 3 * depth / 4);
  }

  private String feature(int blocks) {
    return "blocks." + (blocks - 1) + (dino() ? "/normalised" : "");
  }

  @Override
  public List<String> features() {
    return ends().stream().map(this::feature).toList();
  }

  @Override
  public int stride() {
    return patch;
  }

  /** DINOv2's own 518 take six times as long as 252. */
  @Override
  public int usualSide() {
    return dino() ? 18 * patch : trainedSide;
  }

  @Override
  public byte[] build(String name, Weights weights, int side) {
    if (side < patch || side % patch != 0) {
      throw new OnnxException(
          Text.of("size %d is not valid for '%s': multiples of %d are", side, name, patch));
    }
    return new Writer(new NetworkWriter(name, weights), side).write();
  }

  private final class Writer {
    private final NetworkWriter net;
    private final GraphBuilder graph;
    private final int side;
    private final int grid;
    private final int tokens;
    private final TokenLayers layers;

    Writer(NetworkWriter net, int side) {
      this.net = net;
      this.graph = net.graph();
      this.side = side;
      this.grid = side / patch;
      this.tokens = 1 + registers + grid * grid;
      this.layers = new TokenLayers(net, channels);
      graph.longs("heads_apart", 1, tokens, heads, channels / heads);
      graph.longs("heads_together", 1, tokens, channels);
    }

    byte[] write() {
      String tensor = embedded(graph.input("image", 1, 3, side, side));
      for (int b = 0; b < ends().get(ends().size() - 1); b++) {
        String block = "blocks." + b;
        String attended =
            net.add(
                block + "/attended",
                tensor,
                attention(block, normalised(block + ".norm1", tensor)));
        tensor =
            net.add(block, attended, perceptron(block, normalised(block + ".norm2", attended)));
        if (ends().contains(b + 1)) {
          String end = dino() ? layers.normalised(block, "norm", tensor) : tensor;
          graph.output(end, 1, tokens, channels);
        }
      }
      return net.build();
    }

    private String embedded(String image) {
      Conv cut = new Conv("patches", "patch_embed.proj", 3, channels, patch, patch);
      String shape = graph.longs("patches_shape", 1, channels, grid * grid);
      String flat = graph.node("Reshape", "flat", List.of(net.patches(cut, image), shape));
      String rows = transposed("patch_tokens", flat, 0, 2, 1);
      if (registers == 0) {
        return positioned(joined(List.of(token("cls_token", 1), rows)), 1);
      }
      String patches = positioned(rows, 0);
      return joined(List.of(token("cls_token", 1), token("reg_token", registers), patches));
    }

    private String token(String name, int count) {
      return graph.floats(name, net.weights().get(name, 1, count, channels), 1, count, channels);
    }

    private String joined(List<String> parts) {
      return graph.node("Concat", "tokens", parts, GraphBuilder.integer("axis", 1));
    }

    /**
     * Adds each token's position.
     *
     * @param leading number of tokens in front that have a position of their own
     */
    private String positioned(String input, int leading) {
      int trained = trainedSide / patch;
      int trainedTokens = leading + trained * trained;
      float[] learned = net.weights().get("pos_embed", 1, trainedTokens, channels);
      int front = leading * channels;
      float[] patches =
          PositionEmbedding.resampled(
              Arrays.copyOfRange(learned, front, learned.length), channels, trained, grid);
      float[] positions = Arrays.copyOf(learned, front + patches.length);
      System.arraycopy(patches, 0, positions, front, patches.length);
      graph.floats("pos_embed", positions, 1, leading + grid * grid, channels);
      return net.add("positioned", input, "pos_embed");
    }

    /** {@code softmax(q kᵀ / √size) v} for each head. */
    private String attention(String block, String input) {
      String name = block + ".attn";
      float[] weight = net.weights().get(name + ".qkv.weight", 3 * channels, channels);
      float[] bias = net.weights().get(name + ".qkv.bias", 3 * channels);
      double scale = 1 / Math.sqrt((double) channels / heads);
      String q = headsApart(name + "/q", part(name + "/q", input, weight, bias, 0, scale), false);
      String k = headsApart(name + "/k", part(name + "/k", input, weight, bias, 1, 1), true);
      String v = headsApart(name + "/v", part(name + "/v", input, weight, bias, 2, 1), false);
      String scores = graph.node("MatMul", name + "/scores", List.of(q, k));
      String shares =
          graph.node(
              "Softmax", name + "/shares", List.of(scores), GraphBuilder.integer("axis", -1));
      String mixed = graph.node("MatMul", name + "/mixed", List.of(shares, v));
      String together = transposed(name + "/together", mixed, 0, 2, 1, 3);
      String rows = graph.node("Reshape", name + "/rows", List.of(together, "heads_together"));
      return scaled(name + "/proj", name + ".proj", rows, channels, block + ".ls1");
    }

    /** Queries, keys or values; the scale of the scores goes into the queries' weights. */
    private String part(
        String output, String input, float[] weight, float[] bias, int part, double scale) {
      float[] columns = new float[channels * channels];
      float[] offsets = new float[channels];
      for (int out = 0; out < channels; out++) {
        int row = part * channels + out;
        offsets[out] = (float) (bias[row] * scale);
        for (int in = 0; in < channels; in++) {
          columns[in * channels + out] = (float) (weight[row * channels + in] * scale);
        }
      }
      return layers.affine(output, input, columns, offsets, channels, channels);
    }

    private String headsApart(String name, String input, boolean keys) {
      String apart = graph.node("Reshape", name + "/apart", List.of(input, "heads_apart"));
      return keys
          ? transposed(name + "/heads", apart, 0, 2, 3, 1)
          : transposed(name + "/heads", apart, 0, 2, 1, 3);
    }

    private String perceptron(String block, String input) {
      String name = block + ".mlp";
      int inner = PERCEPTRON * channels;
      String wide = layers.linear(name + "/fc1", name + ".fc1", input, channels, inner);
      String active = layers.gelu(name, wide);
      return scaled(name + "/fc2", name + ".fc2", active, inner, block + ".ls2");
    }

    /** A linear layer with the block's LayerScale behind it, if there is one. */
    private String scaled(String output, String name, String input, int in, String scale) {
      return dino()
          ? layers.linear(output, name, input, in, net.weights().get(scale + ".gamma", channels))
          : layers.linear(output, name, input, in, channels);
    }

    private String normalised(String name, String input) {
      return layers.normalised(name, name, input);
    }

    private String transposed(String output, String input, long... order) {
      return graph.node("Transpose", output, List.of(input), GraphBuilder.ints("perm", order));
    }
  }
}
