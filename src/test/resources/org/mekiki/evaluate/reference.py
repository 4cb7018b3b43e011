"""Writes reference.json: scores, labels and the figures that the definitions give for them.

Plain NumPy, each figure by its definition and by another way than the Java code takes: AUROC by
comparing all pairs, precision-recall and region overlap by trying every threshold. The definitions
are those of scikit-learn's roc_auc_score, average_precision_score and precision_recall_curve, and
of MVTec AD's evaluation code for AUPRO (8-connected regions, trapezoids, limit 0.3).

    python3 reference.py > reference.json
"""

import json

import numpy as np

FPR_LIMIT = 0.3


def auroc(scores, labels):
    """P(score of a positive > score of a negative) + P(equal) / 2."""
    positive, negative = scores[labels][:, None], scores[~labels][None, :]
    return float(((positive > negative) + 0.5 * (positive == negative)).mean())


def at_every_threshold(scores, labels):
    """(threshold, true positives, called positive), thresholds falling."""
    for threshold in np.unique(scores)[::-1]:
        called = scores >= threshold
        yield threshold, int((called & labels).sum()), int(called.sum())


def average_precision(scores, labels):
    total, recall = 0.0, 0.0
    for _, true, called in at_every_threshold(scores, labels):
        total += (true / labels.sum() - recall) * (true / called)
        recall = true / labels.sum()
    return float(total)


def f1_max(scores, labels):
    """The largest F1 and the lowest threshold that reaches it."""
    best, best_threshold = -1.0, None
    for threshold, true, called in at_every_threshold(scores, labels):
        f1 = 2 * true / (called + int(labels.sum()))
        if f1 >= best:
            best, best_threshold = f1, threshold
    return float(best), float(best_threshold)


def regions(mask):
    """8-connected regions as lists of flat indices."""
    height, width = mask.shape
    seen, found = np.zeros_like(mask), []
    for y, x in np.argwhere(mask):
        if seen[y, x]:
            continue
        seen[y, x] = True
        stack, region = [(y, x)], []
        while stack:
            a, b = stack.pop()
            region.append(int(a * width + b))
            for c in range(max(0, a - 1), min(height, a + 2)):
                for d in range(max(0, b - 1), min(width, b + 2)):
                    if mask[c, d] and not seen[c, d]:
                        seen[c, d] = True
                        stack.append((c, d))
        found.append(region)
    return found


def aupro(maps, masks, classes, wanted=None):
    """Area under (false-positive rate, mean region overlap) up to the limit, over the limit."""
    normal = np.concatenate([m[~k] for m, k in zip(maps, masks)])
    overlapping = [
        m.ravel()[region]
        for m, k, c in zip(maps, masks, classes)
        if wanted is None or c == wanted
        for region in regions(k)
    ]
    xs, ys = [0.0], [0.0]
    for threshold in np.unique(np.concatenate([m.ravel() for m in maps]))[::-1]:
        xs.append(float((normal >= threshold).mean()))
        ys.append(float(np.mean([(r >= threshold).mean() for r in overlapping])))
    area = 0.0
    for x0, x1, y0, y1 in zip(xs, xs[1:], ys, ys[1:]):
        if x1 > FPR_LIMIT:
            y1 = y0 + (y1 - y0) * (FPR_LIMIT - x0) / (x1 - x0)
            x1 = FPR_LIMIT
        area += (x1 - x0) * (y0 + y1) / 2
        if x1 >= FPR_LIMIT:
            break
    return area / FPR_LIMIT


def image_case(name, scores, labels):
    scores, labels = np.asarray(scores, float), np.asarray(labels, bool)
    best, threshold = f1_max(scores, labels)
    return {
        "name": name,
        "scores": scores.tolist(),
        "defective": labels.tolist(),
        "auroc": auroc(scores, labels),
        "averagePrecision": average_precision(scores, labels),
        "f1Max": best,
        "f1MaxThreshold": threshold,
    }


def pixel_case(name, rng, decimals, images, strength):
    maps, masks, classes = [], [], []
    for i in range(images):
        height, width = 14 + 2 * (i % 3), 18 + 3 * (i % 2)
        mask = np.zeros((height, width), bool)
        if i % 3:
            for _ in range(3):
                y, x = rng.integers(0, height - 5), rng.integers(0, width - 6)
                mask[y : y + rng.integers(1, 5), x : x + rng.integers(1, 6)] = True
        scores = rng.gamma(4.0, 1.0, mask.shape) + strength * mask * rng.random(mask.shape)
        maps.append(np.round(scores, decimals).astype(np.float32))
        masks.append(mask)
        classes.append("" if i % 3 == 0 else ("crack" if i % 3 == 1 else "dent"))
    return measured(name, maps, masks, classes)


def measured(name, maps, masks, classes):
    scores = np.concatenate([m.ravel() for m in maps])
    labels = np.concatenate([k.ravel() for k in masks])
    best, threshold = f1_max(scores, labels)
    per_class = {}
    for wanted in sorted({c for c in classes if c}):
        own = np.concatenate([m[k] for m, k, c in zip(maps, masks, classes) if c == wanted])
        both = np.concatenate([scores[~labels], own])
        own_labels = np.arange(len(both)) >= (~labels).sum()
        per_class[wanted] = {
            "auroc": auroc(both, own_labels),
            "aupro": aupro(maps, masks, classes, wanted),
            "regions": sum(len(regions(k)) for k, c in zip(masks, classes) if c == wanted),
        }
    return {
        "name": name,
        "images": [
            {
                "width": m.shape[1],
                "class": c,
                "map": [float(v) for v in m.ravel()],
                "mask": np.flatnonzero(k).tolist(),
            }
            for m, k, c in zip(maps, masks, classes)
        ],
        "auroc": auroc(scores, labels),
        "averagePrecision": average_precision(scores, labels),
        "f1Max": best,
        "f1MaxThreshold": threshold,
        "aupro": aupro(maps, masks, classes),
        "regions": sum(len(regions(k)) for k in masks),
        "classes": per_class,
    }


def corner_case():
    """Two squares that touch by a corner: one region of two, not two regions."""
    mask = np.zeros((6, 6), bool)
    mask[1:3, 1:3] = mask[3:5, 3:5] = True
    mask[0, 5] = True
    scores = np.arange(36, dtype=np.float32).reshape(6, 6) % 11
    return measured("regions that touch by a corner", [scores], [mask], ["crack"])


def main():
    rng = np.random.default_rng(7)
    labels = rng.random(300) < 0.4
    scores = rng.normal(size=300) + labels
    image = [
        image_case("no ties", scores, labels),
        image_case("many ties", np.round(scores, 0), labels),
        image_case("all tied", np.full(9, 2.5), np.arange(9) % 3 == 0),
        image_case("perfect", [1, 2, 3, 4], [0, 0, 1, 1]),
        image_case("all wrong", [4, 3, 2, 1], [0, 0, 1, 1]),
        image_case("one of each", [0.25, 0.75], [1, 0]),
        image_case("zeros of both signs", [0.0, -0.0, 1.0, -1.0], [0, 1, 1, 0]),
        image_case("equally good thresholds", [4, 3, 2, 1, 0], [1, 0, 0, 1, 0]),
    ]
    pixel = [
        pixel_case("no ties", rng, 7, 9, 6.0),
        pixel_case("many ties", rng, 0, 9, 6.0),
        pixel_case("weak", rng, 2, 6, 0.5),
        corner_case(),
        measured(
            "all tied",
            [np.full((4, 5), 1.5, np.float32)],
            [np.arange(20).reshape(4, 5) % 7 == 0],
            ["crack"],
        ),
    ]
    print(json.dumps({"image": image, "pixel": pixel}, separators=(",", ":")))


if __name__ == "__main__":
    main()
