#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: digits_data.py OUT

Writes scikit-learn's 1,797 handwritten digits, scaled from 8 x 8 to 28 x 28 pixels in [0, 1], for
docs/examples/digits.c: four little-endian int32 (train rows, test rows, height, width), the float32
images of the train and then of the test rows, and their int32 labels in the same order. A fifth of the
digits, drawn once and for ever, are test rows."""

import sys

import numpy as np
from sklearn.datasets import load_digits

SIDE = 28


def scale(images, side):
    """Bilinear, pixel centres at (i + 1/2): (N, H, W) -> (N, side, side)."""
    n = images.shape[1]
    at = np.clip((np.arange(side) + 0.5) * n / side - 0.5, 0, n - 1)
    low = np.minimum(at.astype(int), n - 2)
    weights = np.zeros((side, n))
    weights[np.arange(side), low] = 1 - (at - low)
    weights[np.arange(side), low + 1] = at - low
    return np.einsum("ij,njk,lk->nil", weights, images, weights)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    digits = load_digits()
    images = (scale(digits.images, SIDE) / 16).astype("<f4")
    labels = digits.target.astype("<i4")
    order = np.random.RandomState(0).permutation(len(labels))  # its numbers never change
    n_test = len(labels) // 5
    head = np.array([len(labels) - n_test, n_test, SIDE, SIDE], "<i4")
    with open(sys.argv[1], "wb") as out:
        for part in (head, images[order], labels[order]):
            out.write(part.tobytes())


if __name__ == "__main__":
    main()
