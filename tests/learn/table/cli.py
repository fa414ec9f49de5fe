# SPDX-License-Identifier: MIT
"""./learn: run what is missing, print the table."""

import argparse
import difflib
import statistics
import sys
import time
from pathlib import Path

from harness import machine
from harness.errors import BenchError
from table import picture, recipe, sides, summary
from table.cells import CELLS
from table.store import Store

USAGE_EXIT = 64
KEPT = Path(__file__).resolve().parents[1] / "results.jsonl"  # of runs that are in the repository


def choose(asked):
    names = [cell.name for cell in CELLS]
    for word in asked:
        if word not in names:
            near = difflib.get_close_matches(word, names, 1)
            hint = f"; did you mean {near[0]}?" if near else "; ./learn --list names them"
            raise LookupError(f"there is no cell {word}{hint}")
    return [cell for cell in CELLS if not asked or cell.name in asked]


def missing(store, cells, n_seeds, with_peer):
    """(cell, side, seed) that have no result yet: first one seed of everything, then the next."""
    found = []
    for cell in cells:
        if not recipe.path_of(cell.recipe).exists():
            continue
        settings = recipe.identity(cell)
        for turn, seed in enumerate(cell.seeds[:n_seeds]):
            for side in ("rltd", "sb3") if cell.peer and with_peer else ("rltd",):
                if not store.get(cell.name, side, seed, settings):
                    found.append((turn, cell, side, seed, settings))
    return [rest for _, *rest in sorted(found, key=lambda item: item[0])]


def progress(text, end=""):
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end=end, file=sys.stderr, flush=True)
    elif end or not text.endswith("..."):
        print(text, file=sys.stderr, flush=True)


def run(store, todo):
    """Errors, one line each; a cell that failed is not tried again in this run."""
    errors, failed = [], set()
    for i, (cell, side, seed, settings) in enumerate(todo):
        if (cell.name, side) in failed:
            continue
        label = f"[{i + 1}/{len(todo)}] {cell.name} {side} seed {seed}"
        progress(f"{label} ...")
        try:
            got = sides.SIDES[side](cell, seed)
        except BenchError as error:
            failed.add((cell.name, side))
            errors.append(f"{cell.name}: {error}")
            progress(f"{label}: failed", "\n")
            continue
        store.add({"cell": cell.name, "side": side, "seed": seed, "settings": settings, "time": time.time(), **got})
        mean = statistics.fmean(got["returns"])
        progress(f"{label}: return {mean:.1f}, {got['seconds']:.0f} s", "\n")
    return errors


def results(store, cell, side):
    if not recipe.path_of(cell.recipe).exists():
        return []
    settings = recipe.identity(cell)
    found = [store.get(cell.name, side, seed, settings) for seed in cell.seeds]
    return [result for result in found if result]


def report(store, cells):
    """The table of what there is; True when a cell does not hold."""
    rows, broken = [], False
    for cell in cells:
        ours = summary.side(results(store, cell, "rltd"), cell.solved)
        peer = summary.side(results(store, cell, "sb3"), cell.solved)
        rows.append(summary.row(cell, ours, peer))
        broken |= summary.holds(ours, peer, cell.published) is False
    print(summary.table(rows))
    print("mean: over the seeds, of 100 episodes each on seeds that chose nothing; +-: standard deviation over the "
          "seeds;\nsolved: share of the episodes; holds: within two standard errors of the peer's mean, or above it")
    return broken


def curves_of(store, cell):
    """{side: curves of its seeds}, of sides that have some."""
    found = {side: [r["curve"] for r in results(store, cell, side) if r.get("curve")] for side in sides.SIDES}
    return {side: curves for side, curves in found.items() if curves}


def page(store, cells):
    """What there is, for README.md: the table and the curves of cells that have results."""
    rows, curves = [], []
    for cell in cells:
        both = {side: results(store, cell, side) for side in sides.SIDES}
        if not both["rltd"]:
            continue
        rows.append(summary.row(cell, *(summary.side(both[side], cell.solved) for side in ("rltd", "sb3"))))
        for side, found in curves_of(store, cell).items():
            means = map(summary.number, summary.mean_curve(found))
            curves.append((cell.name, side, str(len(found)), *means))
    print(summary.markdown(summary.HEAD, rows))
    print("\nReturn of training episodes, by tenths of the budget:\n")
    print(summary.markdown(("cell", "side", "seeds", *map(str, range(1, sides.TENTHS + 1))), curves))


def draw(store, cells, path):
    """The same curves as a picture."""
    charts = [(cell, curves_of(store, cell), recipe.settings_of(cell)["max_env_steps"])
              for cell in cells if curves_of(store, cell)]
    path.write_text(picture.draw(charts))


def gate(cells):
    """The first seed of every cell that has a gate, on a short budget: the failures."""
    failures = []
    for cell in cells:
        if cell.gate is None:
            continue
        got = sides.rltd(cell, cell.seeds[0], cell.gate_keys)
        mean = statistics.fmean(got["returns"])
        print(f"{cell.name}: {mean:.1f} in {got['seconds']:.1f} s, {cell.gate} is due", flush=True)
        if mean < cell.gate:
            failures.append(f"{cell.name}: {mean:.1f} is below {cell.gate}")
    return failures


def parse(argv):
    parser = argparse.ArgumentParser(
        prog="./learn", description="Trains every cell on its seeds, beside Stable-Baselines3, and says which hold.",
        epilog="Results are kept: a run that was stopped goes on where it was. tests/learn/README.md has the rest.")
    parser.add_argument("cell", nargs="*", metavar="CELL", help="all cells by default")
    parser.add_argument("--list", action="store_true", help="name the cells and leave")
    parser.add_argument("--table", action="store_true", help="print what there is, run nothing")
    parser.add_argument("--page", action="store_true", help="print the same and the learning curves in Markdown")
    parser.add_argument("--picture", type=Path, metavar="FILE.svg", help="draw the learning curves")
    parser.add_argument("--gate", action="store_true", help="one short run of each cell that has a gate")
    parser.add_argument("--seeds", type=int, metavar="N", default=10, help="at most so many of each cell's seeds")
    parser.add_argument("--no-peer", action="store_true", help="run rltd's side only")
    parser.add_argument("--no-build", action="store_true", help="run what build/release (or $RLTD_BIN) holds")
    parser.add_argument("--results", type=Path, default=machine.ROOT / "build" / "learn.jsonl", metavar="FILE",
                        help="where results are kept (build/learn.jsonl)")
    return parser.parse_args(argv)


def main(argv=None):
    args = parse(argv)
    try:
        cells = choose(args.cell)
    except LookupError as error:
        print(f"learn: {error}", file=sys.stderr)
        return USAGE_EXIT
    if args.list:
        for cell in cells:
            there = "" if recipe.path_of(cell.recipe).exists() else "  (no recipe yet)"
            print(f"{cell.name:28} {cell.recipe}.yaml on {cell.env}, {len(cell.seeds)} seeds{there}")
        return 0
    store = Store(args.results, KEPT)
    if args.page:
        page(store, cells)
        return 0
    if args.picture:
        draw(store, cells, args.picture)
        return 0
    errors = []
    try:
        if not args.table and not args.no_build:
            machine.build(["rltd", *(p for p in bundled_programs())])
        if args.gate:
            errors = gate(cells)
        elif not args.table:
            errors = run(store, missing(store, cells, args.seeds, not args.no_peer))
    except BenchError as error:
        errors.append(str(error))
    except KeyboardInterrupt:
        progress("stopped; the same command goes on from here", "\n")
        return 130
    broken = False if args.gate else report(store, cells)
    for error in errors:
        print(f"learn: {error}", file=sys.stderr)
    return 1 if errors or broken else 0


def bundled_programs():
    """The env programs that the recipes start."""
    names = {str(recipe.load(cell.recipe).get("env", "")).split()[0] for cell in CELLS
             if recipe.path_of(cell.recipe).exists()}
    return sorted(name for name in names if name.startswith("rltd-env-"))
