package org.mekiki.onnx.network;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.mekiki.onnx.network.NetworkWriter.Conv;

/**
 * Vision Transformer (Dosovitskiy et al. 2020, arXiv 2010.11929) as timm builds it: patches of the
 * image and a class token through blocks of attention and perceptron, each normalised before. Up to
 * the block at three quarters of its depth; its features are tokens ({@link TokenGrid}).
 *
 * @param channels of a token
 * @param depth number of blocks
 * @param heads of the attention; must divide the channels
 * @param patch side of a patch in pixels
 * @param ownSide side of the image that the positions were trained for; no other is taken
 */
public record VisionTransformer(int channels, int depth, int heads, int patch, int ownSide)
    implements Architecture.Builder {
  private static final double EPSILON = 1e-6;
  private static final int PERCEPTRON = 4;

  /** ViT-Ti/16 at 224×224. */
  static VisionTransformer tiny() {
    return new VisionTransformer(192, 12, 3, 16, 224);
  }

  @Override
  public List<String> features() {
    return Stream.of(depth / 4, depth / 2, 3 * depth / 4)
        .map(blocks -> "blocks." + (blocks - 1))
        .toList();
  }

  @Override
  public byte[] build(String name, Weights weights, int side) {
    if (side != ownSide) {
      throw new OnnxException(
          String.format(
              Locale.ROOT,
              "'%s' takes images of %d×%d pixels, not %d×%d: its positions are learned",
              name,
              ownSide,
              ownSide,
              side,
              side));
    }
    return new Writer(new NetworkWriter(name, weights)).write();
  }

  private final class Writer {
    private final NetworkWriter net;
    private final GraphBuilder graph;
    private final int patches = (ownSide / patch) * (ownSide / patch);
    private final int tokens = patches + 1;

    Writer(NetworkWriter net) {
      this.net = net;
      this.graph = net.graph();
    }

    byte[] write() {
      constants();
      String tensor = embedded(graph.input("image", 1, 3, ownSide, ownSide));
      List<String> features = features();
      for (int b = 0; b < 3 * depth / 4; b++) {
        String block = "blocks." + b;
        String attended =
            net.add(
                block + "/attended",
                tensor,
                attention(block, normalised(block + ".norm1", tensor)));
        tensor =
            net.add(block, attended, perceptron(block, normalised(block + ".norm2", attended)));
        if (features.contains(block)) {
          graph.output(block, 1, tokens, channels);
        }
      }
      return net.build();
    }

    private void constants() {
      graph.floats("epsilon", new float[] {(float) EPSILON}, 1);
      graph.floats("two", new float[] {2}, 1);
      graph.floats("root_of_two", new float[] {(float) Math.sqrt(2)}, 1);
      graph.floats("one", new float[] {1}, 1);
      graph.floats("half", new float[] {0.5f}, 1);
      graph.longs("heads_apart", 1, tokens, heads, channels / heads);
      graph.longs("heads_together", 1, tokens, channels);
    }

    private String embedded(String image) {
      Conv cut = new Conv("patches", "patch_embed.proj", 3, channels, patch, patch);
      String shape = graph.longs("patches_shape", 1, channels, patches);
      String flat = graph.node("Reshape", "flat", List.of(net.patches(cut, image), shape));
      String rows = transposed("patch_tokens", flat, 0, 2, 1);
      graph.floats("cls_token", net.weights().get("cls_token", 1, 1, channels), 1, 1, channels);
      String all =
          graph.node(
              "Concat", "tokens", List.of("cls_token", rows), GraphBuilder.integer("axis", 1));
      float[] positions = net.weights().get("pos_embed", 1, tokens, channels);
      graph.floats("pos_embed", positions, 1, tokens, channels);
      return net.add("positioned", all, "pos_embed");
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
      return linear(name + "/proj", name + ".proj", rows, channels, channels);
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
      return affine(output, input, columns, offsets, channels, channels);
    }

    private String headsApart(String name, String input, boolean keys) {
      String apart = graph.node("Reshape", name + "/apart", List.of(input, "heads_apart"));
      return keys
          ? transposed(name + "/heads", apart, 0, 2, 3, 1)
          : transposed(name + "/heads", apart, 0, 2, 1, 3);
    }

    /** Two layers with GELU between them: {@code x (1 + erf(x/√2)) / 2}. */
    private String perceptron(String block, String input) {
      String name = block + ".mlp";
      int inner = PERCEPTRON * channels;
      String wide = linear(name + "/fc1", name + ".fc1", input, channels, inner);
      String scaled = graph.node("Div", name + "/scaled", List.of(wide, "root_of_two"));
      String erf = graph.node("Erf", name + "/erf", List.of(scaled));
      String gate = net.add(name + "/gate", erf, "one");
      String gated = graph.node("Mul", name + "/gated", List.of(wide, gate));
      String active = graph.node("Mul", name + "/active", List.of(gated, "half"));
      return linear(name + "/fc2", name + ".fc2", active, inner, channels);
    }

    /** Layer normalisation over a token's channels. */
    private String normalised(String name, String input) {
      graph.floats(name + ".weight", net.weights().get(name + ".weight", channels), channels);
      graph.floats(name + ".bias", net.weights().get(name + ".bias", channels), channels);
      String mean = mean(name + "/mean", input);
      String centred = graph.node("Sub", name + "/centred", List.of(input, mean));
      String squares = graph.node("Pow", name + "/squares", List.of(centred, "two"));
      String variance = net.add(name + "/stable", mean(name + "/variance", squares), "epsilon");
      String deviation = graph.node("Sqrt", name + "/deviation", List.of(variance));
      String unit = graph.node("Div", name + "/unit", List.of(centred, deviation));
      String scaled = graph.node("Mul", name + "/scaled", List.of(unit, name + ".weight"));
      return net.add(name + "/normalised", scaled, name + ".bias");
    }

    private String mean(String output, String input) {
      return graph.node("ReduceMean", output, List.of(input), GraphBuilder.ints("axes", -1));
    }

    private String linear(String output, String name, String input, int in, int out) {
      float[] weight = net.weights().get(name + ".weight", out, in);
      float[] columns = new float[weight.length];
      for (int o = 0; o < out; o++) {
        for (int i = 0; i < in; i++) {
          columns[i * out + o] = weight[o * in + i];
        }
      }
      return affine(output, input, columns, net.weights().get(name + ".bias", out), in, out);
    }

    private String affine(
        String output, String input, float[] columns, float[] bias, int in, int out) {
      graph.floats(output + ".weight", columns, in, out);
      graph.floats(output + ".bias", bias, out);
      String product =
          graph.node("MatMul", output + "/product", List.of(input, output + ".weight"));
      return net.add(output, product, output + ".bias");
    }

    private String transposed(String output, String input, long... order) {
      return graph.node("Transpose", output, List.of(input), GraphBuilder.ints("perm", order));
    }
  }
}
