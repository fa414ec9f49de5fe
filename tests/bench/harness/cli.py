# SPDX-License-Identifier: MIT
"""./bench: which works there are, run them, print one table, append JSON lines."""

import argparse
import difflib
import importlib
import os
import sys
from pathlib import Path

from harness import machine, report
from harness.errors import BenchError

WORKS = Path(__file__).resolve().parents[1] / "works"
USAGE_EXIT = 64


def load_works():
    """name -> module: one file of works/ each, ppo_update.py being ppo-update."""
    names = sorted(path.stem for path in WORKS.glob("*.py"))
    return {name.replace("_", "-"): importlib.import_module(f"works.{name}") for name in names}


def choose(works, asked):
    """[(module, its cases)] for words like `footprint` and `ppo-update/mb64`; all works for none."""
    known = list(works) + [f"{name}/{case}" for name, work in works.items() for case in work.CASES]
    chosen = {}
    for word in asked or works:
        if word not in known:
            near = difflib.get_close_matches(word, known, 1)
            hint = f"; did you mean {near[0]}?" if near else "; ./bench --list names them"
            raise LookupError(f"there is no work {word}{hint}")
        name, _, case = word.partition("/")
        cases = chosen.setdefault(name, [])
        cases += [c for c in ([case] if case else works[name].CASES) if c not in cases]
    return [(works[name], cases) for name, cases in chosen.items()]


def list_works(works):
    for name, work in works.items():
        print(f"{name:16} {work.DOC}")
        if work.CASES:
            print(f"{'':16} cases: {' '.join(f'{name}/{case}' for case in work.CASES)}")


def describe(peak):
    fma = ", ".join(f"{isa} {gflops:.0f}" for isa, gflops in peak["fma_gflops"].items())
    return (
        f"machine: {machine.cores()} cores; one core: fp32 FMA GFLOP/s {fma}; memory read "
        f"{peak['read_gbps']:.0f} GB/s, read-modify-write {peak['rmw_gbps']:.0f} GB/s; "
        f"rltd uses {peak['isa']} kernels"
    )


def run(chosen):
    """Rows of all works that ran, and the errors of those that did not."""
    rows, errors = [], []
    for work, cases in chosen:
        name = work.__name__.removeprefix("works.").replace("_", "-")
        print(f"running {' '.join(f'{name}/{c}' for c in cases) or name} ...", file=sys.stderr, flush=True)
        try:
            for row in work.run(cases):  # rows before an error count
                rows.append(row)
        except BenchError as error:
            errors.append(f"{name}: {error}")
    return rows, errors


def main():
    parser = argparse.ArgumentParser(
        prog="./bench",
        description="Measures rltd against its peers on this machine, side by side in one run.",
        epilog="tests/bench/README.md says how to read the table and how to add a work.",
    )
    parser.add_argument("work", nargs="*", metavar="WORK", help="NAME or NAME/CASE; all works by default")
    parser.add_argument("--list", action="store_true", help="name the works and leave")
    parser.add_argument("--no-build", action="store_true", help="measure what build/release holds")
    args = parser.parse_args()
    works = load_works()
    if args.list:
        list_works(works)
        return 0
    try:
        chosen = choose(works, args.work)
    except LookupError as error:
        print(f"bench: {error}", file=sys.stderr)
        return USAGE_EXIT

    load = os.getloadavg()[0]
    try:
        programs = sorted({"bench-peak"}.union(*(work.PROGRAMS for work, _ in chosen)))
        if not args.no_build:
            machine.build(programs)
        for name in programs:
            machine.program(name)
        peak = machine.peak()
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    rows, errors = run(chosen)
    report.append(machine.RESULTS, rows, peak)
    if rows:
        print(report.table(rows))
    print(describe(peak))
    if load > machine.cores() / 4:
        print(f"note: the machine was busy before the run (load {load:.1f}): figures and ratios are rough")
    for row in rows:
        for note in row.notes:
            print(f"{row.work}: {note}")
    for error in errors:
        print(f"bench: {error}", file=sys.stderr)
    return 1 if errors else 0
