# SPDX-License-Identifier: MIT
"""A run that is stopped and killed on its way ends with the same bytes as one that never was."""

import os

from harness import Case, tensors

# What tells two runs apart although they learned the same.
OWN = ("run/elapsed_s", "run/incarnation", "replay/id")


class Exact(Case):
    def last(self, version=0, name="t"):
        return os.path.join(self.version(name, version), "checkpoints", "last")

    def check_exact(self, start, stop_at, kill_at):
        """start(name=...) starts a run that ends by itself; env steps at which it is stopped, and killed."""
        straight = start(name="straight")
        self.assertEqual(straight.wait(), 0, straight.output())
        d = start(name="broken")
        d.wait_steps(stop_at)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        d = start(name="broken")
        d.wait_steps(kill_at)
        d.kill()
        d.wait()
        d = start(name="broken")
        self.assertEqual(d.wait(), 0, d.output())
        self.assertIn("(exact)", d.rltd_log())
        a, b = tensors(self.last(name="straight")), tensors(self.last(name="broken"))
        self.assertEqual(sorted(a), sorted(b))
        self.assertEqual([k for k in a if a[k] != b[k] and k not in OWN], [])
        return a
