# SPDX-License-Identifier: MIT
"""What rltctl tells a live run: pause and resume."""

import os
import time

from exact import OWN, Exact
from harness import RESET, STEP, main, tensors, wait_for


class Orders(Exact):
    def paused(self, d):
        return wait_for("pause", lambda: d.alive() and (s := d.status()) and s["state"] == "paused" and s)

    def test_paused_run_stands_still_and_serves(self):
        d = self.cartpole(**{"eval.every_env_steps": 2000, "eval.episodes": 3})
        for _ in range(3):  # at whatever it is doing
            d.wait_steps((d.status() or {"env_steps": 0})["env_steps"] + 700)
            d.ctl("pause")
            s = self.paused(d)
            self.assertIn("uid", s["paused"]["by"])
            d.ctl("save", "--name", "still")
            d.ctl("pause")
            t = d.status()
            self.assertEqual((t["state"], t["env_steps"], t["iterations"]),
                             ("paused", s["env_steps"], s["iterations"]))
            self.assertLess(t["elapsed_s"] - s["elapsed_s"], 0.01, "training time stands still")
            self.assertIn("paused", d.ctl("status").stdout)
            d.ctl("resume")
            d.wait_steps(s["env_steps"] + 100)
            self.assertIsNone(d.status()["paused"])
        d.ctl("pause")
        self.paused(d)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        self.assertTrue(os.path.exists(self.last()))

    def check_pauses(self, start):
        straight = start(name="straight")
        self.assertEqual(straight.wait(), 0, straight.output())
        d = start(name="paused")
        for steps in (500, 1500, 4000):
            d.wait_steps(steps)
            d.ctl("pause", check=False)
            time.sleep(0.02)
            d.ctl("resume", check=False)
        self.assertEqual(d.wait(), 0, d.output())
        self.assertIn("paused at", d.rltd_log())
        a, b = tensors(self.last(name="straight")), tensors(self.last(name="paused"))
        self.assertEqual([k for k in a if a[k] != b[k] and k not in OWN], [])

    def test_pausing_changes_no_bit(self):
        keys = {"max_env_steps": 6144, "eval__every_env_steps": 2048, "eval__episodes": 2}
        self.check_pauses(lambda name: self.cartpole(name=name, **keys))

    def dqn(self, name="t", **keys):
        settings = {"max_env_steps": 6000, "eval.every_env_steps": 0, "eval.final_episodes": 0,
                    "checkpoint.every_seconds": 0, "learning_starts": 300, "hidden": "[32,32]",
                    "buffer_size": 4000, "train_freq": 16, "gradient_steps": 8, **keys}
        return self.start("cartpole-dqn", *(f"{k}={v}" for k, v in settings.items()), name=name)

    def test_pausing_off_policy_changes_no_bit(self):
        self.check_pauses(self.dqn)

    def test_pausing_a_learner_that_works_beside(self):
        d = self.dqn(collect="overlap", max_env_steps=100000000)
        for _ in range(5):
            d.wait_steps((d.status() or {"env_steps": 0})["env_steps"] + 700)
            d.ctl("pause")
            s = self.paused(d)
            d.ctl("save")
            t = d.status()
            self.assertEqual((t["env_steps"], t["updates"]), (s["env_steps"], s["updates"]))
            d.ctl("resume")
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())

    def test_waiting_envs_are_not_timed_out(self):
        d = self.cartpole(env="", n_envs=1, env_processes=1, step_timeout=0.5)
        env = self.client(d.env_path)
        env.serve(5)
        d.ctl("pause")
        kind, seq, _ = env.hear()
        self.assertIn(kind, (RESET, STEP))
        env.result(seq)
        self.paused(d)
        env.socket.settimeout(1.5)
        with self.assertRaises(TimeoutError, msg="nothing is asked while the run is paused"):
            env.hear()
        self.assertEqual([e["restarts"] for e in d.status()["envs"]], [0])
        env.socket.settimeout(20)
        d.ctl("resume")
        self.assertEqual(env.hear()[0], STEP, "the session is the same one")


if __name__ == "__main__":
    main()
