# SPDX-License-Identifier: MIT
"""Minibatch updates of PPO on small networks, one thread, ours and PyTorch's in alternating rounds."""

import statistics

from harness import machine
from harness.measure import Runner, alternate, spread
from harness.report import Row

DOC = "PPO minibatch updates per second (4-64-64, one thread) against PyTorch"
CASES = ["mb64", "mb256", "mb2048"]
PROGRAMS = ["bench-ppo-update"]

ROUNDS = 9
ROUND_S = 0.6
UNDISTURBED = 0.97  # share of a core below which other processes were in the way
VARIANTS = ["eager", "compile"]


def run(cases):
    python, script = machine.peer_python(), machine.PEERS / "torch_ppo_update.py"
    for case in cases:
        yield measure(case, python, script)


def measure(case, python, script):
    minibatch = case.removeprefix("mb")
    ours = Runner("rltd", [machine.program("bench-ppo-update"), minibatch, ROUND_S])
    eager, compiled = [Runner(v, [python, script, v, minibatch, ROUND_S]) for v in VARIANTS]
    with ours, eager, compiled:
        results = alternate([ours, eager, compiled], ROUNDS)
    rates = {name: [r["updates_per_s"] for r in rounds] for name, rounds in results.items()}
    shares = {name: statistics.median(r["cpu_share"] for r in rounds) for name, rounds in results.items()}
    median = {name: statistics.median(values) for name, values in rates.items()}
    best = max(VARIANTS, key=median.get)
    notes = ["; ".join(f"{name} {spread(values)}" for name, values in rates.items())]
    if min(shares.values()) < UNDISTURBED:
        per_cpu = {
            name: statistics.median(r["updates_per_s"] / r["cpu_share"] for r in rounds)
            for name, rounds in results.items()
        }
        notes.append(
            "disturbed: share of a core that each had: "
            + ", ".join(f"{name} {share:.2f}" for name, share in shares.items())
            + f"; per CPU second rltd {per_cpu['rltd']:,.0f}, {best} {per_cpu[best]:,.0f}: "
            + f"{per_cpu['rltd'] / per_cpu[best]:.3g}x"
        )
    return Row(
        work=f"ppo-update/{case}",
        unit="updates/s",
        ours=median["rltd"],
        peer=median[best],
        peer_name=f"PyTorch {best}, fused Adam",
        peer_version=eager.about["version"],
        threads=1,
        higher_is_better=True,
        notes=notes,
    )
