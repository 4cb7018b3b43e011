"""Writes gabor.csv and scattering.csv: the built-in backbone's formula in float64, by NumPy alone.

    python3 scattering.py

gabor.csv       16 rows of 121 numbers: real parts of the 8 orientations, then imaginary parts
scattering.csv  tensor,channel,mean,row,column,value for each channel of a 96x96 image
"""
import os

import numpy as np

SIDE, SCALES, ORIENTATIONS, SIZE = 96, 5, 8, 11
EXPOSURE, DARKNESS = 0.4, 0.05
SIGMA, WAVELENGTH, ASPECT, FLOOR = 1.6, 4.0, 0.6, 1e-8
STRIDED_SCALES = 3
FIRST_ORDER, SECOND_ORDER, KEPT, BLOCK = 0.07, 0.022, 0.3, 32
HERE = os.path.dirname(os.path.abspath(__file__))


def gabor():
    radius = SIZE // 2
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1].astype(float)
    bank = np.empty((2, ORIENTATIONS, SIZE, SIZE))
    for i in range(ORIENTATIONS):
        theta = np.pi * i / ORIENTATIONS
        across = x * np.cos(theta) + y * np.sin(theta)
        along = ASPECT * (-x * np.sin(theta) + y * np.cos(theta))
        envelope = np.exp(-(across**2 + along**2) / (2 * SIGMA**2))
        envelope /= envelope.sum()
        carrier = np.exp(2j * np.pi * across / WAVELENGTH)
        bank[0, i] = envelope * (carrier.real - (envelope * carrier.real).sum())
        bank[1, i] = envelope * carrier.imag
    return bank


def image():
    """Noise of a linear congruential generator on a slope, as float32 [3, SIDE, SIDE]."""
    values = np.empty(3 * SIDE * SIDE)
    state = 1
    for i in range(values.size):
        state = (state * 1664525 + 1013904223) % 2**32
        values[i] = 0.5 * (state / 2**32) + 0.5 * (i % SIDE) / SIDE
    return values.astype(np.float32).reshape(3, SIDE, SIDE)


def modulus(x, bank, stride):
    """[height, width] -> [orientations, height / stride, width / stride]."""
    radius = SIZE // 2
    padded = np.pad(x, radius, mode="reflect")
    height, width = x.shape
    parts = np.zeros((2, ORIENTATIONS, height, width))
    for dy in range(SIZE):
        for dx in range(SIZE):
            shifted = padded[dy : dy + height, dx : dx + width]
            parts += bank[:, :, dy, dx][:, :, None, None] * shifted
    return np.sqrt((parts**2).sum(0) + FLOOR)[:, ::stride, ::stride]


def pool(x, factor):
    *front, height, width = x.shape
    shape = (*front, height // factor, factor, width // factor, factor)
    return x.reshape(shape).mean((-3, -1))


def features(rgb, bank):
    red, green, blue = rgb.astype(float)
    y = 0.299 * red + 0.587 * green + 0.114 * blue
    colors = np.stack([y, blue - y, red - y])
    exposed = y * EXPOSURE / (y.mean() + DARKNESS)
    sources = []  # U(exposed) of each scale before pooling
    outputs = {}
    contrasts = []  # of each scale: its channels' blocks, as a share of an ordinary picture's
    for scale in range(SCALES):
        side = SIDE >> scale
        colors_here = pool(colors, SIDE // side)
        stride = 2 if scale < STRIDED_SCALES else 1
        images = [pool(exposed, SIDE // side)]
        for source in sources:
            images += list(pool(source, source.shape[-1] // side))
        moduli = np.concatenate([modulus(one, bank, stride) for one in images])
        sources.append(moduli[:ORIENTATIONS])
        out = min(SIDE // 4, side // stride)
        orders = pool(np.sqrt(moduli), side // stride // out)
        ordinary = np.where(np.arange(len(orders)) < ORIENTATIONS, FIRST_ORDER, SECOND_ORDER)
        blocks = pool(orders, orders.shape[-1] // (SIDE // BLOCK))
        contrasts.append(blocks / ordinary[:, None, None])
        outputs.setdefault(out, []).append((orders, pool(colors_here, side // out)))
    gain = ((1 + KEPT) / (np.concatenate(contrasts).mean(0) + KEPT)).mean()
    return {
        f"features{out}": np.concatenate([one for o, low in parts for one in (gain * o, low)])
        for out, parts in outputs.items()
    }


def main():
    bank = gabor()
    with open(os.path.join(HERE, "gabor.csv"), "w") as file:
        for row in bank.reshape(2 * ORIENTATIONS, -1):
            file.write(",".join(f"{value:.12g}" for value in row) + "\n")
    rng = np.random.default_rng(7)
    with open(os.path.join(HERE, "scattering.csv"), "w") as file:
        for name, maps in features(image(), bank).items():
            for channel, one in enumerate(maps):
                row, column = rng.integers(one.shape[0]), rng.integers(one.shape[1])
                file.write(
                    f"{name},{channel},{one.mean():.12g},{row},{column},{one[row, column]:.12g}\n"
                )


if __name__ == "__main__":
    main()
