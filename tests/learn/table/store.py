# SPDX-License-Identifier: MIT
"""Results as JSON lines, one per cell, side and seed: what is there is not run again."""

import json
import os


class Store:
    """`path` is written; `kept`, if given, is read before it and never written."""

    def __init__(self, path, kept=None):
        self.path = path
        self.results = {}
        for source in (kept, path):
            if source and source.exists():
                self._read(source)

    def _read(self, source):
        for line in source.read_text().splitlines():
            try:
                self._take(json.loads(line))
            except (ValueError, KeyError):
                continue  # a line that a crash cut off: that seed is run again

    def _take(self, result):
        self.results[result["cell"], result["side"], result["seed"], result["settings"]] = result

    def get(self, cell, side, seed, settings):
        return self.results.get((cell, side, seed, settings))

    def add(self, result):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        torn = self.path.exists() and not self.path.read_bytes().endswith(b"\n") and self.path.stat().st_size > 0
        with self.path.open("a") as lines:
            lines.write("\n" * torn + json.dumps(result) + "\n")
            lines.flush()
            os.fsync(lines.fileno())
        self._take(result)
