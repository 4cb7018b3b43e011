"""Makes reference.json: what NumPy in float64 gets, by the plainest formulas there are.

Run `python3 reference.py` in this folder; needs numpy. All inputs are rounded to float32 first, as the
Java code takes them.
"""

import json
import statistics

import numpy as np

rng = np.random.default_rng(20201117)


def f32(a):
    return np.asarray(a, dtype=np.float32).astype(np.float64)


def listed(a, digits=9):
    return [float(f"{v:.{digits}g}") for v in np.asarray(a).ravel()]


def gaussian_case():
    """Fit, distances and leave-one-out of 5 patches, 6 dimensions; more and fewer images than dimensions."""
    patches, dims = 5, 6
    cases = []
    for images in (12, 4):
        mix = rng.normal(size=(patches, dims, dims))
        x = f32(np.einsum("pij,npj->npi", mix, rng.normal(size=(images, patches, dims))) + 3)
        probe = f32(rng.normal(size=(2, patches, dims)) * 2 + 3)
        mean = x.mean(axis=0)
        cov = np.stack([np.cov(x[:, p].T) for p in range(patches)])
        mean_variance = np.mean([np.trace(c) / dims for c in cov])
        fits = {}
        for name in ("absolute", "relative", "ledoitWolf"):
            full = np.empty_like(cov)
            shrinkage = np.zeros(patches)
            for p in range(patches):
                if name == "absolute":
                    full[p] = cov[p] + 0.01 * np.eye(dims)
                elif name == "relative":
                    full[p] = cov[p] + 0.05 * mean_variance * np.eye(dims)
                else:
                    shrinkage[p] = ledoit_wolf(x[:, p] - mean[p])
                    target = np.trace(cov[p]) / dims * np.eye(dims)
                    full[p] = (1 - shrinkage[p]) * cov[p] + shrinkage[p] * target
            inverse = np.linalg.inv(full)
            difference = probe - mean
            squared = np.einsum("npi,pij,npj->np", difference, inverse, difference)
            fits[name] = {
                "factor": listed(
                    [np.linalg.inv(np.linalg.cholesky(c))[np.tril_indices(dims)] for c in full]
                ),
                "distances": listed(np.sqrt(squared)),
                "shrinkage": listed(shrinkage),
            }
        cases.append(
            {
                "images": images,
                "patches": patches,
                "dimensions": dims,
                "embeddings": listed(x),
                "probe": listed(probe),
                "mean": listed(mean),
                "meanVariance": float(mean_variance),
                "fits": fits,
            }
        )
    return cases


def ledoit_wolf(y):
    """Intensity by equations of section 3.2 of the 2004 paper, image by image, y centred."""
    n, dims = y.shape
    s = y.T @ y / n
    m = np.trace(s) / dims
    d2 = np.sum((s - m * np.eye(dims)) ** 2) / dims
    b2 = sum(np.sum((np.outer(v, v) - s) ** 2) for v in y) / n**2 / dims
    return min(b2, d2) / d2


def blur_taps(sigma=4.0):
    radius = int(4 * sigma + 0.5)
    x = np.arange(-radius, radius + 1)
    taps = np.exp(-0.5 * (x / sigma) ** 2)
    return taps / taps.sum()


def blur(plane, sigma=4.0):
    taps = blur_taps(sigma)
    radius = len(taps) // 2
    for axis in (0, 1):
        widths = [(radius, radius) if a == axis else (0, 0) for a in (0, 1)]
        padded = np.pad(plane, widths, mode="reflect")
        plane = np.apply_along_axis(lambda v: np.convolve(v, taps, mode="valid"), axis, padded)
    return plane


def bilinear(plane, height, width):
    for axis, size in ((0, height), (1, width)):
        count = plane.shape[axis]
        source = np.maximum((np.arange(size) + 0.5) * count / size - 0.5, 0)
        low = np.minimum(np.floor(source).astype(int), count - 1)
        high = np.minimum(low + 1, count - 1)
        part = (source - low).reshape((-1, 1) if axis == 0 else (1, -1))
        plane = np.take(plane, low, axis) * (1 - part) + np.take(plane, high, axis) * part
    return plane


def map_cases():
    out = []
    for grid, size in (((7, 7), (56, 56)), ((5, 4), (33, 40))):
        distances = f32(rng.gamma(9, 1, size=grid))
        full = bilinear(distances, *size)
        out.append(
            {
                "grid": grid,
                "size": size,
                "distances": listed(distances),
                "map": listed(blur(full), 7),
            }
        )
    small = f32(rng.normal(size=(9, 21)))
    return out, {
        "height": 9,
        "width": 21,
        "plane": listed(small),
        "sigma4": listed(blur(small)),
        "sigma1": listed(blur(small, 1.0)),
    }


def area(plane, size, n):
    """Area average by exact overlaps; a coarser plane bilinearly, or repeated without neighbours."""
    for axis in (1, 2):
        count, cells = plane.shape[axis], size[axis - 1]
        weights = np.zeros((cells, count))
        for cell in range(cells):
            if count < cells and n > 1:
                source = max((cell + 0.5) * count / cells - 0.5, 0)
                low = min(int(source), count - 1)
                weights[cell, low] += 1 - (source - low)
                weights[cell, min(low + 1, count - 1)] += source - low
                continue
            if count <= cells:
                weights[cell, cell * count // cells] = 1
                continue
            begin, end = cell * count / cells, (cell + 1) * count / cells
            for i in range(count):
                weights[cell, i] = max(0.0, min(end, i + 1) - max(begin, i)) / (end - begin)
        plane = np.moveaxis(np.tensordot(weights, plane, axes=(1, axis)), 0, axis)
    return plane


def neighbourhood(plane, n):
    r = n // 2
    padded = np.pad(plane, ((0, 0), (r, r), (r, r)), mode="reflect")
    height, width = plane.shape[1:]
    shifted = [padded[:, i : i + height, j : j + width] for i in range(n) for j in range(n)]
    return np.mean(shifted, axis=0)


def embedder_cases():
    shapes = [(5, 12, 12), (7, 6, 6), (4, 3, 3)]
    maps = [f32(rng.normal(size=s)) for s in shapes]
    out = []
    for grid, n in (((12, 12), 1), ((6, 6), 3), ((5, 4), 1), ((4, 4), 5), ((3, 3), 3)):
        planes = np.concatenate([neighbourhood(area(m, grid, n), n) for m in maps])
        out.append(
            {
                "grid": grid,
                "neighbourhood": n,
                "embedding": listed(np.moveaxis(planes, 0, -1), 7),
            }
        )
    return {"shapes": shapes, "maps": [listed(m) for m in maps], "cases": out}


def quantiles():
    normal = statistics.NormalDist()
    ps = [1e-12, 1e-6, 0.01, 0.2, 0.5, 0.8, 0.95, 0.99, 0.999, 1 - 1e-9]
    return {"p": ps, "normal": [normal.inv_cdf(p) for p in ps]}


def copies_case():
    """Images with weighted copies: fit, and each image left out with its copies, by fitting again."""
    patches, dims, images, each, weight = 3, 6, 9, 4, 0.35
    mix = rng.normal(size=(patches, dims, dims))
    x = f32(np.einsum("pij,nkpj->nkpi", mix, rng.normal(size=(images, 1, patches, dims))) + 3)
    x = f32(x + 0.4 * rng.normal(size=(images, 1 + each, patches, dims)))
    weights = np.array([1.0] + [weight] * each)

    def moments(some, p):
        vectors = some[:, :, p].reshape(-1, dims)
        w = np.tile(weights, len(some))
        mean = w @ vectors / w.sum()
        cov = (vectors - mean).T @ (w[:, None] * (vectors - mean)) / (w.sum() - 1)
        return mean, cov

    fits = [moments(x, p) for p in range(patches)]
    ridge = 0.05 * np.mean([np.trace(cov) / dims for _, cov in fits]) * np.eye(dims)
    left_out = np.empty((images, patches))
    for n in range(images):
        for p in range(patches):
            mean, cov = moments(np.delete(x, n, axis=0), p)
            v = x[n, 0, p] - mean
            left_out[n, p] = np.sqrt(v @ np.linalg.inv(cov + ridge) @ v)
    return {
        "images": images,
        "patches": patches,
        "dimensions": dims,
        "each": each,
        "weight": weight,
        "embeddings": listed(x[:, 0]),
        "copies": listed(x[:, 1:]),
        "mean": listed([mean for mean, _ in fits]),
        "factor": listed(
            [np.linalg.inv(np.linalg.cholesky(c + ridge))[np.tril_indices(dims)] for _, c in fits]
        ),
        "leftOut": listed(left_out),
    }


maps, blurs = map_cases()
reference = {
    "gaussians": gaussian_case(),
    "maps": maps,
    "blur": blurs,
    "embedder": embedder_cases(),
    "quantiles": quantiles(),
    "copies": copies_case(),
}
with open("reference.json", "w", encoding="utf-8") as file:
    json.dump(reference, file, separators=(",", ":"))
    file.write("\n")
