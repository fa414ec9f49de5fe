# SPDX-License-Identifier: MIT
"""From results to one table, and whether a cell holds."""

import math
import statistics
from dataclasses import dataclass

HEAD = ("cell", "seeds", "mean", "+-", "solved", "peer", "seeds", "mean", "+-", "solved", "holds")


@dataclass
class Side:
    means: list  # the mean return of each seed
    solved: float  # share of all episodes

    @property
    def mean(self):
        return statistics.fmean(self.means)

    @property
    def spread(self):
        """Standard deviation over the seeds; None for one."""
        return statistics.stdev(self.means) if len(self.means) > 1 else None

    @property
    def error(self):
        """Standard error of the mean over the seeds; infinite for one, which proves nothing."""
        return self.spread / math.sqrt(len(self.means)) if len(self.means) > 1 else math.inf


def side(results, threshold):
    """None without results."""
    if not results:
        return None
    episodes = [r for result in results for r in result["returns"]]
    return Side([statistics.fmean(result["returns"]) for result in results],
                sum(r >= threshold for r in episodes) / len(episodes))


def holds(ours, peer, published):
    """Within two standard errors of the peer, or above; None: nothing to say yet. A peer of one run, ours or
    published, is taken to spread as our seeds do; one seed of ours proves nothing."""
    if ours is None or ours.spread is None or (peer is None and published is None):
        return None
    bar, error = (published, math.inf) if peer is None else (peer.mean, peer.error)
    error = ours.spread if math.isinf(error) else error
    return ours.mean >= bar - 2 * math.hypot(ours.error, error)


def number(value):
    return "-" if value is None else f"{value:.1f}"


def columns(of):
    if of is None:
        return ("-", "-", "-", "-")
    return (str(len(of.means)), number(of.mean), number(of.spread), f"{of.solved:.0%}")


def row(cell, ours, peer):
    verdict = {True: "yes", False: "NO", None: "?"}[holds(ours, peer, cell.published)]
    if peer is None and cell.published is not None:
        theirs = ("rl-zoo's", "1", number(cell.published), "-", "-")
    else:
        theirs = ("sb3" if cell.peer else "-", *columns(peer))
    return (cell.name, *columns(ours), *theirs, verdict)


def markdown(head, rows):
    """The same for a page."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def mean_curve(curves):
    """Per tenth of the budget: the mean over the seeds that have one; None where none has."""
    known = ([value for value in column if value is not None] for column in zip(*curves))
    return [statistics.fmean(values) if values else None for values in known]


def table(rows):
    cells = [HEAD, *rows]
    widths = [max(len(line[i]) for line in cells) for i in range(len(HEAD))]
    left = {0, 5}
    text = ["  ".join(c.ljust(w) if i in left else c.rjust(w) for i, (c, w) in enumerate(zip(line, widths))).rstrip()
            for line in cells]
    text.insert(1, "-" * max(map(len, text)))
    return "\n".join(text)
