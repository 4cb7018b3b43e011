"""Writes small networks' weights and what they make of an image: forward passes in float64, by NumPy alone.

    python3 networks.py

NAME.safetensors  random weights under timm's names, in F32, F16 or BF16
networks.csv      network,feature,channel,mean,row,column,value for each channel of each feature

The networks are those of NetworksTest: timm's architectures with few channels. Batch normalisation,
layer normalisation, attention and the rest are written as their definitions have them, not as the
ONNX graphs do it.
"""
import json
import math
import os
import struct

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
SIDE = 64


# Weights ------------------------------------------------------------------------------------------


class Weights:
    """Draws each tensor when it is first asked for, rounded to the file's type."""

    def __init__(self, seed, dtype):
        self.random = np.random.default_rng(seed)
        self.dtype = dtype
        self.tensors = {}

    def get(self, name, shape, values):
        if name not in self.tensors:
            self.tensors[name] = rounded(values(shape), self.dtype)
        return self.tensors[name].astype(float)

    def kernel(self, name, *shape):
        fan_in = math.prod(shape[1:])
        return self.get(name, shape, lambda s: self.random.normal(0, math.sqrt(1.5 / fan_in), s))

    def around(self, name, centre, size):
        return self.get(name, (size,), lambda s: centre + self.random.uniform(-0.3, 0.3, s))

    def save(self, name):
        header, data = {"__metadata__": {"format": "pt"}}, b""
        extra = {"bn1.num_batches_tracked": ("I64", np.array(7, dtype="<i8"))}
        plain = {key: (self.dtype, value) for key, value in self.tensors.items()}
        for key, (dtype, value) in {**plain, **extra}.items():
            raw = encoded(value, dtype)
            header[key] = {
                "dtype": dtype,
                "shape": list(value.shape),
                "data_offsets": [len(data), len(data) + len(raw)],
            }
            data += raw
        text = json.dumps(header, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 8)
        with open(os.path.join(HERE, name + ".safetensors"), "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text + data)


def bf16_bits(values):
    bits = values.astype("<f4").view("<u4").astype(np.uint64)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2")


def rounded(values, dtype):
    if dtype == "F32":
        return values.astype("<f4")
    if dtype == "F16":
        return values.astype("<f2")
    return (bf16_bits(values).astype("<u4") << 16).view("<f4")


def encoded(values, dtype):
    return bf16_bits(values).tobytes() if dtype == "BF16" else values.tobytes()


# Layers -------------------------------------------------------------------------------------------


def conv(x, kernel, stride=1, pad=None, groups=1, bias=None):
    out, each, side, _ = kernel.shape
    pad = side // 2 if pad is None else pad
    x = np.pad(x, ((0, 0), (pad, pad), (pad, pad)))
    rows = (x.shape[1] - side) // stride + 1
    columns = (x.shape[2] - side) // stride + 1
    result = np.zeros((out, rows, columns))
    for o in range(out):
        group = o // (out // groups)
        for i in range(each):
            plane = x[group * each + i]
            for a in range(side):
                for b in range(side):
                    window = plane[a : a + stride * rows : stride, b : b + stride * columns : stride]
                    result[o] += kernel[o, i, a, b] * window
    return result if bias is None else result + bias[:, None, None]


def batch_norm(w, name, x):
    size = x.shape[0]
    gamma, beta = w.around(name + ".weight", 1, size), w.around(name + ".bias", 0, size)
    mean = w.around(name + ".running_mean", 0, size)
    variance = w.around(name + ".running_var", 1, size)
    flat = lambda v: v[:, None, None]
    return flat(gamma) * (x - flat(mean)) / np.sqrt(flat(variance) + 1e-5) + flat(beta)


def relu(x):
    return np.maximum(x, 0)


def relu6(x):
    return np.clip(x, 0, 6)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def silu(x):
    return x * sigmoid(x)


def gelu(x):
    return x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def max_pool(x):
    x = np.pad(x, ((0, 0), (1, 1), (1, 1)), constant_values=-np.inf)
    rows = (x.shape[1] - 3) // 2 + 1
    parts = [x[:, a : a + 2 * rows : 2, b : b + 2 * rows : 2] for a in range(3) for b in range(3)]
    return np.max(parts, axis=0)


# Networks -----------------------------------------------------------------------------------------


def resnet(w, image, blocks, bottleneck, width, stem):
    x = relu(batch_norm(w, "bn1", conv(image, w.kernel("conv1.weight", stem, 3, 7, 7), 2)))
    x = max_pool(x)
    features = {}
    for stage in range(3):
        inner = width << stage
        out = (stem << stage) * (4 if bottleneck else 1)
        for b in range(blocks[stage]):
            name = "layer%d.%d" % (stage + 1, b)
            stride = 2 if stage > 0 and b == 0 else 1
            if bottleneck:
                sizes = [(inner, 1, 1), (inner, 3, stride), (out, 1, 1)]
            else:
                sizes = [(out, 3, stride), (out, 3, 1)]
            y = x
            for i, (channels, side, step) in enumerate(sizes, 1):
                kernel = w.kernel("%s.conv%d.weight" % (name, i), channels, y.shape[0], side, side)
                y = batch_norm(w, "%s.bn%d" % (name, i), conv(y, kernel, step))
                y = relu(y) if i < len(sizes) else y
            if stride > 1 or x.shape[0] != out:
                kernel = w.kernel(name + ".downsample.0.weight", out, x.shape[0], 1, 1)
                x = batch_norm(w, name + ".downsample.1", conv(x, kernel, stride))
            x = relu(x + y)
        features["layer%d" % (stage + 1)] = x
    return features


def mobilenet(w, image, stem, stages, efficient, wanted):
    active = silu if efficient else relu6
    x = active(batch_norm(w, "bn1", conv(image, w.kernel("conv_stem.weight", stem, 3, 3, 3), 2)))
    features = {}
    for s, (blocks, side, stride, expansion, out) in enumerate(stages):
        for b in range(blocks):
            name = "blocks.%d.%d" % (s, b)
            step = stride if b == 0 else 1
            outside, inner = x.shape[0], x.shape[0] * expansion
            y, norm = x, 1
            if expansion > 1:
                y = conv(y, w.kernel(name + ".conv_pw.weight", inner, outside, 1, 1))
                y, norm = active(batch_norm(w, name + ".bn1", y)), 2
            y = conv(y, w.kernel(name + ".conv_dw.weight", inner, 1, side, side), step, groups=inner)
            y = active(batch_norm(w, "%s.bn%d" % (name, norm), y))
            if efficient:
                reduced = outside // 4
                mean = y.mean(axis=(1, 2))
                small = w.kernel(name + ".se.conv_reduce.weight", reduced, inner, 1, 1)[:, :, 0, 0]
                mean = silu(small @ mean + w.around(name + ".se.conv_reduce.bias", 0, reduced))
                large = w.kernel(name + ".se.conv_expand.weight", inner, reduced, 1, 1)[:, :, 0, 0]
                mean = large @ mean + w.around(name + ".se.conv_expand.bias", 0, inner)
                y = y * sigmoid(mean)[:, None, None]
            last = ".conv_pwl.weight" if expansion > 1 else ".conv_pw.weight"
            y = batch_norm(w, "%s.bn%d" % (name, norm + 1), conv(y, w.kernel(name + last, out, inner, 1, 1)))
            x = x + y if step == 1 and outside == out else y
        features["blocks.%d" % s] = x
    return {name: features[name] for name in wanted}


def layer_norm(w, name, x):
    size = x.shape[1]
    centred = x - x.mean(axis=1, keepdims=True)
    unit = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-6)
    return unit * w.around(name + ".weight", 1, size) + w.around(name + ".bias", 0, size)


def linear(w, name, x, out):
    return x @ w.kernel(name + ".weight", out, x.shape[1]).T + w.around(name + ".bias", 0, out)


def cubic(x):
    """Keys' kernel with a = -1/2."""
    x = abs(x)
    if x < 1:
        return 1.5 * x**3 - 2.5 * x**2 + 1
    return -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2 if x < 2 else 0


def resized(grid, side):
    """Bicubic with antialiasing: [old, old, channels] to [side, side, channels], pixel by pixel."""
    old = grid.shape[0]
    step = old / side
    stretch = max(step, 1)
    result = np.zeros((side, side, grid.shape[2]))
    for row in range(side):
        for column in range(side):
            total = 0
            for a in range(old):
                for b in range(old):
                    y, x = (a + 0.5 - step * (row + 0.5)), (b + 0.5 - step * (column + 0.5))
                    weight = cubic(y / stretch) * cubic(x / stretch)
                    result[row, column] += weight * grid[a, b]
                    total += weight
            result[row, column] /= total
    return result


def positions(w, channels, trained, side, leading):
    normal = lambda shape: w.random.normal(0, 0.5, shape)
    learned = w.get("pos_embed", (1, leading + trained * trained, channels), normal)[0]
    if trained == side:
        return learned
    grid = resized(learned[leading:].reshape(trained, trained, channels), side)
    return np.concatenate([learned[:leading], grid.reshape(-1, channels)])


def vit(w, image, channels, depth, heads, patch, wanted, trained=None, dino=False, registers=0):
    kernel = w.kernel("patch_embed.proj.weight", channels, 3, patch, patch)
    bias = w.around("patch_embed.proj.bias", 0, channels)
    x = conv(image, kernel, patch, pad=0, bias=bias)
    rows = x.shape[1]
    trained = trained or rows
    normal = lambda shape: w.random.normal(0, 0.5, shape)
    patches = x.reshape(channels, -1).T
    token = w.get("cls_token", (1, 1, channels), normal)[0]
    if registers == 0:
        x = np.concatenate([token, patches]) + positions(w, channels, trained, rows, 1)
    else:
        more = w.get("reg_token", (1, registers, channels), normal)[0]
        patches = patches + positions(w, channels, trained, rows, 0)
        x = np.concatenate([token, more, patches])
    scale = lambda name: w.around(name + ".gamma", 0.5, channels) if dino else 1
    size = channels // heads
    features = {}
    for b in range(depth):
        name = "blocks.%d" % b
        qkv = linear(w, name + ".attn.qkv", layer_norm(w, name + ".norm1", x), 3 * channels)
        heads_out = []
        for h in range(heads):
            q, k, v = (qkv[:, p * channels + h * size :][:, :size] for p in range(3))
            scores = np.exp(q @ k.T / math.sqrt(size))
            heads_out.append(scores / scores.sum(axis=1, keepdims=True) @ v)
        y = linear(w, name + ".attn.proj", np.concatenate(heads_out, axis=1), channels)
        x = x + scale(name + ".ls1") * y
        inner = gelu(linear(w, name + ".mlp.fc1", layer_norm(w, name + ".norm2", x), 4 * channels))
        x = x + scale(name + ".ls2") * linear(w, name + ".mlp.fc2", inner, channels)
        feature = layer_norm(w, "norm", x) if dino else x
        name += "/normalised" if dino else ""
        features[name] = feature[1 + registers :].T.reshape(channels, rows, rows)
    return {name: features[name] for name in wanted}


def image(side):
    """Noise of a linear congruential generator on a slope, as float32 [3, side, side]."""
    values = np.empty(3 * side * side)
    state = 1
    for i in range(values.size):
        state = (state * 1664525 + 1013904223) % 2**32
        values[i] = 0.5 * (state / 2**32) + 0.5 * (i % side) / side
    return values.astype(np.float32).astype(float).reshape(3, side, side)


def main():
    x = image(SIDE)
    stages = [(1, 3, 1, 1, 4), (2, 3, 2, 6, 6), (2, 5, 2, 6, 8), (1, 3, 2, 6, 10), (2, 5, 1, 6, 12)]
    ends = ["blocks.1", "blocks.2", "blocks.4"]
    tokens = ["blocks.0", "blocks.1", "blocks.2"]
    normalised = ["blocks.1/normalised", "blocks.3/normalised"]
    networks = [
        ("resnet-basic", "F32", lambda w: resnet(w, x, (1, 2, 1), False, 4, 4)),
        ("resnet-bottleneck", "F16", lambda w: resnet(w, x, (1, 2, 1), True, 3, 2)),
        ("mobilenet", "BF16", lambda w: mobilenet(w, x, 8, stages, False, ends)),
        ("efficientnet", "F16", lambda w: mobilenet(w, x, 8, stages, True, ends)),
        ("vit", "F16", lambda w: vit(w, x, 12, 4, 3, 16, tokens)),
        ("vit-resized", "BF16", lambda w: vit(w, x, 12, 4, 3, 16, tokens, 5)),
        ("dinov2", "F16", lambda w: vit(w, x, 12, 4, 3, 8, normalised, 5, True)),
        ("dinov2-registers", "BF16", lambda w: vit(w, x, 12, 4, 3, 8, normalised, 13, True, 4)),
    ]
    with open(os.path.join(HERE, "networks.csv"), "w") as file:
        for seed, (name, dtype, forward) in enumerate(networks):
            weights = Weights(seed, dtype)
            for feature, values in forward(weights).items():
                for c, plane in enumerate(values):
                    row, column = (3 * c + 1) % plane.shape[0], (5 * c + 2) % plane.shape[1]
                    file.write(
                        "%s,%s,%d,%.9g,%d,%d,%.9g\n"
                        % (name, feature, c, plane.mean(), row, column, plane[row, column])
                    )
            weights.save(name)


if __name__ == "__main__":
    main()
