# SPDX-License-Identifier: MIT
"""Killed and resumed: the run goes on where its last checkpoint stands, to the bit where it can."""

import hashlib
import json
import os

from harness import Case, main, tensors, wait_for


class Resume(Case):
    def last(self, version=0, name="t"):
        return os.path.join(self.version(name, version), "checkpoints", "last")

    def test_killed_run_goes_on(self):
        d = self.cartpole(checkpoint__every_env_steps=512)
        d.wait_steps(3000)
        wait_for("checkpoint", lambda: os.path.exists(self.last()))
        d.kill()
        d.wait()
        e = self.cartpole(checkpoint__every_env_steps=512)
        s = e.wait_steps(3000)
        self.assertTrue(s["resumed"], s)
        self.assertIn("resumed at", e.rltd_log())
        e.ctl("stop")
        self.assertEqual(e.wait(), 0)
        with open(os.path.join(self.version(), "log.jsonl")) as f:
            steps = [json.loads(line)["env_steps"] for line in f]
        self.assertEqual(steps, sorted(set(steps)), "one curve, no doubles, no steps back")

    def test_finished_run_is_not_resumed(self):
        for version in (0, 1):
            d = self.cartpole(max_env_steps=512)
            self.assertEqual(d.wait(), 0, d.output())
            self.assertTrue(os.path.exists(self.last(version)))

    def test_exact_resume_gives_the_same_bytes(self):
        self.check_exact({"max_env_steps": 8192, "checkpoint__every_env_steps": 1024})

    def test_exact_resume_of_normalisation(self):
        self.check_exact({"max_env_steps": 4096, "checkpoint__every_env_steps": 512, "normalize_obs": "true",
                          "normalize_reward": "true"})
        a = tensors(self.last(name="straight"))
        self.assertGreater(len([k for k in a if "normalize" in k]), 6, sorted(a))

    def check_exact(self, keys):
        straight = self.cartpole(name="straight", **keys)
        self.assertEqual(straight.wait(), 0, straight.output())
        for n, steps in enumerate((700, 2500)):
            d = self.cartpole(name="broken", **keys)
            d.wait_steps(steps)
            if n:
                d.kill()
                d.wait()
            else:
                d.ctl("stop")
                self.assertEqual(d.wait(), 0, d.output())
        d = self.cartpole(name="broken", **keys)
        self.assertEqual(d.wait(), 0, d.output())
        self.assertIn("(exact)", d.rltd_log())
        a, b = tensors(self.last(name="straight")), tensors(self.last(name="broken"))
        self.assertEqual(sorted(a), sorted(b))
        differ = [k for k in a if a[k] != b[k] and k not in ("run/elapsed_s", "run/incarnation")]
        self.assertEqual(differ, [])


if __name__ == "__main__":
    main()
