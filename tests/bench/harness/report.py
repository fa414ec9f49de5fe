# SPDX-License-Identifier: MIT
"""Results: one Row each, printed as one table and appended as JSON lines."""

import json
from dataclasses import dataclass, field


@dataclass
class Row:
    work: str  # NAME or NAME/CASE
    unit: str
    ours: float
    threads: int
    higher_is_better: bool
    peer: float | None = None  # None: there is nothing to compare with
    peer_name: str | None = None
    peer_version: str | None = None
    notes: list[str] = field(default_factory=list)  # printed below the table

    @property
    def ratio(self):
        """Above 1: ours is better."""
        if self.peer is None:
            return None
        return self.ours / self.peer if self.higher_is_better else self.peer / self.ours

    def record(self, peak):
        """The JSON object of this row; docs and tools rely on these keys."""
        return {
            "work": self.work,
            "unit": self.unit,
            "ours": self.ours,
            "peer": self.peer,
            "peer_name": self.peer_name,
            "peer_version": self.peer_version,
            "ratio": self.ratio,
            "threads": self.threads,
            "isa": peak["isa"],
            "peak_gflops": max(peak["fma_gflops"].values()),
        }


def append(path, rows, peak):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as lines:
        for row in rows:
            lines.write(json.dumps(row.record(peak)) + "\n")


def number(value):
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def table(rows):
    cells = [("work", "unit", "ours", "peer", "ratio", "threads", "peer is")]
    for row in rows:
        peer = f"{row.peer_name} {row.peer_version}" if row.peer_name else "-"
        ratio = "-" if row.ratio is None else f"{row.ratio:.3g}x"
        cells.append((row.work, row.unit, number(row.ours), number(row.peer), ratio, str(row.threads), peer))
    widths = [max(len(line[i]) for line in cells) for i in range(len(cells[0]))]
    right = {2, 3, 4, 5}
    text = [
        "  ".join(c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(line, widths))).rstrip()
        for line in cells
    ]
    text.insert(1, "-" * max(map(len, text)))
    return "\n".join(text)
