# SPDX-License-Identifier: MIT
"""The speed of nn: products, functions, whole updates and decisions; each peer in alternating rounds."""

import dataclasses
import re
import statistics
from contextlib import ExitStack

from harness import machine
from harness.measure import Runner, alternate, spread
from harness.report import Row
from works import ppo_update

DOC = "nn: products, functions, updates and decisions against the FMA peak, libm and PyTorch"
PROGRAMS = ["bench-nn", "bench-ppo-update"]

ROUNDS = 7
ROUND_S = 0.3
UNDISTURBED = 0.97  # share of a core below which other processes were in the way

LARGE = ["256-256-256", "64-64-64"]
THIN = ["256-17-256", "256-256-1", "1-256-256"]
PRODUCTS = ["forward", "dx", "dw"]
CONVOLUTIONS = [f"conv{n}-{product}" for n in (1, 2, 3) for product in PRODUCTS if (n, product) != (1, "dx")]
FUNCTIONS = ["exp", "log", "tanh", "sin", "cos", "sigmoid", "gelu"]


def ours(work, threads=1):
    return Runner("rltd", [machine.program("bench-nn"), work, threads, ROUND_S])


def torch(variant, work, threads=1):
    script = machine.PEERS / "torch_nn.py"
    return Runner(variant, [machine.peer_python(), script, variant, work, threads, ROUND_S])


def measure(runners):
    """({name: median per second}, notes, rounds by name)."""
    with ExitStack() as stack:
        for runner in runners:
            stack.enter_context(runner)
        results = alternate(runners, ROUNDS)
    rates = {name: [r["per_s"] for r in rounds] for name, rounds in results.items()}
    notes = ["; ".join(f"{name} {spread(values)}" for name, values in rates.items())]
    share = min(statistics.median(r["cpu_share"] for r in rounds) for rounds in results.values())
    if share < UNDISTURBED:
        notes.append(f"disturbed: a side had only {share:.2f} of a core")
    return {name: statistics.median(values) for name, values in rates.items()}, notes, results


def share_row(work, about, rounds, threads=1):
    """Matrix products as a share of what `threads` cores could multiply and add, round by round."""
    rates = [r["per_s"] * about["flops"] * 1e-9 for r in rounds]
    peaks = [r["peak_gflops"] * threads for r in rounds]
    shares = [rate / peak for rate, peak in zip(rates, peaks)]
    best = statistics.median(peaks)
    return Row(
        work=f"nn/{work}",
        unit="GFLOP/s",
        ours=statistics.median(shares) * best,
        peer=best,
        peer_name="FMA peak",
        peer_version=about["isa"],
        threads=threads,
        higher_is_better=True,
        notes=[f"share of the peak {spread(shares)}"],
    )


def linear(case):
    """Against the peak; PyTorch's figure in the notes."""
    us, eager = ours(case), torch("eager", case)
    median, notes, results = measure([us, eager])
    row = share_row(case, us.about, results["rltd"])
    row.notes += notes + [f"{median['rltd'] / median['eager']:.3g}x PyTorch {eager.about['version']}"]
    yield row


def thin(case):
    us, eager = ours(case), torch("eager", case)
    median, notes, _ = measure([us, eager])
    yield Row(f"nn/{case}", "us", 1e6 / median["rltd"], 1, False, 1e6 / median["eager"], "PyTorch eager",
              eager.about["version"], notes)  # fmt: skip


def function(case):
    us, libm = ours(case), Runner("libm", [machine.program("bench-nn"), f"{case}-libm", 1, ROUND_S])
    median, notes, _ = measure([us, libm])
    notes.append("largest errors: " + ", ".join(f"{isa} {ulp:.2f} ulp" for isa, ulp in us.about["ulp"].items()))
    yield Row(f"nn/{case}", "ns", 1e9 / median["rltd"], 1, False, 1e9 / median["libm"], "C library",
              us.about["libc"], notes)  # fmt: skip


def against_torch(case, work, threads, unit, higher_is_better):
    us = ours(work, threads)
    peers = {variant: torch(variant, work, threads) for variant in ["eager", "compile"]}
    median, notes, results = measure([us, *peers.values()])
    best = max(peers, key=median.get)
    value = (lambda per_s: per_s) if higher_is_better else (lambda per_s: 1e6 / per_s)
    notes.append(f"allocations while running: {sum(r['allocations'] for r in results['rltd'])}")
    yield Row(f"nn/{case}", unit, value(median["rltd"]), threads, higher_is_better, value(median[best]),
              f"PyTorch {best}, fused Adam", peers[best].about["version"], notes)  # fmt: skip
    if us.about["flops"]:
        yield share_row(f"{case}-floor", us.about, results["rltd"], threads)


def ppo(case):
    script = machine.PEERS / "torch_ppo_update.py"
    row = ppo_update.measure(case.removeprefix("ppo-"), machine.peer_python(), script)
    yield dataclasses.replace(row, work=f"nn/{case}")


def adam(case):
    """Adam over 32M parameters, in bytes read and written, against plain reading, changing and writing back."""
    threads = 2 if case.endswith("threads2") else 1
    us, memory = ours("adam", threads), ours("read-modify-write", threads)
    memory.name = "memory"
    median, notes, _ = measure([us, memory])
    yield Row(f"nn/{case}", "GB/s", median["rltd"] * 1e-9, threads, True, median["memory"] * 1e-9,
              "read-modify-write", us.about["isa"], notes)  # fmt: skip


def chain(case):
    """Ten elementwise ops over a million floats; array by array in the notes."""
    alone = ours("chain-alone")
    alone.name = "alone"
    median, _, _ = measure([ours("chain"), alone])
    for row in against_torch(case, "chain", 1, "us", False):
        row.notes.append(f"{median['rltd'] / median['alone']:.3g}x its steps one by one")
        yield row


KINDS = [
    ("chain", chain),
    ("adam", adam),
    (rf"linear-({'|'.join(LARGE)})-|conv", linear),
    (rf"linear-({'|'.join(THIN)})-", thin),
    ("ppo-", ppo),
    ("sac-threads2", lambda case: against_torch(case, "sac", 2, "updates/s", True)),
    ("sac", lambda case: against_torch(case, "sac", 1, "updates/s", True)),
    ("dqn-cnn-threads2", lambda case: against_torch(case, "dqn-cnn", 2, "updates/s", True)),
    ("dqn-cnn", lambda case: against_torch(case, "dqn-cnn", 1, "updates/s", True)),
    ("act", lambda case: against_torch(case, "act", 1, "us", False)),
    ("|".join(FUNCTIONS), function),
]
CASES = [
    *(f"linear-{shape}-{product}" for shape in LARGE + THIN for product in PRODUCTS),
    *CONVOLUTIONS,
    *FUNCTIONS,
    "act",
    "chain",
    "adam",
    "adam-threads2",
    *(f"ppo-{minibatch}" for minibatch in ppo_update.CASES),
    "sac",
    "sac-threads2",
    "dqn-cnn",
    "dqn-cnn-threads2",
]


def run(cases):
    for case in cases:
        yield from next(kind for pattern, kind in KINDS if re.match(pattern, case))(case)
