# SPDX-License-Identifier: MIT
"""Writes tests/nn/fixtures/schedules.txt: the learning rates of PyTorch's schedulers, step by step, under the
text that stands for the same schedule in a configuration.

    python tests/nn/make_schedule_fixtures.py        (needs torch; the test reads the file and needs nothing)

A case is "NAME N TEXT" and N rates; before those of a plateau come "metrics" and N metrics, one for each rate.
"""

import math
import pathlib
import warnings

import torch
from torch.optim import lr_scheduler as lrs

N = 300
HERE = pathlib.Path(__file__).parent / "fixtures"
warnings.simplefilter("ignore")


def warm(n, after):
    """The first n rates rise to the full one: 1/n, 2/n, ..., 1."""

    def make(opt):
        rise = lrs.LinearLR(opt, start_factor=1 / n, end_factor=1.0, total_iters=n - 1)
        return lrs.SequentialLR(opt, [rise, after(opt)], milestones=[n])

    return make


CASES = {
    "constant": ("0.1", lambda o: lrs.ConstantLR(o, factor=1.0)),
    "linear": ("linear(0.1, 0.01, 200)", lambda o: lrs.LinearLR(o, 1.0, 0.1, 200)),
    "linear_to_zero": ("linear(0.1, 0, 250)", lambda o: lrs.LinearLR(o, 1.0, 0.0, 250)),
    "step": ("step(0.1, 30, 0.5)", lambda o: lrs.StepLR(o, 30, 0.5)),
    "multistep": ("multistep(0.1, [10, 50, 51, 200], 0.3)", lambda o: lrs.MultiStepLR(o, [10, 50, 51, 200], 0.3)),
    "exponential": ("exponential(0.1, 0.99)", lambda o: lrs.ExponentialLR(o, 0.99)),
    "cosine": ("cosine(0.1, 0.001, 299)", lambda o: lrs.CosineAnnealingLR(o, 299, 0.001)),
    "warm_constant": ("warmup(20, 0.1)", warm(20, lambda o: lrs.ConstantLR(o, factor=1.0))),
    "warm_step": ("warmup(20, step(0.1, 30, 0.5))", warm(20, lambda o: lrs.StepLR(o, 30, 0.5))),
    "warm_cosine": ("warmup(50, cosine(0.1, 0, 249))", warm(50, lambda o: lrs.CosineAnnealingLR(o, 249))),
    "warm_exponential": ("warmup(1, exponential(0.1, 0.9))", warm(1, lambda o: lrs.ExponentialLR(o, 0.9))),
}


def metrics():
    """A return that rises, stalls, falls and rises again, in (0, 12)."""
    return [1 + 5 * (1 - math.exp(-t / 40)) + 0.3 * math.sin(t) + (6 if t > 200 else 0) * (t - 200) / 100
            for t in range(N)]


PLATEAUS = {
    "plateau_max": ("plateau(0.1, 0.5, 4)", dict(mode="max", factor=0.5, patience=4)),
    "plateau_min": ("plateau(0.1, 0.2, 0)", dict(mode="min", factor=0.2, patience=0)),
    "plateau_least": ("plateau(1e-6, 0.1, 3)", dict(mode="max", factor=0.1, patience=3)),
}


def optimizer(lr=0.1):
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)


def write(out, name, text, values):
    print(name, len(values), text, file=out)
    for i in range(0, len(values), 6):
        print(*(f"{v:.17g}" for v in values[i : i + 6]), file=out)


def main():
    with open(HERE / "schedules.txt", "w") as out:
        for name, (text, make) in CASES.items():
            opt = optimizer()
            schedule, rates = make(opt), []
            for _ in range(N):
                rates.append(opt.param_groups[0]["lr"])
                opt.step()
                schedule.step()
            write(out, name, text, rates)
        for name, (text, options) in PLATEAUS.items():
            opt = optimizer(1e-6 if name == "plateau_least" else 0.1)
            schedule, rates = lrs.ReduceLROnPlateau(opt, **options), []
            for value in metrics():
                schedule.step(value)
                rates.append(opt.param_groups[0]["lr"])
            write(out, "metrics", options["mode"], metrics())
            write(out, name, text, rates)


if __name__ == "__main__":
    main()
