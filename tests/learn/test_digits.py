# SPDX-License-Identifier: MIT
"""docs/examples/digits.c learns, along PyTorch's loss curve.

Usage: test_digits.py mlp|cnn DIGITS_PROGRAM

From the same weights and on the same batches the losses of the first updates are PyTorch's
(tests/learn/make_digits_fixtures.py) up to the rounding of the sums inside. Where max pooling chooses between equals,
rounding decides who gets the gradient: the CNN's later losses drift apart, as PyTorch's with and without oneDNN do, and
are compared as means over an epoch.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
DATA = HERE.parent.parent / "docs" / "examples" / "digits_data.py"
LEAST_ACCURACY = 0.97
EARLY, EARLY_TOLERANCE = 35, 2e-6  # updates, before max pooling of equal pixels goes apart; of the loss: it starts at 2.3
EPOCH = 23  # updates
EPOCH_TOLERANCE = {"mlp": 1e-5, "cnn": 5e-3}


def mean(values):
    return sum(values) / len(values)


def distance(a, b):
    """Greatest difference of two curves: over the first updates, and in the means of epochs."""
    early = max(abs(x - y) for x, y in zip(a[:EARLY], b))
    epochs = [slice(at, at + EPOCH) for at in range(0, len(b), EPOCH)]
    return early, max(abs(mean(a[epoch]) - mean(b[epoch])) for epoch in epochs)


def main():
    name, program = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="rltd-digits-") as folder:
        subprocess.run([sys.executable, "-B", DATA, f"{folder}/digits"], check=True)
        done = subprocess.run([program, name, f"{folder}/digits", f"{folder}/run"], capture_output=True, text=True)
        print(done.stdout, done.stderr, sep="")
        assert done.returncode == 0
        ours = [float(x) for x in pathlib.Path(folder, "run.curve").read_text().split()]
    lines = (HERE / "fixtures" / f"digits_{name}.txt").read_text().splitlines()
    want, other = zip(*([float(x) for x in line.split()] for line in lines))
    assert len(ours) == len(want) > EARLY, f"{len(ours)} updates, {len(want)} of PyTorch"

    accuracy = float(re.search(r"^test accuracy ([0-9.]+)", done.stdout, re.M)[1])
    early, late = distance(ours, want)
    print(f"{name}: accuracy {accuracy}; from PyTorch's losses {early:.1e} in the first {EARLY} updates, {late:.1e} in "
          "the means of epochs; PyTorch's from its own without oneDNN {:.1e}, {:.1e}".format(*distance(other, want)))
    assert accuracy >= LEAST_ACCURACY
    assert early <= EARLY_TOLERANCE
    assert late <= EPOCH_TOLERANCE[name]


if __name__ == "__main__":
    main()
