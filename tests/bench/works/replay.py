# SPDX-License-Identifier: MIT
"""Transitions per second into and out of a full replay, one thread, in alternating rounds with the
buffers of others: one row for each."""

import shutil
import statistics
import sys
from contextlib import ExitStack
from dataclasses import dataclass

from harness import machine
from harness.errors import BenchError
from harness.measure import Runner, alternate, spread
from harness.report import Row

DOC = "transitions per second into and out of 1M replay rows, against the buffers of others"
CASES = ["blocks", "one-by-one", "uniform", "many-envs", "n-step", "prioritized", "frames"]
PROGRAMS = ["bench-replay", "bench-peak"]

ROUNDS = 7
ROUND_S = 0.4
UNDISTURBED = 0.97  # share of a core below which other processes were in the way


@dataclass(frozen=True)
class Peer:
    name: str
    script: str
    cases: tuple
    environment: str = ""  # of machine.peer_python


PEERS = (
    Peer("Stable-Baselines3 ReplayBuffer", "sb3_replay.py", ("blocks", "one-by-one", "uniform", "many-envs")),
    Peer("cpprb", "cpprb_replay.py", ("blocks", "one-by-one", "uniform", "prioritized", "frames")),
    Peer("TorchRL", "torchrl_replay.py", ("blocks", "one-by-one", "uniform", "prioritized")),
    Peer("Reverb", "reverb_replay.py", ("blocks", "one-by-one", "uniform", "prioritized"), "reverb"),
)


def run(cases):
    bandwidth = machine.peak()["read_gbps"]
    for case in cases:
        yield from measure(case, bandwidth)


def peer_command(peer, case):
    """None where this machine cannot have its environment."""
    interpreter = sys.executable
    if peer.environment == "reverb" and sys.version_info[:2] != (3, 11):
        interpreter = shutil.which("python3.11")
        if not interpreter:
            return None
    python = machine.peer_python(peer.environment, interpreter)
    return [python, machine.PEERS / peer.script, case, ROUND_S]


def start(case, stack):
    """(rltd's runner, [(peer, runner)], notes on those that are missing)"""
    ours = stack.enter_context(Runner("rltd", [machine.program("bench-replay"), case, ROUND_S]))
    peers, notes = [], []
    for peer in PEERS:
        if case not in peer.cases:
            continue
        command = peer_command(peer, case)
        if not command:
            notes.append(f"no {peer.name}: it needs python3.11")
            continue
        try:
            peers.append((peer, stack.enter_context(Runner(peer.name, command))))
        except BenchError as error:
            notes.append(f"no {peer.name}: {error}")
    return ours, peers, notes


def measure(case, bandwidth):
    with ExitStack() as stack:
        ours, peers, missing = start(case, stack)
        results = alternate([ours, *(runner for _, runner in peers)], ROUNDS)
    rates = {name: [r["transitions_per_s"] for r in rounds] for name, rounds in results.items()}
    each = results["rltd"][0]
    bytes_each = each["bytes_per_s"] / each["transitions_per_s"]
    rate = statistics.median(rates["rltd"])
    notes = [describe("rltd", rates["rltd"], bytes_each, bandwidth), *disturbed(results["rltd"], "rltd"), *missing]
    common = {"work": f"replay/{case}", "unit": "transitions/s", "ours": rate, "threads": 1, "higher_is_better": True}
    if not peers:
        yield Row(**common, notes=notes)
    for peer, runner in peers:
        theirs = describe(peer.name, rates[peer.name], bytes_each, bandwidth)
        rows = runner.about.get("rows")
        if rows:
            theirs += f" ({rows:,} rows only)"
        yield Row(**common, peer=statistics.median(rates[peer.name]), peer_name=peer.name,
                  peer_version=runner.about["version"],
                  notes=[*notes, theirs, *disturbed(results[peer.name], peer.name)])
        notes = []  # once is enough


def describe(name, rates, bytes_each, bandwidth):
    """Bytes are counted alike for all: what one transition hands over."""
    gb_per_s = statistics.median(rates) * bytes_each / 1e9
    return f"{name} {spread(rates)}, {gb_per_s:.3g} GB/s: {gb_per_s / bandwidth:.1%} of one core's memory bandwidth"


def disturbed(rounds, name):
    """Servers use more than a core, others should have one to themselves."""
    share = statistics.median(r["cpu_share"] for r in rounds)
    if share >= UNDISTURBED:
        return []
    per_cpu = statistics.median(r["transitions_per_s"] / r["cpu_share"] for r in rounds if r["cpu_share"] > 0)
    return [f"{name} disturbed: {share:.2f} of a core; {per_cpu:,.4g} per CPU second"]
