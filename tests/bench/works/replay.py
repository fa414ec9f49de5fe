# SPDX-License-Identifier: MIT
"""Transitions per second into and out of a full replay, one thread, in alternating rounds with
Stable-Baselines3's buffer."""

import statistics
from contextlib import ExitStack

from harness import machine
from harness.measure import Runner, alternate, spread
from harness.report import Row

DOC = "transitions per second into and out of 1M replay rows, against Stable-Baselines3's buffer"
CASES = ["blocks", "one-by-one", "uniform", "many-envs", "n-step", "prioritized", "frames"]
PROGRAMS = ["bench-replay", "bench-peak"]

ROUNDS = 7
ROUND_S = 0.4
PEER_CASES = ["blocks", "one-by-one", "uniform", "many-envs"]
UNDISTURBED = 0.97  # share of a core below which other processes were in the way


def run(cases):
    bandwidth = machine.peak()["read_gbps"]
    for case in cases:
        yield measure(case, bandwidth)


def measure(case, bandwidth):
    runners = [Runner("rltd", [machine.program("bench-replay"), case, ROUND_S])]
    if case in PEER_CASES:
        script = machine.PEERS / "sb3_replay.py"
        runners.append(Runner("peer", [machine.peer_python(), script, case, ROUND_S]))
    with ExitStack() as stack:
        for runner in runners:
            stack.enter_context(runner)
        results = alternate(runners, ROUNDS)
    rates = {name: [r["transitions_per_s"] for r in rounds] for name, rounds in results.items()}
    gb_per_s = statistics.median(r["bytes_per_s"] for r in results["rltd"]) / 1e9
    share = min(statistics.median(r["cpu_share"] for r in rounds) for rounds in results.values())
    notes = [
        "; ".join(f"{name} {spread(values)}" for name, values in rates.items()),
        f"{gb_per_s:.3g} GB/s handed over, {gb_per_s / bandwidth:.0%} of one core's memory bandwidth",
    ]
    if share < UNDISTURBED:
        per_cpu = {
            name: statistics.median(r["transitions_per_s"] / r["cpu_share"] for r in rounds)
            for name, rounds in results.items()
        }
        notes.append(
            f"disturbed: share of a core down to {share:.2f}; per CPU second "
            + ", ".join(f"{name} {rate:,.4g}" for name, rate in per_cpu.items())
        )
    peer = runners[1] if len(runners) > 1 else None
    return Row(
        work=f"replay/{case}",
        unit="transitions/s",
        ours=statistics.median(rates["rltd"]),
        peer=statistics.median(rates["peer"]) if peer else None,
        peer_name="Stable-Baselines3 ReplayBuffer" if peer else None,
        peer_version=peer.about["version"] if peer else None,
        threads=1,
        higher_is_better=True,
        notes=notes,
    )
