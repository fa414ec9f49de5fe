# SPDX-License-Identifier: MIT
"""Killed and resumed: the run goes on where its last checkpoint stands, to the bit where it can."""

import json
import os
from functools import partial

from exact import Exact
from harness import main, wait_for


class Resume(Exact):
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
        self.check_exact(partial(self.cartpole, max_env_steps=8192, checkpoint__every_env_steps=1024), 700, 2500)

    def test_evaluations_are_repeated_or_kept_but_not_doubled(self):
        self.check_exact(partial(self.cartpole, max_env_steps=8192, checkpoint__every_env_steps=512,
                                 eval__every_env_steps=512, eval__episodes=3, eval__final_episodes=5), 700, 2500)

    def test_exact_resume_of_normalisation(self):
        a = self.check_exact(partial(self.cartpole, max_env_steps=16384, checkpoint__every_env_steps=1024,
                                     normalize_obs="true", normalize_reward="true"), 700, 2500)
        self.assertGreater(len([k for k in a if "normalize" in k]), 6, sorted(a))


if __name__ == "__main__":
    main()
