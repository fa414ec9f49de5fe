# SPDX-License-Identifier: MIT
"""A run that is stopped and killed on its way ends with the same bytes as one that never was."""

import json
import os
import shutil
import sqlite3

from harness import Case, tensors

# What tells two runs apart although they learned the same.
OWN = ("run/elapsed_s", "run/row_wall_s", "run/incarnation", "replay/id", "run/replay_branch", "run/replay_branch_from")


def histories(folder):
    """What two runs that learned the same have recorded alike: not times, and of what is averaged between two
    rows only that it is there, for the first row after a resume has what came since."""
    averaged = lambda tag: tag.startswith("train/")
    with sqlite3.connect(f"file:{folder}/run.db?mode=ro", uri=True) as db:
        metrics = [(step, tag, None if averaged(tag) else value) for step, tag, value in db.execute(
            "SELECT m.env_steps, n.tag, m.value FROM metrics m JOIN metric_names n USING(name) "
            "WHERE n.tag NOT LIKE 'time/%' ORDER BY 1, 2")]
        episodes = db.execute("SELECT role, SUM(n), ROUND(SUM(n * ret), 3), ROUND(SUM(n * length)), "
                              "MAX(env_steps) FROM episodes GROUP BY role").fetchall()
    with open(os.path.join(folder, "log.jsonl")) as f:
        rows = [{k: None if averaged(k) else v for k, v in json.loads(line).items() if not k.startswith("time")}
                for line in f]
    return {"metrics": metrics, "episodes": episodes, "log.jsonl": rows}


class Exact(Case):
    def last(self, version=0, name="t"):
        return os.path.join(self.version(name, version), "checkpoints", "last")

    def caught(self, d, at):
        """It has come so far; False: on a busy machine it was over before anyone looked."""
        try:
            return d.wait_steps(at)
        except AssertionError:
            if d.process.poll() != 0:
                raise
            return False

    def interrupt(self, start, stop_at, kill_at):
        d = start(name="broken")
        if not self.caught(d, stop_at):
            return False
        d.ctl("stop", check=False)
        self.assertEqual(d.wait(), 0, d.output())
        d = start(name="broken")
        if not self.caught(d, kill_at):
            return False
        d.kill()
        return d.wait() != 0

    maxDiff = None

    def check_exact(self, start, stop_at, kill_at):
        """start(name=...) starts a run that ends by itself; env steps at which it is stopped, and killed."""
        straight = start(name="straight")
        self.assertEqual(straight.wait(), 0, straight.output())
        for _ in range(5):
            if self.interrupt(start, stop_at, kill_at):
                break
            shutil.rmtree(os.path.join(self.runs, "broken"))
        else:
            self.fail(f"five runs ended before they were caught at {stop_at} and {kill_at} env steps")
        d = start(name="broken")
        self.assertEqual(d.wait(), 0, d.output())
        self.assertIn("(exact)", d.rltd_log())
        a, b = tensors(self.last(name="straight")), tensors(self.last(name="broken"))
        self.assertEqual(sorted(a), sorted(b))
        self.assertEqual([k for k in a if a[k] != b[k] and k not in OWN], [])
        self.assertEqual(histories(self.version("broken")), histories(self.version("straight")), "no gaps, no doubles")
        return a
